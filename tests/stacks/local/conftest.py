"""A local AWS in a process of its own, and real clients of it in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

ClientOf = Callable[..., Any]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a local AWS; one for a module of tests."""
    command = [sys.executable, "-m", "openline_stacks.local", "--region", "us-west-2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['ports']['everybody']}"
        process.terminate()


@pytest.fixture(scope="module")
def client(endpoint: str) -> ClientOf:
    def make(service: str, region: str = "us-west-2") -> Any:
        session = boto3.Session("testing", "testing", region_name=region)
        of: Any = session.client
        return of(service, endpoint_url=endpoint, config=Config(retries={"max_attempts": 0}))

    return make
