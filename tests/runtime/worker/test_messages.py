"""Frames: any message, any size, cut anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog.errors import ProtocolError
from cog.worker.messages import SPILL_BYTES, Decoder, Done, Item, encode
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

    from cog.worker.messages import Message

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def decode(data: bytes, piece: int = 1 << 20) -> list[Message]:
    decoder = Decoder()
    pieces = (data[start : start + piece] for start in range(0, len(data), piece))
    return [message for part in pieces for message in decoder.feed(part)]


@given(value=json_values, piece=st.integers(1, 40))
def test_messages_arrive_whole_however_the_stream_is_cut(value: object, piece: int) -> None:
    messages: list[Message] = [
        Item("a", value, []),
        Done("a", "failed", "why"),
        Done("b", "succeeded", None, True, value),
    ]

    assert decode(b"".join(encode(message) for message in messages), piece) == messages


def test_a_large_message_travels_as_a_file_that_is_gone_afterwards(tmp_path: Path) -> None:
    message = Item("a", "x" * SPILL_BYTES, [])

    frame = encode(message, str(tmp_path))

    assert len(frame) < 500
    assert decode(frame) == [message]
    assert list(tmp_path.iterdir()) == []


def test_a_small_message_needs_no_file(tmp_path: Path) -> None:
    frame = encode(Done("a", "succeeded"), str(tmp_path / "missing"))

    assert decode(frame) == [Done("a", "succeeded")]


def test_half_a_surrogate_pair_does_not_break_the_channel() -> None:
    assert decode(encode(Item("a", "x\ud800y", []))) == [Item("a", "x?y", [])]


@pytest.mark.parametrize("payload", [b"{}", b"[1]", b'["Nope"]', b'["Done"]', b"\xff"])
def test_a_frame_that_is_no_message_is_a_protocol_error(payload: bytes) -> None:
    with pytest.raises(ProtocolError, match="not a message"):
        decode(len(payload).to_bytes(4, "big") + payload)


def test_a_large_message_whose_file_is_gone_is_a_protocol_error(tmp_path: Path) -> None:
    frame = encode(Item("a", "x" * SPILL_BYTES, []), str(tmp_path))
    next(tmp_path.iterdir()).unlink()

    with pytest.raises(ProtocolError, match="gone from the disk"):
        decode(frame)
