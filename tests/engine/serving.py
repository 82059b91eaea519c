"""A gRPC server of the tests' own, of which nothing goes on once it is not needed any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc


@contextmanager
def serving(add: Callable[[grpc.Server], None], threads: int) -> Iterator[str]:
    """`add` gives it what it serves. Its address; it answers from here on.

    What is left of one would be there when a later test of the process forks.
    """
    with ThreadPoolExecutor(threads) as pool:
        server = grpc.server(pool)
        add(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.stop(None).wait()
