"""The ports of a local AWS: one for everybody, one a region that can be shut by itself."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any, TypeAlias

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from openline_stacks.local._words import LOOPBACK

Application: TypeAlias = Any  # WSGI's


class _Handler(WSGIRequestHandler):
    """Keeps connections open, and says nothing of what went well."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Thousands of calls a minute are nobody's reading."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """The client left, or is in the dark: it gets no answer, and no further one either."""
        self.close_connection = True


class Doors:
    """Servers by name, each on a loopback port of its own."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[BaseWSGIServer, threading.Thread]] = {}
        self._shut: dict[str, socket.socket] = {}
        self._ports: dict[str, int] = {}
        self._applications: dict[str, Application] = {}

    @property
    def ports(self) -> dict[str, int]:
        return dict(self._ports)

    def open(self, name: str, application: Application, port: int = 0) -> int:
        """Listen; 0 is any free port. Raises `OSError` for a port that is taken."""
        server = make_server(LOOPBACK, port, application, threaded=True, request_handler=_Handler)
        serving = threading.Thread(
            target=server.serve_forever, args=(0.05,), daemon=True, name=name
        )
        self._applications[name] = application
        self._open[name] = server, serving
        self._ports[name] = server.server_port
        serving.start()
        return server.server_port

    def shut(self, name: str) -> None:
        """Whoever connects is refused, until it is opened again on the same port."""
        if name in self._open:
            server, serving = self._open.pop(name)
            server.shutdown()
            serving.join()  # which closes it as well: while it is about that clients still get in
            server.server_close()
            self._shut[name] = _nobodys(server.server_port)

    def reopen(self, name: str) -> None:
        held = self._shut.pop(name, None)
        if held is not None:
            held.close()
            self.open(name, self._applications[name], self._ports[name])

    def shut_all(self) -> None:
        for name in list(self._open):
            self.shut(name)
        while self._shut:
            self._shut.popitem()[1].close()


def _nobodys(port: int) -> socket.socket:
    """A port that no other program is given meanwhile: it is taken, and nobody listens. Clients of
    a region that is gone would get their answer from whoever has its port."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # past connections to it are no use
    with suppress(OSError):  # somebody was there first
        held.bind((LOOPBACK, port))
    return held
