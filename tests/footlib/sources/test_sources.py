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

DATA = Path(__file__).parents[4] / "shared" / "data"
data = [pytest.mark.data, pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")]

HEADER = "t_s,L0,L1,L2,R0,R1,R2"
MOTICON_AREAS = 8.67, 7.67, 9.32, 9.23


def written(folder: Path, text: str, name: str = "walk.any") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def physionet_text(force: np.ndarray, rate: float = 100.0) -> str:
    """Lines of the database from the forces of 16 sensors."""
    lines = []
    for row, sensors in enumerate(force):
        numbers = [row / rate, *sensors, sensors[:8].sum(), sensors[8:].sum()]
        lines.append("\t".join(f"{number:.4f}" for number in numbers))
    return "\n".join(lines) + "\n"


def moticon_text(cells: np.ndarray, marks: dict[int, tuple[str, str]] | None = None) -> str:
    """A text export with 16 pressures a foot and event marks (right, left) by row."""
    pressures = [f"{foot} pressure {cell}[N/cm²]" for foot in ("left", "right") for cell in range(1, 17)]
    titles = ["# time", *pressures, "Right Events label[]", "Right Events[]", "Left Events label[]", "Left Events[]"]
    lines = ["# Start timestamp: 1663250316241", "# Recording type: live", "\t".join(titles)]
    for row, pressure in enumerate(cells):
        right, left = (marks or {}).get(row, ("", ""))
        events_ = ["Event" if right else "", right, "Event" if left else "", left]
        lines.append("\t".join([f"{(row + 1) / 100:.2f}", *(f"{p:.2f}" for p in pressure), *events_]))
    return "\n".join(lines) + "\n"


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


def test_physionet_maps_eight_sensors_to_three_regions(tmp_path: Path) -> None:
    force = np.zeros((16, 16))
    force[np.arange(16), np.arange(16)] = 100.0
    recording = load(written(tmp_path, physionet_text(force)))

    left = [2, 2, 2, 1, 1, 0, 0, 0]
    loaded = [np.flatnonzero(row > 12).tolist() for row in recording.counts]
    assert loaded == [[region] for region in left] + [[3 + region] for region in left]
    assert recording.rate == pytest.approx(100.0)


def test_moticon_maps_sixteen_cells_to_three_regions_by_their_areas(tmp_path: Path) -> None:
    cells = np.zeros((32, 32))
    cells[np.arange(32), np.arange(32)] = 10.0
    recording = load(written(tmp_path, moticon_text(cells)))

    left = [2] * 4 + [1] * 4 + [0] * 8
    assert [np.flatnonzero(row > 12).tolist() for row in recording.counts] == [[r] for r in left] + [
        [3 + r] for r in left
    ]
    assert recording.time[0] == 1663250316.251
    heel = recording.counts[:4, 2] - 12
    np.testing.assert_allclose(heel / heel[0], np.array(MOTICON_AREAS) / MOTICON_AREAS[0], atol=0.01)


def test_moticon_tells_its_events_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, moticon_text(np.ones((9, 32)), {2: ("", "1.00"), 5: ("2.00", ""), 7: ("", "2.00")}))

    assert [(e.time, e.foot, e.label, e.value) for e in events(path)] == [
        (1663250316.271, Foot.LEFT, "Event", 1.0),
        (1663250316.301, Foot.RIGHT, "Event", 2.0),
        (1663250316.321, Foot.LEFT, "Event", 2.0),
    ]
    assert events(written(tmp_path, f"{HEADER}\n0,1,2,3,4,5,6\n")) == []


def test_forces_become_counts_of_which_a_tenth_is_saturated() -> None:
    force = np.outer(np.arange(1000.0), [1.0, 0.5, 0.0, 0.25, 0.1, 0.0])
    counts = to_counts(force)

    assert counts[0].tolist() == [12] * 6
    assert 0.09 < np.mean(counts[:, 0] == 1023) < 0.11
    assert counts[450, :2].tolist() == [round(12 + 450 / 899.1 * 1011), round(12 + 225 / 899.1 * 1011)]
    assert (to_counts(np.zeros((5, 6))) == 12).all()


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


def test_wrong_lines_of_the_other_formats_are_named(tmp_path: Path) -> None:
    force = physionet_text(np.ones((5, 16)))
    with pytest.raises(SourceError, match=r"line 6: found 2 columns, allowed is 19"):
        load(written(tmp_path, force + "1.0\t2.0\n"))
    with pytest.raises(SourceError, match=r"line 6: time falls to 0"):
        load(written(tmp_path, force + force.splitlines()[0]))

    export = moticon_text(np.ones((3, 32)), {1: ("1.00", "")})
    with pytest.raises(SourceError, match=r"line 5, column 3: found 'many'"):
        load(written(tmp_path, export.replace("0.02\t1.00\t1.00", "0.02\t1.00\tmany")))
    with pytest.raises(SourceError, match=r"line 7: found 38 columns, allowed is 37"):
        load(written(tmp_path, export + export.splitlines()[-1] + "\tmore\n"))
    with pytest.raises(SourceError, match=r"line 3: found no column 'right pressure 7"):
        load(written(tmp_path, export.replace("right pressure 7[", "right pressure seven[")))
    with pytest.raises(SourceError, match=r"line 1: found '# Start timestamp: soon'"):
        load(written(tmp_path, export.replace("1663250316241", "soon")))
    with pytest.raises(SourceError, match=r"line 5: the event is 'one'"):
        events(written(tmp_path, export.replace("Event\t1.00", "Event\tone")))


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_ends_of_lines_divide_a_text(tmp_path: Path, end: str) -> None:
    text = moticon_text(np.ones((9, 32)), {2: ("", "1.00")}).replace("\tEvent\t", "\tEvent\x85\u2028\x0b\t")
    path = tmp_path / "walk.any"
    path.write_text(text, newline=end)
    assert len(load(path)) == 9


@pytest.mark.parametrize("blank", ["", "NA", "nan"])
def test_a_blank_reading_of_the_other_formats_is_left_out_and_counted(tmp_path: Path, blank: str) -> None:
    export = moticon_text(np.ones((9, 32))).splitlines()
    fields = export[5].split("\t")
    export[5] = "\t".join([fields[0], blank, *fields[2:]])
    export[7] = "\t".join([blank] * len(fields))
    recording = load(written(tmp_path, "\n".join([*export[:9], "", *export[10:], ""])))
    assert (len(recording), recording.skipped) == (6, 3)
    assert recording.time.round(2).tolist() == [
        1663250316.25,
        1663250316.26,
        1663250316.28,
        *recording.time[3:].round(2),
    ]

    if blank:
        lines = physionet_text(np.ones((9, 16))).splitlines()
        fields = lines[3].split("\t")
        lines[3] = "\t".join([fields[0], blank, *fields[2:]])
        recording = load(written(tmp_path, "\n".join(lines)))
        assert (len(recording), recording.skipped) == (8, 1)


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
