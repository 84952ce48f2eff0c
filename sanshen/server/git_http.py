"""送审入口 (the HTTP door): git's own ``http-backend`` behind a small ASGI app.

Only the smart protocol of one repository goes through: reference listing, fetch and push.
Who may do what is decided by git and the hooks behind it, not here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sanshen.catalogue import message
from sanshen.server.loopback import LOOPBACK, address, listen, serve_until_stopped

MIB = 1 << 20
CHUNK = 64 * 1024
SERVICES = ("git-upload-pack", "git-receive-pack")
PASSED_HEADERS = ("content-encoding", "git-protocol", "accept-encoding", "user-agent")
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class GitDoor:
    """What is served and within which limits: bytes of one request, seconds of one answer."""

    repository: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    max_body: int = 256 * MIB
    seconds: float = 600.0


class TooLargeError(Exception):
    """The request is larger than the door takes."""


def git_app(door: GitDoor) -> Starlette:
    """The ASGI app; the repository's address is ``/<name of its folder>``."""
    name = door.repository.name
    backend = _Backend(door)
    routes = [Route(f"/{name}/info/refs", backend, methods=["GET"])]
    routes += [Route(f"/{name}/{service}", backend, methods=["POST"]) for service in SERVICES]
    return Starlette(routes=routes, exception_handlers={HTTPException: _refused})


def run_git_server(
    door: GitDoor,
    host: str = LOOPBACK,
    port: int = 0,
    *,
    outside: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until stopped; ``announce`` gets the repository's address once the port is held.

    Raises NotLoopbackError for an address other machines can reach, unless ``outside``.
    """
    listening = listen(host, port, outside=outside)
    announce(f"{address(listening)}/{door.repository.name}")
    serve_until_stopped([(git_app(door), listening)])


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _said("server.git_not_here", status, path=request.url.path)


def _said(key: str, status: int, **args: object) -> PlainTextResponse:
    both = "\n".join(message(key, lang, **args) for lang in ("zh", "en"))
    return PlainTextResponse(both + "\n", status)


class _Backend:
    """One request, one run of ``git http-backend`` (CGI, RFC 3875)."""

    def __init__(self, door: GitDoor) -> None:
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = _Answer(send)
        service = request.query_params.get("service")
        if request.method != "POST" and service not in SERVICES:
            refusal: Response | None = _said("server.git_smart_only", 403)
        elif int(request.headers.get("content-length") or 0) > self.door.max_body:
            refusal = self._too_large()
        else:
            refusal = await self._run(request, answer)
        if refusal is not None and not answer.begun:
            await refusal(scope, receive, send)

    async def _run(self, request: Request, answer: _Answer) -> Response | None:
        """Let git answer; what to say instead when it could not."""
        process = await asyncio.create_subprocess_exec(
            *("git", "http-backend"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._environment(request),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.door.seconds):
                await self._converse(request, process, answer)
        except TooLargeError:
            return self._too_large()
        except TimeoutError:
            return _said("server.git_too_slow", 504, seconds=int(self.door.seconds))
        except ClientDisconnect:
            return None
        finally:
            await _end(process, finished=answer.complete)
        return None if answer.begun else _said("server.git_failed", 500)

    def _environment(self, request: Request) -> dict[str, str]:
        """The CGI variables; nothing git-like of the server's own environment leaks in."""
        clean = {k: v for k, v in self.door.environment.items() if not k.startswith("GIT_")}
        headers = {
            "HTTP_" + name.upper().replace("-", "_"): request.headers[name]
            for name in PASSED_HEADERS
            if name in request.headers
        }
        length = request.headers.get("content-length")
        repository = self.door.repository.resolve()
        inside = request.scope["path"].removeprefix(f"/{self.door.repository.name}/")
        return {
            **clean,
            **headers,
            **({} if length is None else {"CONTENT_LENGTH": length}),
            "GIT_PROJECT_ROOT": str(repository.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GATEWAY_INTERFACE": "CGI/1.1",
            "REQUEST_METHOD": request.method,
            "PATH_INFO": f"/{repository.name}/{inside}",
            "QUERY_STRING": request.url.query,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "REMOTE_ADDR": request.client.host if request.client else "",
            "SERVER_PROTOCOL": "HTTP/1.1",
        }

    async def _converse(self, request: Request, process: Process, answer: _Answer) -> None:
        """Feed the request in; the answer goes out once the request is in.

        git begins its answer early, but a client still sending can't be told a refusal then.
        """
        feeding = asyncio.create_task(self._feed(request, process))
        answering = asyncio.create_task(answer.pass_on(process, feeding))
        try:
            await asyncio.wait({feeding, answering}, return_when=asyncio.FIRST_EXCEPTION)
            for task in (answering, feeding):
                if task.done():
                    task.result()
        finally:
            feeding.cancel()
            answering.cancel()
            await asyncio.gather(feeding, answering, return_exceptions=True)

    async def _feed(self, request: Request, process: Process) -> None:
        """The request's body into git. What git does not want any more is drained.

        So is what is over the limit, up to as much again, after git was stopped: a client
        listens to a refusal only when it has sent everything.
        """
        assert process.stdin is not None
        taken = 0
        async for piece in request.stream():
            taken += len(piece)
            if taken > 2 * self.door.max_body:
                break
            if taken > self.door.max_body:
                _stop(process)
            elif not process.stdin.is_closing():
                await _write(process.stdin, piece)
        if taken > self.door.max_body:
            raise TooLargeError
        process.stdin.close()

    def _too_large(self) -> Response:
        return _said("server.git_too_large", 413, limit=self.door.max_body // MIB)


class _Answer:
    """git's answer on its way out; whether it has begun decides what can still be said."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.begun = False
        self.complete = False

    async def pass_on(self, process: Process, request_is_in: Awaitable[None]) -> None:
        """Status and headers first, then the body as it comes."""
        assert process.stdout is not None
        head = await _headers(process.stdout)
        await request_is_in
        if head is None:
            return
        self.begun = True
        start = {"type": "http.response.start", "status": head[0], "headers": head[1]}
        await self.send(start)
        while piece := await process.stdout.read(CHUNK):
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
        self.complete = True
        await self.send({"type": "http.response.body", "body": b""})


async def _headers(stdout: asyncio.StreamReader) -> tuple[int, Headers] | None:
    """(status, headers) of a CGI answer, None when git ended without one."""
    status, headers = 200, []
    while line := (await stdout.readline()).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"status":
            status = int(value.split()[0])
        else:
            headers.append((name.lower(), value.strip()))
    return (status, headers) if headers else None


async def _write(stdin: asyncio.StreamWriter, piece: bytes) -> None:
    try:
        stdin.write(piece)
        await stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        stdin.close()


async def _end(process: Process, *, finished: bool) -> None:
    """Leave no git behind: what has not finished is stopped with all its children."""
    if not finished:
        _stop(process)
    await process.wait()


def _stop(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
