"""One process that holds a cloud and answers for it on loopback ports."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import warnings
from collections.abc import Sequence
from typing import Any, Final

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from openline_stacks.cloud import LocalAws
from openline_stacks.local._front import Front

LOOPBACK: Final = "127.0.0.1"


class _Handler(WSGIRequestHandler):
    """Keeps connections open, and says nothing of what went well."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Thousands of calls a minute are nobody's reading."""


def listening(front: Front, port: int = 0) -> BaseWSGIServer:
    """A server on a loopback port (0: any free one) that answers once it is told to."""
    return make_server(LOOPBACK, port, front, threaded=True, request_handler=_Handler)


def main(argv: Sequence[str] | None = None) -> None:
    """Hold a cloud until the process is ended; the first line of stdout is `{"port": ...}`."""
    parser = argparse.ArgumentParser(prog="python -m openline_stacks.local", description=__doc__)
    parser.add_argument("--account", default="123456789012")
    parser.add_argument("--region", default="us-east-1", help="of clients that name none")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(argv)
    # moto warns of each error that a service's model does not list; clients are told it anyway
    warnings.filterwarnings("ignore", module="moto")
    with LocalAws(account=options.account, region=options.region) as aws:
        server = listening(Front(aws), options.port)
        print(json.dumps({"port": server.server_port}), flush=True)
        threading.Thread(target=_until_nobody_listens, args=(server,), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def _until_nobody_listens(server: BaseWSGIServer) -> None:
    """Whoever started this holds its standard input; that ends with them, however they end."""
    sys.stdin.read()
    server.shutdown()
