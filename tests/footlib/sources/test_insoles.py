from pathlib import Path

import numpy as np
import pytest

from footlib.errors import SourceError
from footlib.sensors import Foot
from footlib.sources import events, load
from footlib.sources.scale import to_counts
from tests.footlib.sources.insole_files import HEADER, moticon_text, physionet_text, written

MOTICON_AREAS = 8.67, 7.67, 9.32, 9.23


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


def test_forces_are_newtons(tmp_path: Path) -> None:
    force = np.linspace(0, 800, 600 * 16).reshape(600, 16)
    regions = np.column_stack(
        [force[:, a:b].sum(axis=1) for a, b in ((5, 8), (3, 5), (0, 3), (13, 16), (11, 13), (8, 11))]
    )
    recording = load(written(tmp_path, physionet_text(force)))
    assert recording.calibration.unit == "N"
    within = (recording.counts < 1023) & (recording.counts > 0)
    assert recording.values[within] == pytest.approx(regions[within], abs=recording.calibration.per_count)
    assert load(written(tmp_path, moticon_text(np.ones((20, 32))))).calibration.unit == "N"
