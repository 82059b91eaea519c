"""Clients of an endpoint, made for several provider configurations by several threads."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import pytest

from openline_stacks.cloud import Resources

ENDPOINT = "http://127.0.0.1:1"


def test_the_session_of_the_process_makes_one_client_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, another = (Resources.at(ENDPOINT, region=region) for region in ("us-east-1", "eu-west-1"))
    other = threading.Thread(target=lambda: another._around.client("sqs", "eu-west-1"))
    making, at_once = 0, []

    def make(*args: Any, **options: Any) -> str:
        nonlocal making
        making += 1
        at_once.append(making)
        if threading.current_thread() is not other:
            other.start()
            other.join(0.5)  # it would be in here as well by then
        making -= 1
        return "a client"

    monkeypatch.setattr(boto3, "client", make)
    one._around.client("sqs", "us-east-1")
    other.join()
    assert at_once == [1, 1]
