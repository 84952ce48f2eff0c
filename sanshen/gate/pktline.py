"""The ``proc-receive`` protocol (gitformat: pkt-line; githooks: proc-receive), version 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

_LENGTH = re.compile(rb"[0-9a-fA-F]{4}")


class ProtocolError(Exception):
    """The other side does not speak the protocol."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What receive-pack asks: commands (old, new, reference) and push options."""

    commands: tuple[tuple[str, str, str], ...]
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answer for one reference: refused with ``reason``, or taken in as ``stored_as``."""

    reference: str
    reason: str | None = None
    stored_as: str | None = None
    old: str | None = None
    new: str | None = None


def _read_section(stream: BinaryIO) -> list[bytes]:
    """The packets up to the next flush packet."""
    packets: list[bytes] = []
    while True:
        head = stream.read(4)
        if len(head) < 4:
            raise ProtocolError("the stream ended early")
        if not _LENGTH.fullmatch(head):
            raise ProtocolError(f"not the length of a packet: {head!r}")
        size = int(head, 16)
        if size == 0:
            return packets
        # A length below 4 is one of protocol 2's marks; none belongs here.
        if size < 4:
            raise ProtocolError(f"not the length of a packet: {head!r}")
        data = stream.read(size - 4)
        if len(data) != size - 4:
            raise ProtocolError("a packet is cut short")
        packets.append(data)


def _write(stream: BinaryIO, *lines: bytes) -> None:
    for line in lines:
        stream.write(b"%04x" % (len(line) + 4) + line)
    stream.write(b"0000")
    stream.flush()


def read_request(source: BinaryIO, answer: BinaryIO) -> PushRequest:
    """Greet receive-pack and read the push; ProtocolError when it is none."""
    greeting = _read_section(source)
    if not greeting or not greeting[0].startswith(b"version=1"):
        raise ProtocolError("not version 1 of proc-receive")
    features = greeting[0].partition(b"\0")[2].split()
    with_options = b"push-options" in features
    _write(answer, b"version=1\0push-options" if with_options else b"version=1")
    commands = [_command(packet) for packet in _read_section(source)]
    options = _read_section(source) if with_options else []
    texts = tuple(o.decode("utf-8", "replace").rstrip("\n") for o in options)
    return PushRequest(tuple(commands), texts)


def _command(packet: bytes) -> tuple[str, str, str]:
    parts = packet.decode("utf-8", "surrogateescape").rstrip("\n").split(" ", 2)
    if len(parts) != 3:
        raise ProtocolError(f"not a command: {packet!r}")
    return parts[0], parts[1], parts[2]


def write_answers(stream: BinaryIO, answers: Iterable[PushAnswer]) -> None:
    """Tell receive-pack, and so the pusher, what became of each reference."""
    lines: list[str] = []
    for answer in answers:
        if answer.reason is not None:
            lines.append(f"ng {answer.reference} {answer.reason}")
            continue
        lines.append(f"ok {answer.reference}")
        if answer.stored_as is not None:
            lines.append(f"option refname {answer.stored_as}")
            lines.append(f"option old-oid {answer.old}")
            lines.append(f"option new-oid {answer.new}")
    # A pusher may name a reference in bytes that are no UTF-8; they go back as they came.
    _write(stream, *(line.encode("utf-8", "surrogateescape") for line in lines))
