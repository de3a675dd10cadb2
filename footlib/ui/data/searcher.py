"""Searches in a process of its own, so that a viewer's kernel neither grows nor waits."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Final

import msgspec

from footlib.analysis import Refused
from footlib.analysis.patterns import Match
from footlib.errors import FootlibError
from footlib.recording import Recording
from footlib.ui.data import faults

HEAD: Final = 8
"""Bytes of a message's length, which stands before it."""
IDLE: Final = 120.0
"""Seconds without a search after which the process ends."""
PATIENCE: Final = 120.0
"""Seconds that a search may take; the first one on a machine compiles its package."""
_WORKER: Final = "footlib.ui.data.search_worker"
_AGAIN: Final = "Try again; if it happens anew, free some memory (a search takes about 250 MB)."


class SearchRequest(msgspec.Struct):
    """A stretch to find in a recording's columns; no personal data."""

    time: bytes
    counts: bytes
    since: float
    until: float
    top: int


class SearchResponse(msgspec.Struct):
    """Where the stretch occurs, or why that is not known.

    Parameters
    ----------
    matches
        Best first.
    refused
        Why the data do not allow it.
    fault, trace
        Type and traceback of an exception in the process.
    """

    matches: list[Match] = []
    refused: str = ""
    fault: str = ""
    trace: str = ""


class Searcher:
    """Asks one process, which starts when first needed and ends after a while, or with this one.

    Parameters
    ----------
    idle, patience
        Seconds.

    Examples
    --------
    >>> searcher = Searcher()  # doctest: +SKIP
    >>> await searcher.find(recording, since, until)  # doctest: +SKIP
    """

    def __init__(self, *, idle: float = IDLE, patience: float = PATIENCE) -> None:
        self.idle, self.patience = idle, patience
        self._process: Process | None = None
        self._answered = False
        self._turn = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None

    @property
    def ready(self) -> bool:
        """Whether the next search is quick: the process runs and has searched before."""
        return self._answered and self._process is not None and self._process.returncode is None

    async def find(self, recording: Recording, since: float, until: float, *, top: int = 10) -> list[Match] | Refused:
        """The same as `footlib.analysis.patterns.find_similar`.

        Raises
        ------
        FootlibError
            If the process ended before it answered, or took too long; the next call starts another.
        """
        question = SearchRequest(recording.time.tobytes(), recording.counts.tobytes(), since, until, top)
        async with self._turn:
            if self._ending is not None:
                self._ending.cancel()
            try:
                async with asyncio.timeout(self.patience):
                    answer = await self._ask(msgspec.msgpack.encode(question))
            except TimeoutError as error:
                raise FootlibError(f"the search was ended after {self.patience:.0f} s. {_AGAIN}") from error
            except (OSError, EOFError) as error:
                raise FootlibError(f"the search was ended from outside before it was done. {_AGAIN}") from error
            finally:
                # A request that was broken off would be answered to the next one.
                if not self._answered:
                    await self.close()
            self._ending = asyncio.get_running_loop().call_later(self.idle, self.end)
        if answer.fault:
            faults.log_trace_once(answer.trace)
            raise FootlibError(f"the search failed: {faults.sentence_of(answer.fault)}")
        return Refused(answer.refused) if answer.refused else answer.matches

    def end(self) -> None:
        """End the process; a search under way fails."""
        if self._ending is not None:
            self._ending.cancel()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
        self._process, self._answered = None, False

    async def close(self) -> None:
        """End the process and wait until it is gone."""
        process = self._process
        self.end()
        if process is not None:
            await process.wait()

    async def _ask(self, question: bytes) -> SearchResponse:
        process = await self._running()
        self._answered = False
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.writelines((len(question).to_bytes(HEAD), question))
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(HEAD))
        answer = msgspec.msgpack.decode(await process.stdout.readexactly(length), type=SearchResponse)
        self._answered = True
        return answer

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            # The kernel would show in a cell what packages print.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", _WORKER),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={**os.environ, "NUMBA_NUM_THREADS": "1"},
            )
        return self._process
