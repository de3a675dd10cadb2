"""The process behind `footlib.ui.data.searcher`: questions on standard input, answers on standard output."""

from __future__ import annotations

import os
import signal
import sys
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, Final

import msgspec
import numpy as np

from footlib.analysis import Refused
from footlib.analysis.patterns import find_similar
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.ui.data.faults import without_texts
from footlib.ui.data.searcher import HEAD, SearchRequest, SearchResponse

_NICE: Final = 5
"""Niceness: drawing goes before searching."""


def answered(message: bytes) -> SearchResponse:
    """The response to a request; an exception becomes part of it."""
    try:
        question = msgspec.msgpack.decode(message, type=SearchRequest)
        counts = np.frombuffer(question.counts, np.int16).reshape(-1, len(NAMES))
        recording = Recording.from_columns(np.frombuffer(question.time), counts)
        found = find_similar(recording, question.since, question.until, top=question.top)
    except Exception as error:  # noqa: BLE001 - the asker has no other way to learn of it
        return SearchResponse(fault=type(error).__name__, trace=without_texts(error))
    return SearchResponse(refused=found.reason) if isinstance(found, Refused) else SearchResponse(found)


def _listen(source: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    while len(head := source.read(HEAD)) == HEAD:
        inbox.put(source.read(int.from_bytes(head)))
    # The kernel is gone, and nobody waits for the answer.
    os._exit(0)


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    # What packages print must not get between two answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    inbox: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    while True:
        answer = msgspec.msgpack.encode(answered(inbox.get()))
        answers.write(len(answer).to_bytes(HEAD) + answer)
        answers.flush()


if __name__ == "__main__":
    main()
