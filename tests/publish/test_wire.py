"""任务传输: a frame is read as it was written, however it comes in."""

from __future__ import annotations

import os
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.publish.wire import DONE, Incoming, encode_frame

values = st.lists(st.binary(max_size=200), max_size=3)


@given(st.lists(values, max_size=4), st.data())
def test_frames_are_read_as_they_were_written_in_whatever_pieces_they_come(
    sent: list[list[bytes]], data: st.DataObject
) -> None:
    """Law: up to four frames, cut anywhere, arrive whole and in order; nothing is waited for."""
    text = b"".join(encode_frame(DONE, at, value) for at, value in enumerate(sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    incoming, got = Incoming(), []
    try:
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            os.write(writing, text[start:end])
            while (frame := incoming.read(reading)) is not None:
                assert (frame.code, frame.number) == (DONE, len(got))
                got.append(pickle.loads(frame.payload))
        os.close(writing)
        with pytest.raises(EOFError):
            incoming.read(reading)
    finally:
        os.close(reading)
    assert got == sent
