import asyncio

import pytest

from footlib.settings import Settings
from footlib.store import Clock, Store, Writer
from footlib.store.clock import wall_time
from footlib.store.connection import Client
from footlib.ui import AnomalyHistory, Header, Session, TrialsCard
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_view import put
from tests.footlib.ui.trial_card import TENTH, card, only, send
from tests.footlib.ui.waiting import until

__all__ = ["card"]
pytestmark = pytest.mark.asyncio


async def test_a_walk_is_recorded_from_the_key_to_the_kept_trial(
    session: Session, card: TrialsCard, store: Store, writer: Writer
) -> None:
    header = Header(session)
    await until(lambda: "Nothing has been recorded yet." in card._table.value)
    send(session, "toggle_record")
    await until(lambda: "is being recorded" in card._table.value)
    await until(lambda: "Stop <b>0:0" in header._record.value)
    assert card._place.children, "its name can be typed while it runs"
    await put(writer, 1, 20)
    send(session, "toggle_record")
    await until(lambda: "waits for the next reading" in card._table.value)
    await until(lambda: "● Record" in header._record.value)
    # Only a reading of a later time shows that none of its own is still to come.
    await asyncio.sleep(0.01)
    await put(writer, 1)
    await until(lambda: session.trials.known.kept)
    trial = await only(store)
    assert trial.facts is not None
    assert trial.facts.readings == 20
    await until(lambda: "1 trial" in card._head.value)


async def test_a_trial_after_which_no_reading_comes_is_kept_by_hand(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial = await store.trials.begin(1, back=None)
    await until(lambda: "is being recorded" in card._table.value)
    assert "keep_trial" not in card._table.value
    send(session, "keep_trial", id=trial.id)
    await store.trials.end(1, trial.id)
    await until(lambda: "keep_trial" in card._table.value)
    assert (await only(store)).facts is None
    send(session, "keep_trial", id=trial.id)
    await until(lambda: session.trials.known.kept)
    facts = (await only(store)).facts
    assert facts is not None
    assert facts.readings == 100


async def test_a_trial_that_waits_is_deleted_and_restored_whole(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial = await store.trials.begin(1, back=None)
    send(session, "edit_trial", id=trial.id)
    await until(lambda: "is being recorded" in card._table.value)
    send(session, "edit_trial", id=trial.id)
    await until(lambda: bool(card._place.children))
    assert card._delete.disabled, "while it runs"
    await store.trials.end(1, trial.id)
    await until(lambda: not card._delete.disabled)
    card._delete.click()
    await until(lambda: "was deleted" in card._head.value)
    assert not [one async for one in store.trials.all(1)]
    send(session, "restore_trial", id=trial.id)
    await until(lambda: session.trials.known.kept)
    facts = (await only(store)).facts
    assert facts is not None
    assert facts.readings == 100


@pytest.mark.parametrize(("back", "readings"), [("now", 0), ("30 s", 100), ("all", 100)])
async def test_it_reaches_back_as_far_as_was_asked(
    session: Session, card: TrialsCard, store: Store, back: str, readings: int
) -> None:
    send(session, "record", back=back)
    await until(lambda: session.trials.known.open)
    assert len(await store.trials.readings(1, await only(store))) == readings


@pytest.mark.parametrize("back", ["yesterday", 5, None, ["now"]])
async def test_what_nobody_offers_begins_nothing(
    session: Session, card: TrialsCard, store: Store, back: object
) -> None:
    send(session, "record", back=back)
    send(session, "record", back="now")
    await until(lambda: session.trials.known.open)
    assert len([trial async for trial in store.trials.all(1)]) == 1
    assert len(await store.trials.readings(1, await only(store))) == 0


async def test_another_page_sees_it_run_and_can_end_it(
    session: Session, card: TrialsCard, store: Store, settings: Settings
) -> None:
    other_store = Store(settings)
    other = Session(other_store, 1)
    header = Header(other)
    await until(lambda: "● Record" in header._record.value)
    send(session, "record")
    await until(lambda: "■ Stop" in header._record.value)
    card.close()
    session.close()
    send(other, "record")
    await until(lambda: "is being recorded since" in other.background.fault)
    send(other, "end_record")
    await until(lambda: "● Record" in header._record.value)
    assert other.recorder.running is None
    header.close()
    other.close()
    await other_store.close()


async def test_an_anomaly_becomes_a_trial(session: Session, card: TrialsCard, store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() + TENTH, flagged={50, 51}))
    history = AnomalyHistory(session)
    await until(lambda: "keep_episode" in history._table.value)
    send(session, "keep_episode", first=77)
    send(session, "keep_episode", first=0)
    await until(lambda: "anomaly" in card._table.value)
    send(session, "keep_episode", first=0)
    await until(lambda: session.background.done)
    trial = await only(store)
    assert trial.facts is not None
    assert (trial.facts.origin, trial.facts.readings, trial.facts.flagged) == ("anomaly", 100, 2)
    history.close()


@pytest.mark.parametrize("apart", [-3600, -5, 5, 3600])
async def test_a_trial_ends_when_it_is_ended_though_the_clocks_differ(
    session: Session, store: Store, settings: Settings, client: Client, apart: int
) -> None:
    cacher = Writer(client, settings, Clock(wall_time() + apart * 1_000_000))
    await cacher.lease([1])
    card = TrialsCard(session)
    await until(lambda: session.trials.known.loaded)

    async def receive() -> None:
        before = session.data.newest or 0.0
        await cacher.append(entries(1, 1, start=cacher.clock.stamp(1)))
        await until(lambda: (session.data.newest or 0.0) > before)

    await receive()
    await receive()
    send(session, "toggle_record")
    await until(lambda: session.recorder.running is not None)
    await receive()
    (trial,) = session.trials.known.open
    assert trial.stop == pytest.approx(cacher.clock.now(1) / 1e6 + 7200, abs=3), "it ends by itself by the same clock"
    await until(lambda: "Stop <b>0:0" in card._head.value)
    send(session, "toggle_record")
    await until(lambda: session.recorder.running is None)
    ended = await store.trials.get(1, trial.id)
    assert ended is not None
    assert ended.stop == pytest.approx(cacher.clock.now(1) / 1e6, abs=3)
    card.close()
