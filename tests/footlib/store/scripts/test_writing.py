"""What writers store and which of them may, against lists in Python."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from redis.exceptions import ResponseError

from footlib.store.keys import Keys
from tests.footlib.store.scripts.conftest import KEYS, Database, history, rows
from tests.footlib.store.scripts.flagged import GAP, MASKS, VALUES, Flagged, bars, episodes

OTHER = Keys(4)
VERSION = "2"
DELAY = "0.1"
LEASE_MS = 60_000


@dataclass(frozen=True)
class Batch:
    """Readings of one person that a writer appends: rising times in halves; which are flagged."""

    times: tuple[float, ...]
    acknowledged: str = ""
    flagged: tuple[tuple[int, int, tuple[int, ...]], ...] | None = None
    """Number of the reading, mask and values; None where nothing but readings is told."""
    person: str = ""

    def arguments(self, tag: str) -> list[object]:
        n = len(self.times)
        told: list[object] = []
        if self.flagged is not None:
            told = [len(self.flagged), self.person, "bach"]
            for number, mask, values in self.flagged:
                told += [number, " ".join(map(str, (mask, *values)))]
        numbers = range(n)
        return [
            n if self.flagged is None else -n,
            self.acknowledged,
            *told,
            *self.times,
            *(f"{tag}-row{i}" for i in numbers),
            *(f"{tag}-trace{i}" for i in numbers),
        ]


@dataclass
class Person:
    """What is to be stored of one."""

    rows: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    kept: list[Flagged] = field(default_factory=list)
    kept_rows: list[str] = field(default_factory=list)
    holder: str | None = None
    person: str | None = None

    def take(self, writer: str, batch: Batch, tag: str) -> Any:
        """Store a batch; what is replied."""
        if self.holder not in {None, writer}:
            return self.holder
        newest = self.times[-1] if self.times else "0"
        if batch.acknowledged != newest and float(newest) < float(batch.acknowledged or 0):
            return -1
        new = [i for i, time in enumerate(batch.times) if time > float(newest)]
        self.rows += [f"{tag}-row{i}" for i in new]
        self.times += [str(batch.times[i]) for i in new]
        self.traces += [f"{tag}-trace{i}" for i in new]
        self.holder = writer
        for i, mask, values in batch.flagged or ():
            if i in new:
                self.kept.append(Flagged(str(batch.times[i]), mask, values, f"{tag}-trace{i}", "bach"))
                self.kept_rows.append(f"{tag}-row{i}")
        self.person = batch.person or self.person
        return len(new)

    def found(self, database: Database, keys: Keys) -> None:
        """See that it is stored, and nothing else."""
        assert database.lists(keys.history) == [self.rows, self.times, self.traces]
        assert database.lists(keys.anomalies) == [self.kept_rows, [reading.time for reading in self.kept]]
        assert database.lists([keys.episodes]) == [episodes(self.kept)]
        counted = {"counted": str(len(self.kept)), "version": VERSION, "gap": str(GAP)}
        assert database.hash(keys.counts) == (bars(self.kept) | counted if self.kept else {})
        assert database.client.get(keys.lease) == self.holder
        assert database.client.get(keys.person_data) == self.person
        told = {"failures": "0", "trace_name": "bach", "request_delay": DELAY}
        assert database.hash(keys.status) == (told if self.person else {})


def append(database: Database, writer: str, batches: dict[Keys, Batch], tag: str) -> Any:
    arguments = [argument for batch in batches.values() for argument in batch.arguments(tag)]
    return database.run("append", [keys.data for keys in batches], writer, LEASE_MS, GAP, VERSION, DELAY, *arguments)


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    halves = draw(st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True))
    times = tuple(half / 2 for half in sorted(halves))
    acknowledged = draw(st.one_of(st.just(""), st.sampled_from([0.5, 5.0, 29.5]).map(str)))
    if draw(st.booleans()):
        return Batch(times, acknowledged)
    numbers = draw(st.lists(st.integers(0, len(times) - 1), unique=True).map(sorted))
    flagged = tuple((number, draw(MASKS), tuple(draw(VALUES))) for number in numbers)
    return Batch(times, acknowledged, flagged, draw(st.sampled_from(["", '{"firstname": "Ada"}'])))


STEPS = st.lists(st.tuples(st.sampled_from("ab"), batches(), st.one_of(st.none(), batches())), max_size=6)


@given(steps=STEPS)
def test_append_stores_what_is_newer_once_for_whoever_holds_the_lease(
    database: Database, steps: list[tuple[str, Batch, Batch | None]]
) -> None:
    database.fill({})
    persons = {KEYS: Person(), OTHER: Person()}
    for number, (writer, *pair) in enumerate(steps):
        given_to = {keys: batch for keys, batch in zip(persons, pair, strict=True) if batch}
        expected = [persons[keys].take(writer, batch, f"{number}") for keys, batch in given_to.items()]
        assert append(database, writer, given_to, f"{number}") == expected
    for keys, person in persons.items():
        person.found(database, keys)


@given(lengths=st.tuples(*[st.integers(0, 5)] * 3), batch=batches())
def test_what_a_foreign_writer_left_half_is_set_right_before_anything_is_added(
    database: Database, lengths: tuple[int, int, int], batch: Batch
) -> None:
    held, timed, traced = lengths
    values, times, traces = rows(held), [str(i / 4) for i in range(timed)], rows(traced, "trace")
    database.fill(history(values, times, traces))
    person = Person([*values], [*times], [*traces])
    n = person.take("a", batch, "new")
    assert append(database, "a", {KEYS: batch}, "new") == [n]
    if isinstance(n, int) and n > 0:
        whole = min(held, timed)
        # Traces may outlive what the sweep of another program has dropped, so the newest stay.
        kept = traces[max(traced - whole, 0) :]
        old = [values[:whole], times[:whole], kept + [""] * (whole - len(kept))]
        added = [part[-n:] for part in (person.rows, person.times, person.traces)]
        assert database.lists(KEYS.history) == [before + new for before, new in zip(old, added, strict=True)]


@given(held=st.integers(0, 4), timed=st.integers(0, 4), moment=st.integers(10, 20))
def test_no_anomaly_that_a_foreign_writer_left_half_takes_the_time_of_another(
    database: Database, held: int, timed: int, moment: int
) -> None:
    kept, times = rows(held, "kept"), [f"{i}.5" for i in range(timed)]
    database.fill(dict(zip(KEYS.anomalies, (kept, times), strict=True)))
    append(database, "a", {KEYS: Batch((float(moment),), flagged=((0, 1, (9,) * 6),))}, "new")
    # A flagged row is never dropped: where its time is missing it has the next one.
    known = [*times[:held], *[f"{moment}.0"] * (held - timed)]
    assert database.lists(KEYS.anomalies) == [[*kept, "new-row0"], [*known, f"{moment}.0"]]


EVERY_KEY = (*KEYS.history, *KEYS.anomalies, KEYS.episodes, KEYS.counts, KEYS.status, KEYS.person_data, KEYS.lease)


@given(before=batches(), batch=batches(), wrong=st.sampled_from(EVERY_KEY))
@example(before=Batch((1.0,)), batch=Batch((2.0,), flagged=(), person="{}"), wrong=KEYS.status)
@example(before=Batch((1.0,)), batch=Batch((2.0,), flagged=(), person="{}"), wrong=KEYS.person_data)
def test_a_key_of_a_wrong_type_costs_its_person_alone_and_nothing_is_written_by_halves(
    database: Database, before: Batch, batch: Batch, wrong: str
) -> None:
    database.fill({})
    append(database, "a", {KEYS: before}, "old")
    database.client.delete(wrong)
    database.client.sadd(wrong, "foreign")
    dumped = [database.client.type(key) for key in EVERY_KEY], database.lists(set(KEYS.history) - {wrong})
    reply, other = append(database, "a", {KEYS: batch, OTHER: batch}, "new")
    assert other == Person().take("a", batch, "new")
    if isinstance(reply, ResponseError):
        assert "WRONGTYPE" in str(reply)
        kinds = [database.client.type(key) for key in EVERY_KEY]
        assert (kinds, database.lists(set(KEYS.history) - {wrong})) == dumped
    assert database.client.smembers(wrong) == {"foreign"}


PERSONS = (KEYS, OTHER)
CLAIMS = st.lists(
    st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from(PERSONS), unique=True, min_size=1), st.booleans()),
    max_size=12,
)


@given(claims=CLAIMS, stored=st.booleans(), left_word=st.booleans())
def test_a_lease_is_held_by_one_until_it_is_given_back(
    database: Database, claims: list[tuple[str, list[Keys], bool]], *, stored: bool, left_word: bool
) -> None:
    database.fill({KEYS.history[1]: [1.5, 2.5]} if stored else {})
    if left_word:
        database.client.hset(KEYS.status, "last_success", "2.0")
    last = {KEYS: "2.5" if stored else "2.0" if left_word else "0", OTHER: "0"}
    holders: dict[Keys, str] = {}
    for writer, persons, back in claims:
        expected: list[list[object]] = []
        for keys in persons:
            holder = holders.get(keys)
            if holder not in {None, writer}:
                expected.append([holder, last[keys], 0])
            elif back:
                holders.pop(keys, None)
                expected.append(["", last[keys], 0])
            else:
                holders[keys] = writer
                expected.append([writer, last[keys], int(holder is not None)])
        leases = [keys.lease for keys in persons]
        assert database.run("lease", leases, writer, 0 if back else LEASE_MS) == expected
    assert [database.client.get(keys.lease) for keys in PERSONS] == [holders.get(keys) for keys in PERSONS]
    assert all(0 < database.client.pttl(keys.lease) <= LEASE_MS for keys in holders)
