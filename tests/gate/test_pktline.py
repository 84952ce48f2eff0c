"""The wire of ``proc-receive``: what is read, what is written, what is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.gate.pktline import (
    ProtocolError,
    PushAnswer,
    PushRequest,
    read_request,
    write_answers,
)

OLD, NEW = "0" * 40, "a" * 40
FLUSH = b"0000"


def packet(data: bytes) -> bytes:
    """One packet."""
    return b"%04x" % (len(data) + 4) + data


def wire(*sections: tuple[bytes, ...]) -> bytes:
    """Sections of packets, each closed by a flush."""
    return b"".join(b"".join(map(packet, section)) + FLUSH for section in sections)


COMMAND = f"{OLD} {NEW} refs/for/main".encode()


def test_a_push_without_options_is_read_and_greeted() -> None:
    answer = BytesIO()
    request = read_request(BytesIO(wire((b"version=1\0atomic",), (COMMAND,))), answer)
    assert request == PushRequest(((OLD, NEW, "refs/for/main"),), ())
    assert answer.getvalue() == wire((b"version=1",))


def test_a_push_with_options_is_read_and_greeted() -> None:
    answer = BytesIO()
    asked = wire((b"version=1\0atomic push-options",), (COMMAND,), (b"baseline", b"change=3\n"))
    request = read_request(BytesIO(asked), answer)
    assert request.options == ("baseline", "change=3")
    assert answer.getvalue() == wire((b"version=1\0push-options",))


@given(
    st.lists(st.binary(min_size=1, max_size=40).filter(lambda b: b"\n" not in b), max_size=5),
    st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=20)),
)
def test_whatever_names_a_pusher_sends_come_through_whole(
    names: list[bytes], options: list[str]
) -> None:
    """References are bytes to git; options text. Examples as the profile has them."""
    commands = tuple(f"{OLD} {NEW} ".encode() + name for name in names)
    texts = tuple(option.encode() for option in options)
    request = read_request(BytesIO(wire((b"version=1\0push-options",), commands, texts)), BytesIO())
    assert [ref.encode("utf-8", "surrogateescape") for _, _, ref in request.commands] == names
    assert list(request.options) == options
    out = BytesIO()
    write_answers(out, [PushAnswer(ref, "V116") for _, _, ref in request.commands])
    assert out.getvalue() == wire(tuple(b"ng " + name + b" V116" for name in names))


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"00",
        FLUSH,
        wire((b"version=2",)),
        wire((b"hello",)),
        b"0009ver",
        b"zzzz",
        b" 10 version=1",
        b"-001",
        b"0001",
        b"0002",
        b"0003",
        wire((b"version=1",)) + b"0003",
        wire((b"version=1",), (b"no command",)),
        wire((b"version=1",)) + packet(COMMAND),
        wire((b"version=1\0push-options",), (COMMAND,)),
    ],
)
def test_what_is_not_the_protocol_is_an_error_and_never_a_push(stream: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_request(BytesIO(stream), BytesIO())


class Endless(BytesIO):
    """A stream that must not be read to its end: the other side keeps it open."""

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size >= 0, "would wait for the other side for ever"
        return super().read(size)


@pytest.mark.parametrize("mark", [b"0001", b"0002", b"0003"])
def test_a_mark_of_protocol_two_does_not_make_us_wait(mark: bytes) -> None:
    with pytest.raises(ProtocolError, match="length"):
        read_request(Endless(mark + b"more"), BytesIO())


def test_answers_say_what_became_of_each_reference() -> None:
    out = BytesIO()
    write_answers(
        out,
        [
            PushAnswer("refs/heads/x", "V111"),
            PushAnswer("refs/for/statements"),
            PushAnswer("refs/for/main", None, "refs/changes/1/1", OLD, NEW),
        ],
    )
    assert out.getvalue() == wire(
        (
            b"ng refs/heads/x V111",
            b"ok refs/for/statements",
            b"ok refs/for/main",
            b"option refname refs/changes/1/1",
            f"option old-oid {OLD}".encode(),
            f"option new-oid {NEW}".encode(),
        )
    )
