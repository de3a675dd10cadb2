"""Limits of the WebSocket between a kernel and its page: what may be sent, and how much is buffered."""

from __future__ import annotations

import asyncio
import itertools
import struct
import time
from collections.abc import Callable, Collection
from typing import Any, Final

import msgspec
from tornado.iostream import IOStream

from footlib.errors import FootlibError

MOST_BYTES: Final = 1_000_000
"""Bytes that are buffered for a page at most, beside one message that is larger."""
LONGEST: Final = 2.0
"""Seconds that a message is buffered for a page that reads nothing."""
_PARTS: Final = range(6, 1030)
"""Ends of the parts of a message: of its channel, four dictionaries and up to a thousand buffers."""
_CHANNEL: Final = 16
_HEADER: Final = 65_536
_LOOK: Final = 0.5


class MessageError(FootlibError):
    """A message of a page that is not passed to its kernel."""


class _Header(msgspec.Struct):
    msg_type: str


def check_message(message: str | bytes, allowed: Collection[str]) -> None:
    """Check that a message is well-formed, at a cost that does not depend on its contents.

    Parameters
    ----------
    message
        In the form of the sub-protocol ``v1.kernel.websocket.jupyter.org``: a count of offsets, the offsets, each of
        eight bytes with the smallest first, and the parts that they bound.
    allowed
        Types of messages that a page may send; empty: all.

    Raises
    ------
    MessageError
        If it is malformed, or of a type that is not allowed.
    """
    if isinstance(message, str):
        raise MessageError("it is a text, and allowed are bytes")
    count = int.from_bytes(message[:8], "little")
    if count not in _PARTS or len(message) < 8 * (count + 1):
        raise MessageError("the number of parts is not one that a page sends")
    bounds = struct.unpack_from(f"<{count}Q", message, 8)
    rising = all(start <= stop for start, stop in itertools.pairwise(bounds))
    if not rising or bounds[0] < 8 * (count + 1) or bounds[-1] > len(message):
        raise MessageError("the parts do not lie one after the other within it")
    if bounds[1] - bounds[0] > _CHANNEL or bounds[2] - bounds[1] > _HEADER:
        raise MessageError("its channel or its header is longer than a page's")
    try:
        kind = msgspec.json.decode(message[bounds[1] : bounds[2]], type=_Header).msg_type
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise MessageError("its header says no type") from None
    if allowed and kind not in allowed:
        raise MessageError("its type is none that a page may send")


class Backlog:
    """Bytes sent to a page that its network has not taken; a page that reads too little is given up.

    Parameters
    ----------
    stream
        The connection.
    give_up
        Called, at most once, with the reason.
    """

    def __init__(self, stream: IOStream, give_up: Callable[[str], None]) -> None:
        self._stream = stream
        self._give_up: Callable[[str], None] | None = give_up
        self._largest = 0
        self._taken = 0
        self._taken_at = 0.0
        self._looking: asyncio.TimerHandle | None = None

    def add(self, size: int, sent: asyncio.Future[None]) -> None:
        """Count a message of `size` bytes; `sent` is done once the network has taken it."""
        sent.add_done_callback(_expected)
        if not self._stream.writing():
            self._largest = 0
            return
        # One may be larger than all that may wait beside it, as a file to save.
        self._largest = max(self._largest, size)
        if self._given - self._gone - self._largest > MOST_BYTES:
            self._end(f"more than {MOST_BYTES / 1e6:g} MB wait for it")
        elif self._looking is None:
            self._taken, self._taken_at = self._gone, time.monotonic()
            self._look_later()

    # Tornado counts for itself only.
    @property
    def _given(self) -> int:
        return int(self._stream._total_write_index)  # noqa: SLF001

    @property
    def _gone(self) -> int:
        return int(self._stream._total_write_done_index)  # noqa: SLF001

    def _look_later(self) -> None:
        self._looking = asyncio.get_running_loop().call_later(_LOOK, self._look)

    def _look(self) -> None:
        self._looking = None
        if self._stream.closed() or not self._stream.writing():
            return
        now = time.monotonic()
        if self._gone != self._taken:
            self._taken, self._taken_at = self._gone, now
        if now - self._taken_at >= LONGEST:
            self._end(f"it has taken nothing for {LONGEST:g} s")
        else:
            self._look_later()

    def _end(self, why: str) -> None:
        give_up, self._give_up = self._give_up, None
        if give_up is not None:
            give_up(why)


def _expected(sent: asyncio.Future[None]) -> None:
    # A page that goes leaves an exception for each message, and its end is no news but once.
    if not sent.cancelled():
        sent.exception()


class ReconnectBuffer(list[tuple[str, list[bytes]]]):
    """Messages for a page that has lost its connection: those of the first moment, and few.

    By default jupyter_server keeps all of them as long as the kernel lives.
    """

    def __init__(self) -> None:
        super().__init__()
        self._until = time.monotonic() + LONGEST
        self._room = MOST_BYTES

    def append(self, message: Any) -> None:
        """Take a message, its channel and its parts, if there is time and room."""
        self._room -= sum(len(part) for part in message[1])
        if self._room >= 0 and time.monotonic() < self._until:
            super().append(message)
