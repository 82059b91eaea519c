"""The plugin's process: a port on the first line of stdout, then calls until the engine is gone."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import metadata
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from openline_stacks.provider._log import EngineLog
from openline_stacks.provider._servicer import Servicer

# The engine makes eight resources at a time by default and may be told to make more.
_THREADS: Final = 64
# States with a large document in them pass gRPC's own limit of 4 MiB.
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
)
STRICT: Final = "OPENLINE_LOCAL_STRICT"


def server(*, engine: str = "", strict: bool = False, port: int = 0) -> tuple[grpc.Server, int]:
    """A provider on a loopback port (0: any free one), not started yet, and that port."""
    log = EngineLog()
    log.attach(engine)
    serving = grpc.server(ThreadPoolExecutor(_THREADS), options=_OPTIONS)
    servicer = Servicer(metadata.version("pulumi-aws"), log, strict=strict)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, serving)
    return serving, serving.add_insecure_port(f"127.0.0.1:{port}")


def main(argv: Sequence[str] | None = None) -> None:
    """`pulumi-resource-aws [ENGINE]`, as the engine starts it."""
    # a verbose engine hands its own flags on, such as --logtostderr and -v=9
    options, _ = _parser().parse_known_args(argv)
    driven = bool(options.engine or options.with_parent)
    if driven:
        # Ctrl-C reaches us as well. The engine waits for what is under way, and then ends us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()  # before it knows that this is up: afterwards it may be gone already
    serving, port = server(engine=options.engine, strict=options.strict, port=options.port)
    serving.start()
    print(port, flush=True)
    if driven:
        _leave_with(parent, serving)
    with suppress(KeyboardInterrupt):
        serving.wait_for_termination()
    serving.stop(grace=5).wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pulumi-resource-aws",
        description="Serve the local AWS at AWS_ENDPOINT_URL to the Pulumi engine, which starts "
        "this by itself. To have it found: `plugins: {providers: [{name: aws, path: "
        ".venv/bin}]}` in Pulumi.yaml, or start it here and set "
        "PULUMI_DEBUG_PROVIDERS=aws:PORT with the port that it prints.",
    )
    parser.add_argument("engine", nargs="?", default="", help="the engine's address")
    parser.add_argument("--port", type=int, default=0, help="listen there; any free one without")
    parser.add_argument(
        "--strict",
        action="store_true",
        default=os.environ.get(STRICT, "") not in ("", "0", "false"),
        help=f"refuse types and inputs that are not acted out ({STRICT}=1 does the same)",
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="leave when whoever started this is gone"
    )
    return parser


def _leave_with(parent: int, serving: grpc.Server) -> None:
    """An engine that was killed ends nobody. Its plugins are its children: they see it go."""

    def watch() -> None:
        gone = threading.Event()
        while os.getppid() == parent:
            gone.wait(1.0)
        serving.stop(grace=5)

    threading.Thread(target=watch, daemon=True, name="parent").start()
