"""Counts and episodes of flagged readings that a foreign writer stored, against all of them looked at as one."""

from hypothesis import given
from hypothesis import strategies as st

from tests.footlib.store.scripts.conftest import KEYS, Database
from tests.footlib.store.scripts.flagged import GAP, MASKS, VALUES, Flagged, bars, episodes

COUNTED = (KEYS.episodes, KEYS.counts)
VERSION = "2"
FOREIGN = st.one_of(
    st.builds(
        lambda half, mask, values: Flagged(str(half / 2), mask, tuple(values)), st.integers(0, 60), MASKS, VALUES
    ),
    # Times that are none, and a row that cannot be read.
    st.builds(lambda time: Flagged(time, 0, ()), st.sampled_from(["", "soon", "1e999", "nan", "3.5"])),
)
READINGS = st.lists(FOREIGN, max_size=30)


def count(database: Database, counted: int, part: list[Flagged], version: str = VERSION) -> int:
    packed = [word for reading in part for word in (reading.time, reading.packed)]
    return int(database.run("count", COUNTED, counted, GAP, version, *packed))


@given(readings=READINGS, sizes=st.lists(st.integers(1, 12), min_size=30))
def test_parts_count_as_the_whole(database: Database, readings: list[Flagged], sizes: list[int]) -> None:
    database.fill({})
    done = 0
    for size in sizes:
        part = readings[done : done + size]
        if part:
            assert count(database, done, part) == 1
            done += len(part)
    assert database.lists([KEYS.episodes]) == [episodes(readings)]
    expected = bars(readings) | {"counted": str(len(readings)), "version": VERSION, "gap": str(GAP)}
    assert database.hash(KEYS.counts) == (expected if readings else {})


@given(readings=st.lists(FOREIGN, min_size=1, max_size=9), wrong=st.integers(-3, 12))
def test_whoever_comes_second_counts_nothing(database: Database, readings: list[Flagged], wrong: int) -> None:
    database.fill({})
    count(database, 0, readings)
    before = database.lists([KEYS.episodes]), database.hash(KEYS.counts)
    if wrong != len(readings):
        assert count(database, wrong, readings) == 0
    assert (database.lists([KEYS.episodes]), database.hash(KEYS.counts)) == before


@given(old=st.lists(FOREIGN, min_size=1, max_size=9), new=st.lists(FOREIGN, min_size=1, max_size=9))
def test_another_rule_counts_from_the_start_and_keeps_the_context(
    database: Database, old: list[Flagged], new: list[Flagged]
) -> None:
    database.fill({})
    count(database, 0, old, "1")
    database.client.hset(KEYS.counts, "context", "5")
    assert count(database, len(old), new) == 0
    assert count(database, 0, new) == 1
    assert database.lists([KEYS.episodes]) == [episodes(new)]
    assert database.hash(KEYS.counts) == bars(new) | {
        "counted": str(len(new)),
        "version": VERSION,
        "gap": str(GAP),
        "context": "5",
    }


@given(
    steps=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=20),
    spans=st.lists(st.tuples(st.integers(-2, 60), st.integers(0, 12)), max_size=4),
)
def test_episodes_of_spans_are_those_that_overlap(
    database: Database, steps: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    times, at = [], 0
    for before, length in steps:
        times.append((at + before, at + before + length))
        at += before + length
    elements = [f"{start} {stop} {i} 1 63 9 - walk" for i, (start, stop) in enumerate(times)]
    database.fill({KEYS.episodes: elements})
    wanted = [(start, start + length) for start, length in spans]
    places = database.run("episodes_in", [KEYS.episodes], *(time for span in wanted for time in span))
    for (first, last), start, stop in zip(wanted, places[::2], places[1::2], strict=True):
        found = [i for i, (begin, end) in enumerate(times) if end >= first and begin <= last]
        assert list(range(start, stop)) == found
