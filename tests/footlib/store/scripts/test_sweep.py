"""What the sweep drops and what it keeps, against lists in Python."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.footlib.store.scripts.conftest import KEYS, MOMENT, TIMES, Database, history, rows

SWEPT = (
    *(*KEYS.history, KEYS.anomalies[1], KEYS.counts, *KEYS.context, KEYS.status),
    *(KEYS.open_trials, *KEYS.trial_rows),
)
GAP = 2.0


def sweep(database: Database, limit: float, most: int, context: float) -> int:
    """Sweep in calls of bounded size, as the writer does; how many rows are gone."""
    dropped, more, calls = 0, 1, 0
    while more:
        due, more = database.run("sweep", SWEPT, limit, most, context, GAP)
        assert due <= most
        dropped += due
        calls += 1
        assert calls < 200, "it comes to an end"
    return dropped


def belongs(time: float, flagged: list[float], context: float) -> bool:
    """Whether a reading lies around a flagged one, or within an episode."""
    if context <= 0:
        return False
    within = any(before < time <= after and after - before <= GAP for before, after in pairwise(flagged))
    return within or any(abs(time - moment) <= context for moment in flagged)


@given(
    times=TIMES,
    more_traces=st.integers(0, 3),
    uneven=st.integers(-2, 2),
    flagged=TIMES,
    trials=st.lists(st.tuples(MOMENT, MOMENT), max_size=2),
    limit=MOMENT,
    most=st.integers(1, 12),
    context=st.sampled_from([0.0, 0.5, 3.0]),
)
def test_what_is_too_old_goes_and_what_lies_around_an_anomaly_or_in_a_trial_is_kept(
    database: Database,
    times: list[float],
    more_traces: int,
    uneven: int,
    flagged: list[float],
    trials: list[tuple[float, float]],
    limit: float,
    most: int,
    context: float,
) -> None:
    values = rows(len(times) + uneven)
    # A foreign sweep leaves traces behind.
    traces = rows(len(values) + more_traces, "trace")
    database.fill({**history(values, times, traces), KEYS.anomalies[1]: flagged})
    for number, (start, stop) in enumerate(trials):
        database.client.hset(KEYS.open_trials, str(number), f"{start} {stop} {start}")
    due = sum(time < limit for time in times)
    assert sweep(database, limit, most, context) == due
    kept = [i for i in range(due) if belongs(times[i], flagged, context) and i < len(values)]
    recorded = [i for i in range(min(due, len(values))) if any(a <= times[i] <= b for a, b in trials)]
    lead = max(len(traces) - len(values), 0)
    for lists, moved in ((KEYS.context, kept), (KEYS.trial_rows, recorded)):
        assert database.lists(lists) == [
            [values[i] for i in moved],
            [str(times[i]) for i in moved],
            [traces[i + lead] for i in moved],
        ]
    left = database.lists(KEYS.history)
    assert left == [values[due:], [*map(str, times[due:])], traces[due + lead if due else 0 :]]
    counts, status = database.hash(KEYS.counts), database.hash(KEYS.status)
    assert counts == ({"context": str(context)} if kept else {})
    if due and due == len(times):
        assert status["last_success"] == str(times[-1]), "time goes on rising"
    else:
        assert status == {}
    assert database.lists(KEYS.anomalies[1:]) == [[*map(str, flagged)]]


@given(times=TIMES, flagged=TIMES, limits=st.lists(MOMENT, max_size=4), most=st.integers(1, 12))
def test_many_sweeps_are_as_good_as_one(
    database: Database, times: list[float], flagged: list[float], limits: list[float], most: int
) -> None:
    lists = {**history(rows(len(times)), times, rows(len(times), "trace")), KEYS.anomalies[1]: flagged}
    database.fill(lists)
    for limit in (*sorted(limits), 19.0):
        sweep(database, limit, most, 1.0)
    several = database.lists((*KEYS.history, *KEYS.context))
    database.fill(lists)
    sweep(database, max([*limits, 19.0]), 1000, 1.0)
    assert database.lists((*KEYS.history, *KEYS.context)) == several


@given(contexts=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_the_largest_context_stays_on_record(database: Database, contexts: list[int]) -> None:
    database.fill({**history(range(10), range(10), range(10)), KEYS.anomalies[1]: range(10)})
    for limit, context in enumerate(contexts, 1):
        sweep(database, limit, 100, context)
    assert database.client.hget(KEYS.counts, "context") == str(max(contexts))
