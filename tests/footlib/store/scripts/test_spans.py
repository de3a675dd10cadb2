"""What is read of a person by time, against lists in Python."""

from itertools import chain, groupby, repeat

from hypothesis import example, given
from hypothesis import strategies as st

from tests.footlib.store.scripts.conftest import KEYS, MOMENT, SPAN, TIMES, Database, bound, history, inside, rows

UNEVEN = st.integers(-2, 2)
"""So many rows more than times: a foreign writer may have died between its lists."""
TRACES = st.lists(st.sampled_from("abc"), max_size=32)
NOT_TIMES = st.sampled_from(["", "soon", "1e999x"])
Span = tuple[float, float | None]


@given(times=TIMES, uneven=UNEVEN, span=SPAN)
def test_span_counts_the_rows_that_lie_in_it(database: Database, times: list[float], uneven: int, span: Span) -> None:
    whole = min(len(times), max(len(times) + uneven, 0))
    database.fill({KEYS.data: rows(len(times) + uneven), KEYS.history[1]: times})
    found = database.run("span", KEYS.history[:2], span[0], bound(span[1]))
    assert found == len(inside(times[:whole], *span))


@given(times=TIMES, uneven=UNEVEN, traces=TRACES, span=SPAN)
def test_read_gives_the_rows_and_the_runs_of_their_traces(
    database: Database, times: list[float], uneven: int, traces: list[str], span: Span
) -> None:
    values = rows(len(times) + uneven)
    database.fill(history(values, times, traces))
    found = inside(times[: len(values)], *span)
    runs = [(trace, len([*run])) for trace, run in groupby(traces[i] for i in found if i < len(traces))]
    assert database.run("read", KEYS.history, span[0], bound(span[1])) == [
        [values[i] for i in found],
        [str(times[i]) for i in found],
        [trace for trace, _ in runs],
        [n for _, n in runs],
    ]


@given(
    times=st.lists(st.integers(0, 12), max_size=20).map(lambda halves: [half / 2 for half in sorted(halves)]),
    span=SPAN,
    most=st.integers(1, 4),
    swept=st.lists(st.integers(0, 2), max_size=9),
    traced=st.booleans(),
)
@example(times=[0.0, 0.5, 0.5], span=(0.0, None), most=1, swept=[0, 1], traced=False)
@example(times=[0.0, 1.0, 1.0, 2.0], span=(0.0, None), most=3, swept=[1], traced=True)
def test_chunks_give_each_row_once_while_the_sweep_goes_on(
    database: Database, times: list[float], span: Span, most: int, swept: list[int], *, traced: bool
) -> None:
    values, traces = rows(len(times)), rows(len(times), "trace")
    keys = KEYS.history if traced else KEYS.history[:2]
    database.fill(history(values, times, traces))
    since, until = span
    low, seen, end = since, 0, -1
    # What is expected is asked of the moment at which each chunk is read: the sweep may have been faster.
    unread = [(values[i], str(times[i]), traces[i]) for i in inside(times, since, until)]
    first = 0
    for moments in chain(swept, repeat(0)):
        some, some_times, some_traces, end = database.run("chunk", keys, low, bound(until), seen, most, end)
        expected, unread = unread[:most], unread[most:]
        assert [*zip(some, some_times, strict=True)] == [row[:2] for row in expected]
        assert some_traces == ([row[2] for row in expected] if traced else [])
        if not some:
            return
        newest = some_times[-1]
        count = some_times.count(newest)
        seen = count + (seen if count == len(some_times) and float(newest) == low else 0)
        low = float(newest)
        # The sweep drops whole moments.
        limit = sorted({*times[first:], 99.0})[min(moments, len({*times[first:]}))]
        gone = sum(time < limit for time in times[first:])
        for key in KEYS.history:
            database.client.ltrim(key, gone, -1)
        first += gone
        unread = [row for row in unread if float(row[1]) >= limit]


@given(
    times=st.lists(st.one_of(st.integers(0, 40).map(float), NOT_TIMES), max_size=30),
    uneven=UNEVEN,
    since=MOMENT,
    most=st.integers(0, 30),
)
def test_watch_gives_the_newest_rows_since_a_time_and_a_time_that_is_none_ends_nothing(
    database: Database, times: list[float | str], uneven: int, since: float, most: int
) -> None:
    times = sorted(times, key=lambda time: time if isinstance(time, float) else 20.0)
    values, traces = rows(len(times) + uneven), rows(len(times) + uneven, "trace")
    database.fill({**history(values, times, traces), KEYS.anomalies[0]: rows(4)})
    database.client.set(KEYS.person_data, "{}")
    database.client.hset(KEYS.status, "failures", "2")
    whole = min(len(times), len(values))
    n = 0
    while n < min(most, whole) and ((time := times[whole - n - 1]) in {"", "soon", "1e999x"} or float(time) >= since):
        n += 1
    new = range(whole - n, whole)
    database.client.hset(KEYS.open_trials, "walk", "1 2 3")
    assert database.run("watch", KEYS.watched, since, most) == [
        [values[i] for i in new],
        [str(times[i]) for i in new],
        [traces[i] for i in new],
        str(times[-1]) if times else None,
        traces[-1] if traces else None,
        ["failures", "2"],
        "{}",
        4,
        str(times[0]) if times else None,
        "0",
        ["1 2 3"],
    ]


@given(
    kept=TIMES,
    recent=TIMES,
    flagged=TIMES,
    first=st.integers(0, 9),
    n=st.integers(1, 9),
    start=MOMENT,
    length=st.integers(0, 10),
    asked=st.one_of(st.none(), st.integers(0, 5)),
    recorded=st.one_of(st.none(), st.integers(0, 5)),
)
def test_episode_gives_what_is_around_it_wherever_that_is(
    database: Database,
    kept: list[float],
    recent: list[float],
    flagged: list[float],
    first: int,
    n: int,
    start: float,
    length: int,
    asked: int | None,
    recorded: int | None,
) -> None:
    places = [("kept", KEYS.context, kept), ("row", KEYS.history, recent)]
    lists: dict[str, list[str]] = {
        KEYS.anomalies[0]: rows(len(flagged), "flagged"),
        KEYS.anomalies[1]: [*map(str, flagged)],
    }
    for kind, (data, timestamp, trace), times in places:
        lists |= {data: rows(len(times), kind), timestamp: [*map(str, times)], trace: rows(len(times), f"{kind}-trace")}
    database.fill(lists)
    if recorded is not None:
        database.client.hset(KEYS.counts, "context", recorded)
    context = next(one for one in (asked, recorded, 2) if one is not None)
    expected = []
    for kind, _, times in places:
        found = inside(times, start - context, start + length + context)
        values, traces = ([f"{name}{i}" for i in found] for name in (kind, f"{kind}-trace"))
        expected.append([values, [str(times[i]) for i in found], traces])
    expected.append([lists[key][first : first + n] for key in KEYS.anomalies] + [[]])
    keys = (*KEYS.history, *KEYS.context, *KEYS.anomalies, KEYS.counts)
    stop, words = start + length, "" if asked is None else asked
    assert database.run("episode", keys, start, stop, first, n, words, 2) == expected
