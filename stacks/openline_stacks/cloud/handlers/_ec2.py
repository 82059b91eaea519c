"""What the modules of EC2 have in common: how an ARN is written and a list narrowed."""

from __future__ import annotations

from typing import Any

from openline_stacks.cloud._request import Text


def arn(kind: str) -> Text:
    return Text(f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}")


def filtered(name: str, value: str) -> dict[str, Any]:
    return {"Filters": [{"Name": name, "Values": [value]}]}
