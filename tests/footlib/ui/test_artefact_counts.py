"""How much of the counts labels call artefacts, asked for again and again while more is flagged."""

import pytest

from footlib.label import Label
from footlib.settings import Settings
from footlib.store import AnomalyCounts, Episode, Store, Writer
from footlib.store.connection import Client
from footlib.store.forgetting import Forgetting
from footlib.ui import AnomalyHistory, Session
from footlib.ui.data.artefact_counts import ArtefactCounts
from footlib.ui.data.episode_changes import EpisodeChanges
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

TENTH = 100_000
SPACED = {0, 30, 60, 90}
"""Readings at 10 Hz that are an episode each."""


async def counted(counts: ArtefactCounts, store: Store, judged: tuple[Label, ...]) -> tuple[int, int]:
    told = await counts.count(1, judged, await store.anomaly_counts(1), lambda: True)
    return told.episodes, told.readings


async def test_what_has_been_counted_is_not_read_again(store: Store, writer: Writer, client: Client) -> None:
    start = writer.clock.now() - 400 * TENTH
    await writer.append(entries(1, 100, start=start, flagged=SPACED))
    counts, whole = ArtefactCounts(store), (Label(start / 1e6, start / 1e6 + 60, "artefact"),)
    assert await counted(counts, store, whole) == (4, 4)
    # Were they read again, there would be nothing.
    await client.lset("1_episode", 0, "9 9 9 0 1 1 - walk")
    await writer.append(entries(1, 100, start=start + 100 * TENTH, flagged={0, 1, 60}))
    assert await counted(counts, store, whole) == (5, 7)
    confirmed = Label(start / 1e6 + 3, start / 1e6 + 3, "confirmed")
    await client.lset("1_episode", 0, f"{start / 1e6:.6f} {start / 1e6:.6f} 0 1 1 1 - walk")
    assert await counted(counts, store, (*whole, confirmed)) == (4, 6)
    assert await counted(counts, store, ()) == (0, 0)


async def test_what_was_forgotten_is_not_counted_any_more(
    store: Store, writer: Writer, client: Client, settings: Settings
) -> None:
    day = 86_400_000_000
    now = writer.clock.now()
    await writer.append(entries(1, 10, start=now - 9 * day, flagged={0}))
    await writer.append(entries(1, 100, start=now - day, flagged=SPACED))
    counts, whole = ArtefactCounts(store), (Label(0.0, 9e9, "artefact"),)
    assert await counted(counts, store, whole) == (5, 5)
    await writer.release([1])
    await Forgetting(client, settings).forget_before(1, (now - 5 * day) / 1e6, now / 1e6)
    assert await counted(counts, store, whole) == (0, 0), "until somebody has counted what is left"
    assert [share async for share in store.count_foreign(1)][-1] == 1.0
    assert await counted(counts, store, whole) == (4, 4)


async def test_a_verdict_stays_that_of_its_episode_when_older_ones_are_forgotten(
    session: Session, store: Store, writer: Writer, client: Client, settings: Settings
) -> None:
    day = 86_400_000_000
    now = writer.clock.now()
    await writer.append(entries(1, 10, start=now - 9 * day, flagged={0}))
    await writer.append(entries(1, 100, start=now - 200 * TENTH, flagged={0, 60}))
    _, before, _ = sorted(await store.episodes(1), key=lambda episode: episode.first)
    await session.labeller._judge(1, before, "confirmed")
    await writer.release([1])
    await Forgetting(client, settings).forget_before(1, (now - 5 * day) / 1e6, now / 1e6)
    assert [share async for share in store.count_foreign(1)][-1] == 1.0
    first, second = sorted(await store.episodes(1), key=lambda episode: episode.first)
    assert (first.start, second.first) == (before.start, before.first), "another has its place now"
    await session.labeller._judge(1, second, "artefact")
    assert {(label.start, label.kind) for label in await store.labels.all(1)} == {
        (first.start, "confirmed"),
        (second.start, "artefact"),
    }


def episode(stop: float, n: int = 30) -> Episode:
    return Episode(stop - 3, stop, 0, n, ("L0",), 1023)


async def test_an_episode_that_goes_on_or_is_very_long_is_not_compared(store: Store, writer: Writer) -> None:
    changes = EpisodeChanges(store)
    going_on, ended = episode(995.0), episode(990.0)
    assert changes.lacks([going_on, ended], 1000.0) == [ended]
    long = episode(900.0, 10_000)
    await changes.load(1, [long])
    change = changes.of(long)
    assert change is not None
    assert "10000 readings" in str(change.load)
    assert changes.lacks([long], 1000.0) == []


async def test_a_verdict_is_told_once_for_each_episode(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() - 200 * TENTH, flagged=SPACED))
    found = await store.episodes(1)
    await store.labels.add_once(1, [Label(one.start, one.stop, "artefact", id=f"of-{one.first}") for one in found])
    session = Session(store, 1)
    card = AnomalyHistory(session)
    try:
        await until(lambda: card._table.value.count("fw-artefact") == 4)
        await until(lambda: session.anomalies.known.artefacts.episodes == 4)
        known = session.trials.known
        assert known.judged(found[0]) is known.judged(found[0]), "told once"
        assert session.anomalies.known.counts.minus(session.anomalies.known.artefacts) == AnomalyCounts(
            since=found[-1].start, last=found[0]
        )
    finally:
        card.close()
        session.close()
