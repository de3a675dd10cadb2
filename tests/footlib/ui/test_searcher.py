"""The process that searches: a real one, ended in every way in which it can end."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from footlib.analysis import Refused, require
from footlib.analysis.patterns import find_similar
from footlib.errors import FootlibError
from footlib.recording import Recording
from footlib.standin import Walker, walk
from footlib.ui.data.searcher import Searcher
from tests.footlib.ui.waiting import until

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300)]
ASKER = """
import asyncio
from footlib.standin import Walker, walk
from footlib.recording import Recording
from footlib.ui.data.searcher import Searcher
import numpy as np

async def main():
    time = np.arange(600) / 10
    searcher = Searcher()
    await searcher.find(Recording.from_columns(time, walk(Walker(), time)[0]), 10.0, 13.0)
    print(searcher._process.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def recording() -> Recording:
    time = np.arange(1200) / 10
    return Recording.from_columns(time, walk(Walker(), time)[0])


@pytest.fixture
async def searcher() -> AsyncIterator[Searcher]:
    searcher = Searcher()
    yield searcher
    await searcher.close()


def pid(searcher: Searcher) -> int:
    assert searcher._process is not None
    return searcher._process.pid


def is_ready(searcher: Searcher) -> bool:
    return searcher.ready


async def test_it_finds_what_this_process_finds_while_the_loop_goes_on(
    searcher: Searcher, recording: Recording
) -> None:
    assert not is_ready(searcher)
    search = asyncio.create_task(searcher.find(recording, 20.0, 23.0, top=5))
    turns = 0
    while not search.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100
    assert await search == require(find_similar(recording, 20.0, 23.0, top=5))
    assert is_ready(searcher)
    first = pid(searcher)
    short = await searcher.find(recording, 20.0, 20.3)
    assert short == Refused("the stretch holds 4 readings, needs 8; pick a longer one")
    with pytest.raises(FootlibError, match=r"the search failed: Footwatch made a mistake \(ValidationError\)"):
        await searcher.find(recording, 20.0, 23.0, top="many")  # type: ignore[arg-type]
    assert pid(searcher) == first, "one process answers all"


async def test_killed_while_it_searches_it_says_so_and_the_next_search_works(
    searcher: Searcher, recording: Recording
) -> None:
    search = asyncio.create_task(searcher.find(recording, 20.0, 23.0))
    await until(lambda: searcher._process is not None)
    psutil.Process(pid(searcher)).kill()
    with pytest.raises(FootlibError, match="ended from outside before it was done"):
        await search
    assert require(await searcher.find(recording, 20.0, 23.0))


async def test_without_the_extra_a_sentence_says_how_to_get_it(
    searcher: Searcher, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stumpy.py").write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = await searcher.find(recording, 20.0, 23.0)
    assert isinstance(found, Refused)
    assert found.reason.endswith("-m pip install stumpy")


async def test_killed_while_it_rests_nobody_notices(searcher: Searcher, recording: Recording) -> None:
    await searcher.find(recording, 20.0, 23.0)
    psutil.Process(pid(searcher)).kill()
    await until(lambda: not searcher.ready)
    assert require(await searcher.find(recording, 20.0, 23.0))


async def test_a_search_that_is_given_up_leaves_nothing_behind(searcher: Searcher, recording: Recording) -> None:
    search = asyncio.create_task(searcher.find(recording, 20.0, 23.0))
    await until(lambda: searcher._process is not None)
    first = pid(searcher)
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert not psutil.pid_exists(first)
    assert require(await searcher.find(recording, 20.0, 23.0))


async def test_it_is_not_waited_for_without_end(recording: Recording) -> None:
    searcher = Searcher(patience=0.01)
    with pytest.raises(FootlibError, match="ended after 0 s"):
        await searcher.find(recording, 20.0, 23.0)
    processes = [process.info for process in psutil.process_iter(["ppid", "cmdline"])]
    ours = [process["cmdline"] or [] for process in processes if process["ppid"] == os.getpid()]
    assert not any("footlib.ui.data.search_worker" in command for command in ours)


async def test_it_ends_when_nobody_has_asked_for_a_while(recording: Recording) -> None:
    searcher = Searcher(idle=0.05)
    await searcher.find(recording, 20.0, 23.0)
    assert searcher._process is not None
    process = searcher._process
    await until(lambda: process.returncode is not None)
    assert not searcher.ready


async def test_it_ends_with_the_one_who_asks() -> None:
    asker = await asyncio.create_subprocess_exec(sys.executable, "-c", ASKER, stdout=PIPE)
    assert asker.stdout is not None
    worker = psutil.Process(int(await asker.stdout.readline()))
    assert worker.is_running()
    asker.kill()
    await asker.wait()
    await until(lambda: not worker.is_running())
