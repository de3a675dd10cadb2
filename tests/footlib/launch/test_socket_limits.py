"""What a page may send, and what is kept for one that is away."""

import json
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

from footlib.launch.socket_limits import MOST_BYTES, MessageError, ReconnectBuffer, check_message

ALLOWED = ["comm_msg", "kernel_info_request"]
HEADER = json.dumps({"msg_id": "1", "msg_type": "comm_msg", "session": "page", "version": "5.3"}).encode()


def message(*buffers: bytes, header: bytes = HEADER, channel: str = "shell") -> bytes:
    parts = [header, b"{}", b"{}", b'{"comm_id": "a"}', *buffers]
    whole: bytes = serialize_msg_to_ws_v1(parts, channel)  # type: ignore[no-untyped-call]
    return whole


@pytest.mark.parametrize("buffers", [0, 1, 1000])
def test_what_a_page_sends_is_taken(buffers: int) -> None:
    check_message(message(*[b"buffer"] * buffers), ALLOWED)
    check_message(message(*[b"buffer"] * buffers), [])


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("a text", "a text"),
        (b"", "number of parts"),
        (b"\xff" * 8, "number of parts"),
        # The older form: a count and offsets of four bytes with the largest first, and then JSON.
        (struct.pack("!II", 1, 8) + b'{"header": {}}', "number of parts"),
        (struct.pack("<Q", 1_000_000) + bytes(8_000_000), "number of parts"),
        (message()[:20], "number of parts"),
        (message(*[b""] * 2000), "number of parts"),
        (message()[:-1], "one after the other"),
        (struct.pack("<7Q", 6, 0, 0, 0, 0, 0, 0), "one after the other"),
        (struct.pack("<7Q", 6, 56, 60, 58, 60, 60, 60) + b"shell", "one after the other"),
        (message(channel="shell" * 10), "longer than"),
        (message(header=b'"' + b"x" * 70_000 + b'"'), "longer than"),
        (message(header=b"[]"), "no type"),
        (message(header=b"\xff"), "no type"),
        (message(header=b'{"msg_type": 3}'), "no type"),
        (message(header=b'{"msg_type": "comm_msg", "more": ' + b"[" * 60_000), "no type"),
        (message(header=b'{"msg_type": "execute_request"}'), "none that a page may send"),
    ],
)
def test_anything_else_is_refused_with_the_reason(sent: str | bytes, why: str) -> None:
    with pytest.raises(MessageError, match=why):
        check_message(sent, ALLOWED)


@given(st.binary(max_size=200), st.integers(0, 12))
def test_nothing_that_is_taken_breaks_jupyter_afterwards(noise: bytes, count: int) -> None:
    for sent in (noise, struct.pack("<Q", count) + noise):
        try:
            check_message(sent, [])
        except MessageError:
            continue
        _, parts = deserialize_msg_from_ws_v1(sent)  # type: ignore[no-untyped-call]
        json.loads(parts[0])


def test_a_refusal_costs_no_more_than_what_was_sent() -> None:
    sent = struct.pack("<Q", 2**60) + bytes(1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(MessageError):
            check_message(sent, ALLOWED)
        assert tracemalloc.get_traced_memory()[1] < len(sent)
    finally:
        tracemalloc.stop()


def test_little_is_kept_for_a_page_that_is_away() -> None:
    kept = ReconnectBuffer()
    for _ in range(100):
        kept.append(("iopub", [b"header", bytes(MOST_BYTES // 10)]))
    assert sum(len(part) for _, parts in kept for part in parts) <= MOST_BYTES
    assert len(kept) == 9
    kept.append(("iopub", [b"small"]))
    assert len(kept) == 9, "what comes after a gap would be taken for all of it"


def test_nothing_is_kept_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlib.launch.socket_limits.LONGEST", 0.0)
    kept = ReconnectBuffer()
    kept.append(("iopub", [b"late"]))
    assert not kept
