"""Times of a file are seconds, whatever unit they were written in, or one sentence says why not."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from footlib import tables
from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.sources import load
from tests.footlib.analysis.walks import half_sine_walk

EPOCH = 1_780_000_000
WALK = half_sine_walk(rate=20.0, seconds=75.0)
UNITS = {"ms": 10**3, "us": 10**6, "ns": 10**9}
UNIT = pytest.mark.parametrize("unit", UNITS)
LOOKS = {"ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}


def csv(folder: Path, title: str, stamps: object, walk: Recording = WALK) -> Path:
    path = folder / "walk.csv"
    rows = [",".join(map(str, (stamp, *counts))) for stamp, counts in zip(stamps, walk.counts.tolist(), strict=True)]  # type: ignore[call-overload]
    path.write_text("\n".join((",".join((title, *NAMES)), *rows)) + "\n")
    return path


def stamps(start: int, scale: int, walk: Recording = WALK) -> list[int]:
    return [start * scale + round(float(time) * scale) for time in walk.time]


@UNIT
def test_a_clock_in_another_unit_is_told_with_line_and_column(tmp_path: Path, unit: str) -> None:
    path = csv(tmp_path, "t_s", stamps(EPOCH, UNITS[unit]))

    with pytest.raises(SourceError, match=rf"walk.csv, line 2, column 1 \(t_s\): found 178\d+, .*{LOOKS[unit]}"):
        load(path)
    assert load(path, unit=unit).time == pytest.approx(EPOCH + WALK.time, abs=1e-6)


@UNIT
@pytest.mark.parametrize("start", [0, EPOCH])
@pytest.mark.parametrize("title", ["time_{}", "t_{}", "Time [{}]", "timestamp({})", "epoch {}", "Device time {}"])
def test_a_unit_that_the_title_names_is_converted(tmp_path: Path, title: str, start: int, unit: str) -> None:
    recording = load(csv(tmp_path, title.format(unit), stamps(start, UNITS[unit])))

    assert recording.time == pytest.approx(start + WALK.time, abs=1e-6)


@pytest.mark.parametrize(
    ("title", "scale"), [("t_µs", 1e6), ("t [μs]", 1e6), ("Time (min)", 1 / 60), ("hours", 1 / 3600)]
)
def test_other_spellings_of_units_are_converted(tmp_path: Path, title: str, scale: float) -> None:
    assert load(csv(tmp_path, title, WALK.time * scale)).time == pytest.approx(WALK.time, abs=1e-6)


@UNIT
@pytest.mark.parametrize("rate", [10.0, 20.0, 100.0])
def test_elapsed_time_in_another_unit_is_told(tmp_path: Path, rate: float, unit: str) -> None:
    walk = half_sine_walk(rate=rate, seconds=1500 / rate)

    with pytest.raises(SourceError, match=rf"line 2, column 1 \(t_s\): .* in 1500 lines, .*{LOOKS[unit]}"):
        load(csv(tmp_path, "t_s", stamps(0, UNITS[unit], walk), walk))
    assert load(csv(tmp_path, "t_s", stamps(0, UNITS[unit], walk), walk), unit=unit).rate == pytest.approx(rate)


@pytest.mark.parametrize(
    ("interval", "start", "n"),
    [
        (60.0, 0.0, 2000),
        (10.0, 0.0, 3000),
        (30.0, EPOCH, 5000),
        (60.0, 12.5, 300),
        (2.0, 0.0, 5000),
        (0.001, 0.0, 5000),
    ],
)
def test_slow_and_fast_recordings_are_what_they_are(tmp_path: Path, interval: float, start: float, n: int) -> None:
    chance = np.random.default_rng(3)
    phases = chance.random(n) if interval > 1 else np.arange(n) * interval % 1
    counts = np.repeat(np.rint(900 * np.maximum(0, np.sin(2 * np.pi * phases)))[:, None].astype(int), 6, axis=1)
    slow = Recording.from_columns(start + interval * np.arange(n), counts)

    recording = load(csv(tmp_path, "t_s", slow.time.tolist(), slow))
    assert recording.rate == pytest.approx(1 / interval)
    assert recording.time.tolist() == slow.time.tolist()


def test_a_slow_recording_of_somebody_who_rests_can_be_insisted_on(tmp_path: Path) -> None:
    rest = Recording.from_columns(60.0 * np.arange(1440), np.repeat(np.arange(1440)[:, None] // 2, 6, axis=1))
    path = csv(tmp_path, "t_s", rest.time.tolist(), rest)

    with pytest.raises(SourceError, match="if they are seconds, with --time-unit s"):
        load(path)
    assert load(path, unit="s").time.tolist() == rest.time.tolist()


@pytest.mark.parametrize("stray", [EPOCH, 5_000_000])
def test_a_stray_stamp_is_named(tmp_path: Path, stray: int) -> None:
    times = [*WALK.time[:-1].tolist(), stray]

    with pytest.raises(SourceError, match=rf"line {len(WALK) + 1}, column 1 \(t_s\): time jumps to {stray} after 74.9"):
        load(csv(tmp_path, "t_s", times))


def test_a_stray_stamp_in_another_unit_is_named(tmp_path: Path) -> None:
    times = [*(EPOCH + WALK.time[:-1]).tolist(), EPOCH * 1000 + 75_000]

    with pytest.raises(SourceError, match=rf"line {len(WALK) + 1}, column 1 .*looks like milliseconds"):
        load(csv(tmp_path, "time", times))


def test_days_of_a_spreadsheet_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"line 2, column 1 \(t_s\): .* would be days or minutes"):
        load(csv(tmp_path, "t_s", (46_000 + WALK.time / 86_400).tolist()))


@pytest.mark.parametrize("form", ["{}", "{}+00:00", "{}Z"])
def test_times_as_text_are_read(tmp_path: Path, form: str) -> None:
    texts = [form.format(np.datetime64(micros, "us")) for micros in stamps(EPOCH, 10**6)]

    assert load(csv(tmp_path, "time", texts)).time == pytest.approx(EPOCH + WALK.time, abs=1e-6)
    with pytest.raises(
        SourceError, match=r"line 2, column 1 \(time\): found '28.05.2026 20:26:40', allowed are numbers"
    ):
        load(csv(tmp_path, "time", ["28.05.2026 20:26:40"] * len(WALK)))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Warsaw"])
def test_parquet_tells_the_unit_by_its_type(tmp_path: Path, unit: str, zone: str | None) -> None:
    whole = Recording.from_columns(EPOCH + np.arange(100.0), np.tile(np.arange(6), (100, 1)))
    scale = {"s": 1, **UNITS}[unit]
    stored = pa.array([round(float(time)) * scale for time in whole.time], pa.timestamp(unit, zone))
    pq.write_table(
        pa.table({"time": stored, **dict(zip(NAMES, whole.counts.T, strict=True))}), tmp_path / "walk.parquet"
    )

    assert load(tmp_path / "walk.parquet").time.tolist() == whole.time.tolist()


def test_a_table_of_pandas_comes_back_exactly(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    written = Recording.from_columns(
        (EPOCH * 10**6 + np.cumsum(chance.integers(1, 10**5, 500))) / 1e6,
        chance.integers(0, 1024, (500, 6)),
        anomaly=chance.random((500, 6)) < 0.1,
    )
    frame = written.to_pandas()
    for kind in ("us", "ns"):
        frame.index = pd.DatetimeIndex(frame.index).as_unit(kind)
        frame.to_parquet(tmp_path / "walk.parquet")
        frame.to_csv(tmp_path / "walk.csv")
        for name in ("walk.parquet", "walk.csv"):
            found = load(tmp_path / name)
            for column in ("time", "counts", "anomaly", "trace_id"):
                assert np.array_equal(getattr(found, column), getattr(written, column)), (kind, name, column)


@pytest.mark.parametrize(("unit", "scale"), UNITS.items())
def test_whole_numbers_of_parquet_are_read_by_their_size(tmp_path: Path, unit: str, scale: int) -> None:
    stored = pa.array(stamps(EPOCH, scale), pa.int64())
    columns = dict(zip(NAMES, WALK.counts.T, strict=True))
    pq.write_table(pa.table({"time": stored, **columns}), tmp_path / "walk.parquet")
    assert load(tmp_path / "walk.parquet").time == pytest.approx(EPOCH + WALK.time, abs=1e-6)

    pq.write_table(pa.table({"time": stored.cast(pa.float64(), safe=False), **columns}), tmp_path / "walk.parquet")
    with pytest.raises(SourceError, match=rf"walk.parquet, row 1, column time: found 178\d+, .*{LOOKS[unit]}"):
        load(tmp_path / "walk.parquet")


@UNIT
def test_a_table_of_ones_own_tells_its_unit_by_iso_time(tmp_path: Path, unit: str) -> None:
    own = Recording.from_columns(EPOCH + WALK.time, WALK.counts)
    tables.write(tmp_path / "own.csv", [own])
    lines = (tmp_path / "own.csv").read_text().splitlines()
    changed = [lines[0]]
    for line, stamp in zip(lines[1:], stamps(EPOCH, UNITS[unit]), strict=True):
        changed.append(f"{stamp},{line.partition(',')[2]}")
    (tmp_path / "own.csv").write_text("\n".join(changed))
    assert load(tmp_path / "own.csv").time.tolist() == pytest.approx(own.time.tolist(), abs=1e-6)

    lines[5] = f"{EPOCH}.22,{lines[5].partition(',')[2]}"
    (tmp_path / "own.csv").write_text("\n".join(lines[:6]))
    with pytest.raises(
        SourceError, match=r"line 6, column 1 \(time\): found 1780000000.22, but iso_time says 1780000000.2;"
    ):
        load(tmp_path / "own.csv")


def test_cost_does_not_grow_with_the_span_of_time(tmp_path: Path) -> None:
    times = np.concatenate([WALK.time[:600], 2e9 + WALK.time[600:1200], 5e10 + WALK.time[1200:]])
    spread = Recording.from_columns(times, WALK.counts)
    tables.write(tmp_path / "walk.parquet", [spread])
    program = f"""
from pathlib import Path
from footlib.analysis import sensor_health, summarise
from footlib.analysis.contact import detect
from footlib.reporting.charts import closeup, load_curves
from footlib.sources import load
walk = load(Path({str(tmp_path / "walk.parquet")!r}))
summarise(walk), sensor_health(walk), closeup(detect(walk), 10.0), load_curves(detect(walk), [], (800, 200))
print(len(walk.resample(20.0)))
"""
    limit = 4_000_000_000
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )

    assert done.returncode == 0, done.stderr
    assert len(WALK) - 3 <= json.loads(done.stdout) <= len(WALK) + 3
