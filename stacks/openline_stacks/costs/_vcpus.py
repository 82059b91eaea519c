"""How many vCPUs an instance type has."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def _types() -> dict[str, Any]:
    """What EC2's DescribeInstanceTypes answered, as moto ships it."""
    held = resources.files("moto") / "ec2" / "resources" / "instance_types.json.gz"
    types: dict[str, Any] = json.loads(gzip.decompress(held.read_bytes()))
    return types


def vcpus(instance_type: str) -> int | None:
    """None for a type that was not there yet."""
    known = _types().get(instance_type)
    return None if known is None else int(known["VCpuInfo"]["DefaultVCpus"])
