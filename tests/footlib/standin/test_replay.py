"""A recording's file, through the API, as a client sees it."""

from __future__ import annotations

import csv
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footlib.errors import SettingsError, SourceError
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


def test_a_rate_is_for_the_files_without_times(tmp_path: Path) -> None:
    bare, timed = tmp_path / "bare.csv", tmp_path / "timed.csv"
    bare.write_text("\n".join(["L0,L1,L2,R0,R1,R2", *(",".join([str(k)] * 6) for k in range(40))]))
    lines = bare.read_text().splitlines()
    timed.write_text("\n".join([f"t_s,{lines[0]}", *(f"{k / 4},{line}" for k, line in enumerate(lines[1:]))]))

    both = Monitor(StandinOptions(replay=(bare, timed), rate=20.0))
    assert [both.sample(person, 1.0).counts[0] for person in (1, 2)] == [20, 4]
    assert Monitor(StandinOptions(replay=(bare,), rate=10.0)).sample(1, 1.0).counts[0] == 10
    with pytest.raises(SourceError, match=r"bare\.csv holds no column t_s; say at which rate"):
        Monitor(StandinOptions(replay=(bare,)))
    with pytest.raises(SourceError, match=r"timed\.csv has times of its own; leave the rate of 20 Hz out"):
        Monitor(StandinOptions(replay=(timed,), rate=20.0))
    with pytest.raises(SettingsError, match=r"--rate and --time-unit are of recordings; name one with --replay"):
        StandinOptions(rate=20.0)


def test_what_is_blank_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "walk.csv"
    path.write_text("t_s,L0,L1,L2,R0,R1,R2\n0,1,2,3,4,5,6\n1,1,2,,4,5,6\n2,1,2,3,4,5,6\n")
    Monitor(StandinOptions(replay=(path,)))

    assert [record.message for record in caplog.records] == ["walk.csv: 1 reading with a blank is left out, as a gap"]


def test_a_file_that_is_no_recording_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("bread,milk\n1,2\n")
    with pytest.raises(SourceError, match=r"notes\.csv"):
        Monitor(StandinOptions(replay=(path,)))
    with pytest.raises(SourceError, match=r"absent\.csv"):
        Monitor(StandinOptions(replay=(tmp_path / "absent.csv",)))
