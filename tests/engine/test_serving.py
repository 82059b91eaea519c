"""Nothing of a server goes on after it: a fork of a later test would inherit it."""

from __future__ import annotations

import threading

import grpc
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc
from tests.engine.monitor import Monitor, served


def test_no_thread_is_left_of_a_monitor_that_was_asked() -> None:
    before = set(threading.enumerate())
    with served(Monitor()) as address, grpc.insecure_channel(address) as channel:
        monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
        assert monitor.SupportsFeature(resource_pb2.SupportsFeatureRequest(id="secrets")).hasSupport
        ours = set(threading.enumerate()) - before
        (server,) = [one for one in ours if "_serve" in one.name]
    server.join()
    assert set(threading.enumerate()) <= before
