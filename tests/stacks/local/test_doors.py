"""Ports that are shut and opened again, and are nobody else's meanwhile."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Response

from openline_stacks.local._doors import Doors


@pytest.fixture
def doors() -> Iterator[Doors]:
    held = Doors()
    yield held
    held.shut_all()


def test_nobody_gets_in_once_a_port_is_shut(doors: Doors) -> None:
    for name in map(str, range(20)):  # who closes it last is a matter of luck
        port = doors.open(name, Response("here"))
        doors.shut(name)
        with socket.socket() as client, pytest.raises(ConnectionRefusedError):
            client.connect(("127.0.0.1", port))


def test_a_port_that_is_shut_is_nobody_elses_and_opens_again(doors: Doors) -> None:
    port = doors.open("us-east-1", Response("here"))

    doors.shut("us-east-1")

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))

    doors.reopen("us-east-1")

    with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
        assert answer.read() == b"here"
