from footlib.reporting import content
from footlib.reporting.content import gather
from footlib.store import Label, Store, Writer
from footlib.store.connection import Client
from tests.footlib.store.test_context import sweep_before
from tests.footlib.store.test_reader import foreign
from tests.footlib.store.test_writer import START, entries

ORIGIN = START / 1e6


async def test_history_episodes_and_counts(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 3000, flagged={*range(500, 520), *range(2000, 2010)}))
    told = await gather(store, 3, (None, None), with_person=False)
    assert (told.person, len(told.recording), told.number, told.known) == (3, 3000, 2, None)
    assert [episode.n for episode in told.episodes] == [10, 20]
    assert [len(readings) for readings in told.drawn] == [110, 120]
    assert told.counts.readings == 30


async def test_personal_data_on_demand(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 1))
    told = await gather(store, 3, (None, None), with_person=True)
    assert told.known is not None
    assert told.known.lastname == "Grzegorczyk"


async def test_span_cuts_history_and_episodes(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 3000, flagged={*range(500, 520), *range(2000, 2010)}))
    for span, rows, starts in (
        ((ORIGIN + 100, None), 2000, [200]),
        ((None, ORIGIN + 100), 1001, [50]),
        ((ORIGIN + 51, ORIGIN + 200.5), 1496, [200, 50]),
        ((ORIGIN + 60, ORIGIN + 190), 1301, []),
    ):
        told = await gather(store, 3, span, with_person=False)
        assert len(told.recording) == rows
        assert [round(episode.start - ORIGIN) for episode in told.episodes] == starts
        assert told.number == len(starts)


async def test_swept_episodes_keep_their_context(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 3000, flagged={500}))
    await sweep_before(writer, 3, START + 10**9)
    told = await gather(store, 3, (ORIGIN, ORIGIN + 100), with_person=False)
    assert len(told.recording) == 0
    assert [len(readings) for readings in told.drawn] == [101]


async def test_many_old_episodes_are_counted_and_the_newest_listed(store: Store, client: Client) -> None:
    await foreign(client, 7, [str(1_600_000_000 + 10 * i) for i in range(1500)], anomalies=True)
    for span, number in (((None, None), 1500), ((1_600_000_000.0, 1_600_009_999.0), 1000)):
        told = await gather(store, 7, span, with_person=False)
        assert told.number == number
        assert len(told.episodes) == content.LISTED
        assert len(told.drawn) == content.DRAWN
        assert told.episodes[0].start == 1_600_000_000 + 10 * (number - 1)
        assert told.counts.counted == 1500


async def test_what_lies_before_the_readings_that_are_left_is_not_of_their_span(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 3000, flagged={*range(500, 520), *range(2000, 2010)}))
    for at in (55, 205):
        await store.labels.add(3, Label(ORIGIN + at, ORIGIN + at, "turn"))
    await sweep_before(writer, 3, START + 100 * 10**6)
    told = await gather(store, 3, (None, None), with_person=False)
    assert round(told.recording.time[0] - ORIGIN) == 100
    assert [round(episode.start - ORIGIN) for episode in told.episodes] == [200]
    assert (told.number, len(told.drawn), told.counts.episodes) == (1, 1, 2)
    assert [round(label.start - ORIGIN) for label in told.labels] == [205]
    asked = await gather(store, 3, (ORIGIN, None), with_person=False)
    assert (asked.number, len(asked.labels)) == (2, 2), "who asks for more gets it"
