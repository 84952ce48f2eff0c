"""本机监听 (loopback): sockets on this machine only, and the servers behind them."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from sanshen.catalogue import chosen_language, message
from sanshen.model.stops import Stop

LOOPBACK = "127.0.0.1"
START_SECONDS = 30


class NotLoopbackError(Stop):
    """The address asked for can be reached from outside, and nobody allowed that (law 13).

    Its text is the sentence for the user.
    """


def listen(host: str = LOOPBACK, port: int = 0, *, outside: bool = False) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises NotLoopbackError for an address other machines can reach unless ``outside`` is
    given, OSError when the port is taken.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, _, _, _, place = found[0]
    if not outside and not all(ipaddress.ip_address(row[4][0]).is_loopback for row in found):
        raise NotLoopbackError(message("server.not_loopback", chosen_language(), host=host))
    return socket.create_server((str(place[0]), int(place[1])), family=family, backlog=128)


def address(listening: socket.socket) -> str:
    """The origin of a listening socket, ``http://127.0.0.1:8001``."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        app, lifespan="off", log_level="warning", access_log=False, server_header=False
    )
    return uvicorn.Server(config)


@contextmanager
def running(served: Sequence[tuple[ASGIApp, socket.socket]]) -> Iterator[tuple[str, ...]]:
    """Serve every app on its socket in threads; yields the origins; stops them at the end.

    Raises TimeoutError when a server does not start.
    """
    servers = [(_server(app), listening) for app, listening in served]
    threads = [
        threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        for server, listening in servers
    ]
    for thread in threads:
        thread.start()
    try:
        yield tuple(address(listening) for _, listening in servers)
    finally:
        for server, _ in servers:
            server.should_exit = True
        for thread in threads:
            thread.join(START_SECONDS)
        for _, listening in servers:
            listening.close()


def serve_until_stopped(served: Sequence[tuple[ASGIApp, socket.socket]]) -> None:
    """Serve every app on its socket until SIGINT or SIGTERM reaches this, the main, thread."""
    *others, (app, listening) = served
    with running(others):
        _server(app).run(sockets=[listening])
