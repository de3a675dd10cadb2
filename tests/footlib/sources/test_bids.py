"""Recordings of Motion-BIDS data sets, as others write them."""

import json
from pathlib import Path

import pytest

from footlib.errors import SourceError
from footlib.sources import has_times, load

NAME = "sub-03_task-walk_tracksys-insoles"
SIX = ["L0", "L1", "L2", "R0", "R1", "R2"]
TIMED = ["LATENCY", *["MISC"] * 6]


def written(folder: Path, text: str, names: list[str], kinds: list[str] | None = None) -> Path:
    """A recording with its table of channels."""
    place = folder / "sub-03/motion"
    place.mkdir(parents=True)
    file = place / f"{NAME}_motion.tsv"
    file.write_text(text)
    rows = [f"{name}\tn/a\t{kind}" for name, kind in zip(names, kinds or ["MISC"] * len(names), strict=True)]
    (place / f"{NAME}_channels.tsv").write_text("\n".join(["name\tcomponent\ttype", *rows, ""]))
    return file


def test_times_follow_from_the_rate_where_no_channel_holds_them(tmp_path: Path) -> None:
    file = written(tmp_path, "left?\t1\t2\t3\t4\t5\t6\n" * 3, ["knee", *SIX])
    assert has_times(file)
    with pytest.raises(SourceError, match=r"holds no times; say at which rate it was recorded \(--rate\)"):
        load(file)
    assert load(file, rate=20.0).time.tolist() == [0, 0.05, 0.1]
    (file.parent / f"{NAME}_motion.json").write_text(json.dumps({"SamplingFrequency": 50}))
    recording = load(file)
    assert recording.time.tolist() == [0, 0.02, 0.04]
    assert recording.counts.tolist() == [[1, 2, 3, 4, 5, 6]] * 3
    (file.parent / f"{NAME}_motion.json").write_text(json.dumps({"SamplingFrequency": "fast"}))
    with pytest.raises(SourceError, match="tells no SamplingFrequency"):
        load(file)


def test_six_channels_alone_are_named_by_their_table(tmp_path: Path) -> None:
    file = written(tmp_path, "1\t2\t3\t4\t5\t6\n" * 3, SIX[::-1])
    assert load(file, rate=10.0).counts[0].tolist() == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("acq_time", "first"),
    [
        ("2026-11-29T14:17:50.250001Z", 1795961870.250001),
        ("2026-11-29T15:17:50.250001+01:00", 1795961870.250001),
        ("1876-11-29T14:17:50Z", -2937548530.0),
        ("n/a", 0.0),
    ],
)
def test_the_table_of_scans_tells_when_it_began(tmp_path: Path, acq_time: str, first: float) -> None:
    file = written(
        tmp_path, "0.0\t1\t2\t3\t4\t5\t6\n0.125\t1\t2\t3\t4\t5\t6\n", ["t", *SIX], ["LATENCY"] + ["MISC"] * 6
    )
    assert load(file).time.tolist() == [0, 0.125]
    scans = tmp_path / "sub-03/sub-03_scans.tsv"
    scans.write_text(f"filename\tacq_time\neeg/other.edf\tn/a\nmotion/{file.name}\t{acq_time}\n")
    assert load(file).time.tolist() == [first, first + 0.125]
    with pytest.raises(SourceError, match="has times of its own; leave the rate of 10 Hz out"):
        load(file, rate=10.0)
    scans.write_text(f"filename\tacq_time\nmotion/{file.name}\tyesterday\n")
    with pytest.raises(SourceError, match=r"sub-03_scans.tsv: acq_time is 'yesterday', allowed is"):
        load(file)


def test_other_channels_are_told_and_forces_scaled(tmp_path: Path) -> None:
    names = ["lt", "lm", "lh", "rt", "rm", "rh"]
    file = written(tmp_path, "0\t0.5\t1\t2\t3\t100.5\n1\t0\t0\t0\t0\t7\n", names)
    with pytest.raises(SourceError, match=r"names no channel L0, L1, L2, R0, R1, R2; tell six that it names"):
        load(file, rate=10.0)
    with pytest.raises(SourceError, match=r"line 1: L1 is 0.5, allowed are whole counts"):
        load(file, rate=10.0, columns=names)
    assert load(file, rate=10.0, columns=names, scale=True).counts[0, 5] == 1023


def test_a_blank_is_a_gap_and_what_is_no_number_is_refused_with_its_place(tmp_path: Path) -> None:
    text = "0.0\t1\t2\t3\t4\t5\t6\n0.1\t1\tn/a\t3\t4\t5\t6\n0.2\t1\t2\t3\t4\t5\t6\n"
    file = written(tmp_path, text, ["t", *SIX], TIMED)
    recording = load(file)
    assert recording.time.tolist() == [0, 0.2]
    assert recording.skipped == 1
    file.write_text(text.replace("0.1\t1\tn/a", "0.1\t1\tx"))
    with pytest.raises(SourceError, match=r"_motion.tsv, line 2, column 3: found 'x'"):
        load(file)
    file.write_text(text.replace("\t6\n", "\t6\t7\n"))
    with pytest.raises(SourceError, match=r"line 1: found 8 columns, allowed is 7"):
        load(file)
    file.write_text("1\t1\t2\t3\t4\t5\t6\n0.5\t1\t2\t3\t4\t5\t6\n")
    with pytest.raises(SourceError, match="line 2"):
        load(file)


def test_the_table_of_channels_has_to_be_there(tmp_path: Path) -> None:
    file = written(tmp_path, "0.0\t1\t2\t3\t4\t5\t6\n", ["t", *SIX])
    channels = file.with_name(f"{NAME}_channels.tsv")
    channels.write_text("name\ttype\nt\n")
    with pytest.raises(SourceError, match=r"_channels.tsv, line 2: found 1 cells, allowed is 2"):
        load(file)
    channels.unlink()
    with pytest.raises(SourceError, match=r"_channels.tsv, which names its channels, is not beside it"):
        load(file)
    table = tmp_path / "my_motion.tsv"
    table.write_text("t_s\tL0\tL1\tL2\tR0\tR1\tR2\n0.0\t1\t2\t3\t4\t5\t6\n")
    assert len(load(table)) == 1
