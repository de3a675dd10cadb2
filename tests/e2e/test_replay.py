"""A recording replayed by the stand-in, through the cacher into the store."""

import asyncio
import time
from pathlib import Path

import numpy as np

from footlib.sources import load
from tests.e2e.conftest import Running, cacher, standin

RATE = 20
OWN = {"FOOTWATCH_IDS": "1", "FOOTWATCH_REQUEST_DELAY": "0.1"}


def is_subsequence(rows: np.ndarray, of: np.ndarray) -> bool:
    """Whether the rows stand in `of` in the same order, `of` being repeated as often as needed."""
    position = 0
    for row in rows:
        ahead = np.concatenate([of[position:], of[:position]])
        hits = np.flatnonzero((ahead == row).all(axis=1))
        if not hits.size:
            return False
        position = (position + int(hits[0])) % len(of)
    return True


def made_up(folder: Path) -> Path:
    """A recording that needs no data of others: every row differs."""
    rows = ["t_s,L0,L1,L2,R0,R1,R2"]
    rows += [
        f"{i / 20:.2f},{i % 1024},{(i * 7) % 1024},5,{1023 - i % 1024},{(i * 3) % 1024},{(i * 11) % 1024}"
        for i in range(400)
    ]
    file = folder / "walk.csv"
    file.write_text("\n".join(rows) + "\n")
    return file


async def follows(running: Running, counts: np.ndarray, began: float) -> None:
    """See that what is stored are rows of the file in their order, from its start."""
    store = running.store()
    deadline = time.monotonic() + 60
    while len(stored := await store.window(1)) < 30:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    await store.close()
    assert is_subsequence(stored.counts, counts)
    first = int(np.flatnonzero((counts == stored.counts[0]).all(axis=1))[0])
    assert first <= RATE * (stored.time[0] - began) + 1, "it starts with the file"


async def test_a_recording_is_stored_row_by_row(tmp_path: Path) -> None:
    file = made_up(tmp_path)
    began = time.time()
    with (
        standin(tmp_path / "api", "--replay", str(file)) as url,
        cacher(tmp_path / "run", FOOTWATCH_BASE_URL=url, **OWN) as running,
    ):
        await follows(running, np.asarray(load(file).counts), began)
