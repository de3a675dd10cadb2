"""A recording's file, through the API, as a client sees it."""

from __future__ import annotations

import csv
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footlib.errors import SourceError
from footlib.reading import decode_answer
from footlib.standin import Monitor, StandinOptions, running

Ask = Callable[[str], Awaitable[Any]]
WALK = Path(__file__).parents[4] / "shared" / "data" / "gaco01_six_sensors_20hz.csv"


@pytest.mark.data
@pytest.mark.skipif(not WALK.exists(), reason="../shared/data is not there")
async def test_a_real_walk_comes_through_row_by_row(ask: Ask) -> None:
    with WALK.open(encoding="utf-8", newline="") as file:
        rows = [tuple(int(text) for text in row[1:]) for row in list(csv.reader(file))[1:]]
    now = 0.0
    served = []
    times = np.concatenate([np.arange(0, 3, 0.07), np.arange(119, 124, 0.11), [5000.0]])
    async with running(StandinOptions(port=0, replay=(WALK,)), clock=lambda: now) as url:
        for moment in times:
            now = float(moment)
            served.append(decode_answer((await ask(f"{url}1")).body).counts)
        assert (await ask(f"{url}2")).status == 404
    assert served == [rows[math.floor(t * 20) % len(rows)] for t in times]


def test_a_file_that_is_no_recording_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("bread,milk\n1,2\n")
    with pytest.raises(SourceError, match=r"notes\.csv"):
        Monitor(StandinOptions(replay=(path,)))
    with pytest.raises(SourceError, match=r"absent\.csv"):
        Monitor(StandinOptions(replay=(tmp_path / "absent.csv",)))
