from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from footlib import tables
from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES, Foot
from footlib.sources import events, load, moticon
from footlib.sources.lines import Lines
from footlib.sources.scale import to_counts
from tests.footlib.sources.insole_files import HEADER, moticon_text, physionet_text, written

DATA = Path(__file__).parents[4] / "shared" / "data"
data = [pytest.mark.data, pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_times(tmp_path: Path, delimiter: str) -> None:
    text = f"{HEADER}\n0.00,317,70,493,429,94,466\n0.05,317,67,493,429,94,463\n".replace(",", delimiter)
    recording = load(written(tmp_path, text))

    assert recording.time.tolist() == [0.0, 0.05]
    assert recording.counts.tolist() == [[317, 70, 493, 429, 94, 466], [317, 67, 493, 429, 94, 463]]
    assert not recording.flagged.any()


@pytest.mark.parametrize("head", ["1,2,3,4,5,6", "L0,L1,L2,R0,R1,R2\n1,2,3,4,5,6", "1.0,2.00,3e0,4,5,6"])
def test_six_channels_alone_need_a_rate(tmp_path: Path, head: str) -> None:
    path = written(tmp_path, f"{head}\n7,8,9,10,11,12\n\n")

    recording = load(path, rate=20.0)
    assert recording.time.tolist() == [0.0, 0.05]
    assert recording.counts.tolist() == [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]
    with pytest.raises(SourceError, match="say at which rate"):
        load(path)
    with pytest.raises(SourceError, match="allowed is a number above 0"):
        load(path, rate=0.0)
    with pytest.raises(SourceError, match=r"line 1: L1 is 0.5, allowed are whole counts"):
        load(written(tmp_path, "1,0.5,3,4,5,6\n"), rate=20.0)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_of_footwatch_under_any_name(tmp_path: Path, suffix: str) -> None:
    original = Recording.from_columns([1.7e9, 1.7e9 + 1], [[1, 2, 3, 4, 5, 6]] * 2)
    tables.write(tmp_path / f"walk{suffix}", [original])
    recording = load((tmp_path / f"walk{suffix}").rename(tmp_path / "walk.any"))

    assert recording.time.tolist() == original.time.tolist()
    assert recording.counts.tolist() == original.counts.tolist()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,x,4,5,6\n", r"walk.any, line 3: L2 is 'x', allowed is a whole number"),
        (f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,inf,4,5,6\n", r"line 3: L2 is inf, allowed are whole counts"),
        (f"{HEADER}\n0,1,2,3,4,5,6\nx,1,2,3,4,5,6\n", r"line 3, column 1 \(t_s\): found 'x', allowed are numbers"),
        (f"{HEADER}\n0,1,2,3,4,5,6\ninf,1,2,3,4,5,6\n", r"line 3, column 1 \(t_s\): found inf, allowed is a finite"),
        (f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,3,4,5\n", r"line 3: found 6 columns, allowed is 7"),
        (f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,3,4,5,6,7\n", r"line 3: found 8 columns, allowed is 7"),
        (
            f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,3,4,1024,6\n",
            r"line 3: R1 is 1024, allowed are whole counts from 0 to 1023",
        ),
        (f"{HEADER}\n0,1,2,3,4,5,6\n1,1,2,3,4,5.5,6\n", r"line 3: R1 is 5.5, allowed are whole counts"),
        (f"{HEADER}\n1,1,2,3,4,5,6\n0,1,2,3,4,5,6\n", r"line 3: time falls to 0 after 1"),
        (f"{HEADER}\n", r"no readings after line 1"),
        ("", "is empty"),
        ("hello\n", r"line 1: found 'hello'; allowed are Footwatch CSV and Parquet"),
        ("1,2,3\n", r"line 1: found '1,2,3'; allowed are"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        load(written(tmp_path, text))


def test_six_forces_under_any_name(tmp_path: Path) -> None:
    force = np.random.default_rng(2).uniform(0, 600, (50, 6)).round(2)
    titles = ["R heel[N]", "L toes[N]", "L mid[N]", "L heel[N]", "R toes[N]", "R mid[N]"]
    order = [1, 2, 3, 4, 5, 0]
    rows = ["\t".join(map(str, (row / 20, *force[row]))) for row in range(50)]
    path = written(tmp_path, "\n".join(["loadsol", "\t".join(["time_s", *titles]), *rows]))

    recording = load(path, columns=[titles[column] for column in order], scale=True)
    assert np.array_equal(recording.counts, to_counts(force[:, order]))
    assert recording.rate == pytest.approx(20)
    with pytest.raises(SourceError, match=r"L0 is .*, allowed are whole counts"):
        load(path, columns=[titles[column] for column in order])
    with pytest.raises(SourceError, match=r"--columns names 5 columns; allowed are six"):
        load(path, columns=titles[:5], scale=True)
    with pytest.raises(SourceError, match=r"has no column a, b, c, d, e, f in a line that names them"):
        load(path, columns=list("abcdef"), scale=True)
    with pytest.raises(SourceError, match=r"tell the titles of six other columns with --columns"):
        load(path)


def test_nulls_of_parquet_are_blank(tmp_path: Path) -> None:
    columns = {name: pa.array([1, None if name == "L2" else 2, 3]) for name in NAMES}
    traces = pa.array([12.0, None, None])
    flags = pa.array([True, None, None])
    pq.write_table(pa.table({"time": [0.0, 0.1, 0.2], **columns, "trace_id": traces, "anomaly": flags}), tmp_path / "a")
    recording = load(tmp_path / "a")

    assert recording.time.tolist() == [0.0, 0.2]
    assert (recording.skipped, recording.trace_id.tolist(), recording.flagged.tolist()) == (1, [12, -1], [True, False])


def test_a_file_with_times_takes_no_rate(tmp_path: Path) -> None:
    for text in (f"{HEADER}\n0,1,2,3,4,5,6\n", physionet_text(np.ones((2, 16))), moticon_text(np.ones((2, 32)))):
        with pytest.raises(SourceError, match="times of its own; leave the rate of 20 Hz out"):
            load(written(tmp_path, text), rate=20.0)


def test_a_broken_table_of_footwatch_is_named_with_its_line(tmp_path: Path) -> None:
    good = Recording.from_columns([1.7e9, 1.7e9 + 1], [[1, 2, 3, 4, 5, 6]] * 2)
    tables.write(tmp_path / "walk.csv", [good])
    text = (tmp_path / "walk.csv").read_text()
    with pytest.raises(SourceError, match=r"walk.csv, line 3: found 9 columns, allowed is 10"):
        load(written(tmp_path, text[: text.rindex(",")], "walk.csv"))
    with pytest.raises(SourceError, match=r"walk.csv, line 2: R2 is 6000, allowed are whole counts from 0 to 1023"):
        load(written(tmp_path, text.replace(",6,0", ",6000,0", 1), "walk.csv"))
    tables.write(tmp_path / "walk.parquet", [good])
    cut = (tmp_path / "walk.parquet").read_bytes()[:-100]
    (tmp_path / "walk.parquet").write_bytes(cut)
    with pytest.raises(SourceError, match=r"walk.parquet is not a table of Footwatch"):
        load(tmp_path / "walk.parquet")


def test_parquet_of_somebody_else_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"t": [1.0], "L0": [3]}), tmp_path / "other.parquet")
    with pytest.raises(SourceError, match=r"no column L1, L2"):
        load(tmp_path / "other.parquet")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "walk.bin"
    path.write_bytes(b"t_s,L0\n\xff\xfe\x00")

    with pytest.raises(SourceError, match="line 2: holds bytes that are no text"):
        load(path)
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        load(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="cannot be read"):
        load(tmp_path)


class TestRealRecordings:
    pytestmark = data

    def test_physionet_at_20_hz_is_the_file_with_six_sensors(self) -> None:
        fine, coarse = load(DATA / "physionet_GaCo01_01.txt"), load(DATA / "gaco01_six_sensors_20hz.csv")

        assert np.array_equal(fine.counts[::5], coarse.counts)
        np.testing.assert_allclose(fine.time[::5], coarse.time, atol=0.006)
        assert (len(fine), len(coarse)) == (12_119, 2_424)

    def test_moticon_with_its_events(self) -> None:
        path = DATA / "moticon_walk_text_export.txt"
        recording, marks = load(path), events(path)

        assert len(recording) == 499
        assert recording.rate == pytest.approx(100.0, rel=1e-4)
        assert recording.counts.max() == 1023
        assert len(marks) == 16
        assert [mark.foot for mark in marks[:4]] == [Foot.LEFT, Foot.LEFT, Foot.RIGHT, Foot.RIGHT]
        assert all(recording.time[0] <= mark.time <= recording.time[-1] for mark in marks)

    def test_moticon_cells_bear_the_force_and_the_centre_that_the_file_tells(self) -> None:
        lines = Lines.open(DATA / "moticon_walk_text_export.txt")
        assert lines is not None
        titles = lines.rows[9].split("\t")
        table = lines.table(10, len(titles), "\t", range(51))
        for foot in Foot:
            column = {title.partition("[")[0]: place for place, title in enumerate(titles)}
            force = table[:, [column[f"{foot} pressure {cell}"] for cell in range(1, 17)]] * moticon._AREAS
            total = table[:, column[f"{foot} total force"]]
            np.testing.assert_allclose(force.sum(axis=1), total, rtol=0.02, atol=6)

            loaded = total > 100
            centre = table[loaded, column[f"{foot} center of pressure X"]]
            share = np.column_stack([force[loaded][:, region].sum(axis=1) for region in moticon._REGIONS])
            place = np.linalg.lstsq(share / share.sum(axis=1, keepdims=True), centre, rcond=None)[0]
            assert 0.5 > place[0] > 0.1 > place[1] > -0.2 > place[2] > -0.5, "front, middle, back along the sole"


@pytest.mark.parametrize(
    ("titles", "unit"),
    [
        ([f"{name}[N]" for name in "abcdef"], "N"),
        ([f"{name} (kPa) " for name in "abcdef"], "kPa"),
        (["a[N]", "b[N]", "c[N]", "d[N]", "e[N]", "f[kPa]"], "a.u."),
        ([f"force[{n}]" for n in range(6)], "a.u."),
        (list("abcdef"), "a.u."),
    ],
)
def test_forces_are_of_the_unit_that_all_titles_name(titles: list[str], unit: str, tmp_path: Path) -> None:
    rows = [",".join(str(10 * row + n) for n in range(6)) for row in range(50)]
    path = tmp_path / "forces.csv"
    path.write_text("\n".join([",".join(titles), *rows]))
    assert load(path, rate=50, columns=titles, scale=True).calibration.unit == unit
