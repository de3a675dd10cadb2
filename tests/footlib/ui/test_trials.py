"""Trials on the page: begun and ended by its messages, noted, found, opened, deleted."""

import asyncio

import numpy as np
import pytest

from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store, TrialFacts, TrialNote, Writer
from footlib.store.connection import Client
from footlib.store.trial import new_id
from footlib.ui import Dashboard, ProgressCard, Session, TrialsCard
from footlib.ui.cards.trials import PAGE_SIZE
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_view import Watcher, put
from tests.footlib.ui.trial_card import TENTH, card, kept, only, send
from tests.footlib.ui.waiting import until

__all__ = ["card"]
pytestmark = pytest.mark.asyncio


async def test_a_note_is_kept_when_a_field_is_left(session: Session, card: TrialsCard, store: Store) -> None:
    send(session, "record")
    await until(lambda: card._place.fields is not None and card._place.children)
    assert card._place.fields is not None
    assert card._place.fields.fields["name"].options == ("10 m walk", "6 min walk", "TUG", "stairs")
    card._place.fields.fields["name"].value = "TUG <b>"
    await until(lambda: "TUG &lt;b&gt;" in card._table.value)
    card._place.fields.fields["text"].value = "x" * 4001
    await until(lambda: "the text has 4001 characters, allowed are 4000" in session.background.fault)
    card._place.fields.fields["text"].value = "slow"
    await until(lambda: "slow" in card._table.value)
    assert (await only(store)).note == TrialNote("TUG <b>", text="slow")
    card._close_note()
    await until(lambda: not card._place.children)


async def test_what_somebody_types_outlives_what_comes_meanwhile(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial_id = await kept(store, 1, "before", 1e9)
    await until(lambda: session.trials.known.kept)
    send(session, "edit_trial", id=trial_id)
    await until(lambda: card._place.children)
    assert card._place.fields is not None
    assert card._place.fields.fields["name"].value == "before"
    card._place.fields._setting = True
    card._place.fields.fields["name"].value = "half a w"
    card._place.fields._setting = False
    await store.trials.annotate(1, trial_id, TrialNote("by another"))
    await until(lambda: "by another" in card._table.value)
    assert card._place.fields.fields["name"].value == "half a w"


async def test_an_old_trial_is_shown_as_the_present_is(session: Session, card: TrialsCard, store: Store) -> None:
    watcher = Watcher(session)
    trial_id = await kept(store, 1, "last month", 1_600_000_000.0)
    await until(lambda: session.trials.known.kept)
    send(session, "trial", id=trial_id)
    await until(lambda: watcher.last and watcher.last.trial)
    await until(lambda: "fw-chosen" in card._table.value)
    frame = watcher.last
    assert frame
    assert len(frame.recording) == 50
    assert frame.recording.time[0] == 1_600_000_000.0
    assert frame.row == 0
    send(session, "play")
    await until(lambda: watcher.last and (watcher.last.row or 0) > 3)
    send(session, "live")
    await until(lambda: watcher.last and watcher.last.trial is None)
    await until(lambda: "fw-chosen" not in card._table.value)


async def test_the_address_leads_back_to_it(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 30, start=writer.clock.now() - 30 * TENTH))
    trial_id = await kept(store, 1, "last month", 1_600_000_000.0, 600)
    asked = {"person": "1", "trial": trial_id, "at": "1600000030", "from": "1600000020", "to": "1600000040"}
    dashboard = Dashboard(store, asked)
    view = dashboard.session.view
    await until(lambda: view.trial is not None)
    assert view.moment == 1_600_000_030.0
    assert view.span() == (1_600_000_020.0, 1_600_000_040.0)
    assert f"trial={trial_id}" in dashboard.session.page.address
    view.live()
    await until(lambda: "trial=" not in dashboard.session.page.address)
    dashboard.close()
    bare = Dashboard(store, {"person": "1", "trial": trial_id})
    await until(lambda: bare.session.view.trial is not None)
    assert bare.session.view.span() == (1_600_000_000.0, 1_600_000_059.9)
    bare.close()


async def test_a_link_to_one_that_is_gone_says_so(store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 30, start=writer.clock.now() - 30 * TENTH))
    dashboard = Dashboard(store, {"person": "1", "trial": "20200101T000000-abcdef"})
    await until(lambda: "person 1 has no such trial; it may have been deleted" in dashboard.header.banner.value)
    dashboard.close()


async def test_a_moment_within_it_is_found_without_its_name(session: Session, card: TrialsCard, store: Store) -> None:
    await kept(store, 1, "last month", 1_600_000_000.0, 600)
    session.loader.look_back(1_600_000_030.0, (1_600_000_020.0, 1_600_000_040.0))
    await until(lambda: session.view.moment == 1_600_000_030.0)
    assert len(session.segment.recording.between(*session.view.span())) == 201


async def test_deleted_comes_back(session: Session, card: TrialsCard, store: Store) -> None:
    trial_id = await kept(store, 1, "TUG", 1e9)
    await until(lambda: "TUG" in card._table.value)
    send(session, "edit_trial", id=trial_id)
    await until(lambda: card._place.children)
    assert card._place.fields is not None
    card._delete.click()
    await until(lambda: "“TUG” was deleted." in card._head.value)
    assert "Nothing has been recorded yet." in card._table.value
    send(session, "trials_deleted", on=True)
    await until(lambda: "Restore" in card._table.value)
    send(session, "restore_trial", id=trial_id)
    await until(lambda: "1 trial" in card._head.value)
    assert "was deleted" not in card._head.value


async def test_many_are_paged_and_found(session: Session, card: TrialsCard, store: Store) -> None:
    for k in range(2 * PAGE_SIZE + 3):
        await kept(store, 1, f"walk {k} {'Brace' if k % 5 == 0 else ''}", 1e9 + 100 * k, 3)
    await until(lambda: "page 1 of 3" in card._table.value)
    assert card._table.value.count("data-trial") == PAGE_SIZE
    send(session, "trials_page", to=2)
    await until(lambda: "page 3 of 3" in card._table.value)
    assert card._table.value.count("data-trial") == 3
    assert "walk 0 " in card._table.value
    for to in (-1, 99, "x", None):
        send(session, "trials_page", to=to)
    await until(lambda: "page 3 of 3" in card._table.value)
    card._search.value = "brace WALK"
    await until(lambda: card._table.value.count("data-trial") == 4)
    card._search.value = "nobody"
    await until(lambda: "No trial is here." in card._table.value)


async def test_who_may_only_read_sees_all_and_changes_nothing(
    store: Store, writer: Writer, reader_only: Settings, client: Client
) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() - 100 * TENTH))
    trial = await store.trials.begin(1, back=None)
    await store.trials.end(1, trial.id)
    await asyncio.sleep(0.01)
    await put(writer, 1)
    reading = Store(reader_only)
    session = Session(reading, 1)
    card = TrialsCard(session)
    await until(lambda: "waits for the next reading" in card._table.value)
    await until(lambda: session.trials._keep_at > 0 and session.background.done)
    assert session.background.fault == "", "that it may not keep is no fault"
    send(session, "record")
    await until(lambda: "rights" in session.background.fault)
    send(session, "trial", id=trial.id)
    await until(lambda: session.view.trial is not None)
    assert len(session.segment.recording) == 100
    card.close()
    session.close()
    await reading.close()


async def test_another_person_has_other_trials(session: Session, card: TrialsCard, store: Store) -> None:
    await kept(store, 1, "of the first", 1e9)
    await kept(store, 2, "of the second", 1e9)
    await until(lambda: "of the first" in card._table.value)
    session.view.show(2)
    await until(lambda: "of the second" in card._table.value)
    assert "of the first" not in card._table.value


async def with_numbers(store: Store, person: int, name: str, day: int, cadence: float, condition: str = "") -> None:
    start = 1_600_000_000.0 + 86400 * day + 100 * cadence
    readings = Recording.from_columns(start + np.arange(3) / 10, np.zeros((3, 6), np.int16))
    numbers = {"cadence": cadence, "stance_left": None}
    facts = TrialFacts(start=start, stop=start + 1, readings=3, first=start, last=start + 0.2, numbers=numbers)
    await store.trials.keep(person, new_id(start), facts, readings, TrialNote(name, condition))


async def test_progress_is_told_beside_the_scatter(session: Session, card: TrialsCard, store: Store) -> None:
    progress = ProgressCard(session)
    await until(lambda: progress.layout.display == "none")
    for day, cadences in ((0, (98.0, 99.0, 97.0)), (28, (108.0, 109.0, 107.0))):
        for cadence in cadences:
            await with_numbers(store, 1, "6 min walk", day, cadence, "stick" if day else "<b>")
    await with_numbers(store, 1, "TUG", 3, 90.0)
    await with_numbers(store, 1, "TUG", 4, 91.0)
    await with_numbers(store, 1, "once", 5, 50.0)
    await until(lambda: "more than the scatter (±3.9)" in progress._charts.value)
    assert progress.layout.display == ""
    assert "<b>109.0</b>, +12.0 since the first: more" in progress._charts.value
    assert "+1.0 since the one before" in progress._charts.value
    assert "6 trials" in progress._head.value
    assert "once" not in progress._head.value
    assert progress._charts.value.count("no trial has it") == 5
    assert "&lt;b&gt;" in progress._charts.value
    assert progress._charts.value.count("<circle") == 6
    send(session, "progress_of", name="TUG")
    await until(lambda: "90.0, then 91.0; whether that is a change needs 3 trials, got 2" in progress._charts.value)
    send(session, "progress_of", name=7)
    send(session, "progress_of", name="nonsense")
    await until(lambda: "6 trials" in progress._head.value)
    progress.close()


async def test_a_note_takes_up_what_another_page_changes_of_it(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial_id = await kept(store, 1, "before", 1e9)
    await until(lambda: session.trials.known.kept)
    send(session, "edit_trial", id=trial_id)
    await until(lambda: card._place.children)
    fields = card._place.fields
    assert fields is not None
    await store.trials.annotate(1, trial_id, TrialNote("before", "stick", "slow"))
    await until(lambda: fields.fields["text"].value == "slow")
    fields.fields["name"].value = "TUG"
    await until(lambda: "TUG" in card._table.value)
    assert (await only(store)).note == TrialNote("TUG", "stick", "slow")


async def test_texts_that_are_left_one_after_the_other_are_all_kept(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial_id = await kept(store, 1, "before", 1e9)
    await until(lambda: session.trials.known.kept)
    send(session, "edit_trial", id=trial_id)
    await until(lambda: card._place.children)
    fields = card._place.fields
    assert fields is not None
    fields.fields["name"].value = "TUG"
    fields.fields["condition"].value = "brace"
    fields.fields["name"].value = "before"
    await until(lambda: session.background.done and "brace" in card._table.value)
    assert (await only(store)).note == TrialNote("before", "brace")


async def test_very_many_commands_ask_the_store_for_the_list_seldom(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial_id = await kept(store, 1, "before", 1e9)
    await until(lambda: session.trials.known.kept)
    asked: list[object] = []
    load = session.trials.load

    async def counted(person: int, version: int) -> None:
        asked.append(person)
        await load(person, version)

    session.trials.load = counted  # type: ignore[method-assign]
    for i in range(200):
        session.recorder.annotate(session.trials.known.kept[0], TrialNote(f"walk {i}"), TrialNote())
    await until(lambda: session.background.done and "walk 199" in card._table.value)
    assert len(asked) < 150
    found = await store.trials.get(1, trial_id)
    assert found is not None
    assert found.note == TrialNote("walk 199"), "the last command is the last one done"


async def test_a_trial_that_opens_while_another_person_is_chosen_shows_nothing_of_it(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial_id = await kept(store, 1, "of the first", 1e9)
    await until(lambda: session.trials.known.kept)
    send(session, "trial", id=trial_id)
    send(session, "edit_trial", id=trial_id)
    session.recorder.annotate(session.trials.known.kept[0], TrialNote("late"), TrialNote())
    send(session, "record")
    send(session, "open", person=2)
    await until(lambda: session.background.done and session.trials.known.loaded)
    assert session.view.trial is None
    assert session.recorder.edited == ""
    assert "of the first" not in card._table.value
    assert [trial.id for trial in session.trials.known.kept] == []
    await until(lambda: "Nothing has been recorded yet." in card._table.value)


async def test_a_list_that_is_asked_for_anew_is_never_that_of_the_person_before(
    session: Session, card: TrialsCard, store: Store
) -> None:
    await kept(store, 1, "of the first", 1e9)
    await until(lambda: session.trials.known.kept)
    session.recorder.annotate(session.trials.known.kept[0], TrialNote("late"), TrialNote())
    send(session, "open", person=2)
    await until(lambda: session.view.person == 2)
    await until(lambda: session.background.done and session.trials.known.loaded)
    assert session.trials.known.kept == ()
