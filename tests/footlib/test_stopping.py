import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from footlib.stopping import stoppable


@pytest.fixture
def handled() -> Iterator[None]:
    """SIGTERM as the command line handles it."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("handled")
def test_a_line_is_never_broken_off_and_the_next_wait_is() -> None:
    done = []

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("line")
        try:
            await asyncio.sleep(60)
            done.append("wait")
        finally:
            await asyncio.sleep(0)
            done.append("let go")

    handler = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended:
        asyncio.run(stoppable(work()))
    assert ended.value.code == 143
    assert done == ["line", "let go"]
    assert signal.getsignal(signal.SIGTERM) is handler


@pytest.mark.usefixtures("handled")
def test_what_is_not_stopped_comes_to_its_end() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    async def cancelled() -> None:
        raise asyncio.CancelledError

    handler = signal.getsignal(signal.SIGTERM)
    assert asyncio.run(stoppable(work())) == "done"
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stoppable(cancelled()))
    assert signal.getsignal(signal.SIGTERM) is handler


def test_a_program_that_does_not_handle_the_signal_keeps_its_way() -> None:
    async def work() -> object:
        return signal.getsignal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    assert not callable(before)
    assert asyncio.run(stoppable(work())) is before


@pytest.mark.usefixtures("handled")
def test_another_thread_leaves_signals_alone() -> None:
    async def work() -> object:
        return signal.getsignal(signal.SIGTERM)

    with ThreadPoolExecutor() as pool:
        found = pool.submit(lambda: asyncio.run(stoppable(work()))).result()
    assert found is signal.getsignal(signal.SIGTERM)
