"""Labels on the page: added by key and by button, for the moment or a chosen stretch; changed, gone to, removed."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from footlib.store import Label, Store, Writer
from footlib.ui import AnomalyHistory, Histogram, LabelsCard, Session
from footlib.ui.data.anomaly_log import AnomalyLog
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

TENTH = 100_000


@pytest.fixture
async def card(session: Session, writer: Writer) -> AsyncIterator[LabelsCard]:
    """The card of a person who has walked for ten seconds."""
    await writer.append(entries(1, 100, start=writer.clock.now() - 100 * TENTH))
    card = LabelsCard(session)
    await until(lambda: "Nothing has been labelled yet." in card._table.value)
    await until(lambda: "or for a stretch" in card._head.value)
    yield card
    card.close()


def send(session: Session, kind: str, **fields: object) -> None:
    session.page._receive(session.page, {"kind": kind, **fields}, [])


async def test_a_key_and_a_number_label_the_moment(session: Session, card: LabelsCard, store: Store) -> None:
    send(session, "pick_label", number=3)
    send(session, "label")
    await until(lambda: "press a number" in card._head.value and "<kbd>3</kbd> stumble" in card._head.value)
    for number in (0, 99, "3", True, None):
        send(session, "pick_label", number=number)
    send(session, "pick_label", number=3)
    await until(lambda: "<b>stumble</b>" in card._table.value)
    assert not session.page.labelling
    (label,) = await store.labels.all(1)
    assert (label.start, label.stop, label.kind) == (session.data.newest, session.data.newest, "stumble")
    assert "fw-label" in card._strip.value
    assert card._place.children, "its note can be typed at once"


async def test_a_label_of_a_past_moment_is_of_the_reading_that_is_shown(
    session: Session, card: LabelsCard, store: Store
) -> None:
    recording = session.segment.recording
    session.view.seek(float(recording.time[40]) + 0.07)
    send(session, "add_label", of="stairs")
    await until(lambda: "<b>stairs</b>" in card._table.value)
    (label,) = await store.labels.all(1)
    assert label.start == label.stop == recording.time[40]


async def test_a_button_labels_the_stretch_that_was_chosen(session: Session, card: LabelsCard, store: Store) -> None:
    recording = session.segment.recording
    session.similar.choose_within(recording, float(recording.time[20]), float(recording.time[60]))
    await until(lambda: "for a stretch" not in card._head.value and " to " in card._head.value)
    send(session, "add_label", of="nonsense")
    send(session, "add_label", of="stairs")
    await until(lambda: "4.0 s" in card._table.value)
    (label,) = await store.labels.all(1)
    assert (label.start, label.stop) == (recording.time[20], recording.time[60])
    assert session.similar.known.chosen is None, "the next one is of something else"


async def test_a_label_is_changed_gone_to_and_removed(session: Session, card: LabelsCard, store: Store) -> None:
    at = float(session.segment.recording.time[50])
    label = await store.labels.add(1, Label(at, at, "turn"))
    await until(lambda: label.id in card._table.value)
    send(session, "edit_label", id=label.id)
    await until(lambda: card._place.children)
    fields = card._place.fields
    assert fields is not None
    fields.fields["text"].value = "<to the left>"
    await until(lambda: "&lt;to the left&gt;" in card._table.value)
    fields.fields["sensors"].value = "l0, R9"
    await until(lambda: "there is no sensor R9" in session.background.fault)
    fields.fields["sensors"].value = "r2 l0"
    await until(lambda: "L0 R2" in card._table.value)
    card._close()
    await until(lambda: not card._place.children)
    send(session, "go_label", id=label.id)
    await until(lambda: session.view.moment == at)
    send(session, "remove_label", id=label.id)
    await until(lambda: "Nothing has been labelled yet." in card._table.value)
    send(session, "remove_label", id=label.id)
    assert await store.labels.all(1) == []


async def test_what_lies_elsewhere_is_counted(session: Session, card: LabelsCard, store: Store) -> None:
    await store.labels.add(1, Label(1e9, 1e9 + 5, "turn"))
    await until(lambda: "No label lies in what is shown; 1 elsewhere." in card._table.value)
    assert card._strip.value == ""


async def test_an_anomaly_is_called_an_artefact_and_that_is_taken_back(
    session: Session, card: LabelsCard, store: Store, writer: Writer
) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() + TENTH, flagged={50, 51}))
    history = AnomalyHistory(session)
    await until(lambda: "data-start" in history._table.value)
    send(session, "artefact", first=99)
    send(session, "artefact", first=0)
    await until(lambda: "leave out 1 artefact" in history._head.value)
    await until(
        lambda: "fw-artefact" in history._line.value and 'class="fw-anomaly-row fw-artefact"' in history._table.value
    )
    (label,) = await store.labels.all(1)
    (episode,) = await store.episodes(1)
    assert (label.kind, label.start, label.stop) == ("artefact", episode.start, episode.stop)
    assert (await store.anomaly_counts(1)).readings == 2, "what is stored stays"
    bars = Histogram(session)
    await until(lambda: "2 readings" in bars._bars.value and "fw-bars" in bars._bars.value)
    send(session, "without_artefacts", on=True)
    await until(lambda: "without 1 artefact" in history._head.value and "0 episodes" in history._head.value)
    await until(lambda: "none yet" in history._head.value and "0 in the window" in history._head.value)
    await until(lambda: "without 1 artefact" in bars._title.value and "Nothing" in bars._bars.value)
    send(session, "without_artefacts", on="yes")
    await until(lambda: "1 episode" in history._head.value and "without" not in bars._title.value)
    send(session, "artefact", first=0)
    await until(lambda: "artefact" not in history._head.value)
    assert await store.labels.all(1) == []
    history.close()
    bars.close()


async def test_an_anomaly_is_confirmed_and_named(
    session: Session, card: LabelsCard, store: Store, writer: Writer
) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() + TENTH, flagged={50, 51}))
    history = AnomalyHistory(session)
    await until(lambda: "data-start" in history._table.value)
    send(session, "confirm", first=0)
    send(session, "name_episode", first=0)
    await until(lambda: bool(history._place.children))
    (label,) = await store.labels.all(1)
    assert (label.kind, label.text) == ("confirmed", "")
    assert history._place.fields is not None
    history._place.fields.fields["text"].value = "stumbled on the mat"
    await until(lambda: "<small>stumbled on the mat</small>" in history._table.value)
    send(session, "artefact", first=0)
    await until(lambda: "fw-artefact" in history._table.value)
    (label,) = await store.labels.all(1)
    assert (label.kind, label.text) == ("artefact", "stumbled on the mat"), "it is one or the other, by its name"
    send(session, "confirm", first=0)
    await until(lambda: "fw-artefact" not in history._table.value)
    assert history._place.children, "it is being named still"
    history._close_name()
    await until(lambda: not history._place.children)
    history.close()


async def test_two_fields_changed_at_once_are_both_kept(session: Session, card: LabelsCard, store: Store) -> None:
    label = await store.labels.add(1, Label(1e9, 1e9, "turn"))
    await until(lambda: session.trials.known.labels)
    send(session, "edit_label", id=label.id)
    await until(lambda: card._place.children)
    fields = card._place.fields
    assert fields is not None
    fields.fields["kind"].value = "stairs"
    fields.fields["text"].value = "to the left"
    await until(lambda: session.trials.known.labels[0].text)
    (stored,) = await store.labels.all(1)
    assert (stored.kind, stored.text) == ("stairs", "to the left")


async def test_a_stretch_over_several_episodes_stays_when_one_is_judged(
    session: Session, card: LabelsCard, store: Store, writer: Writer
) -> None:
    start = writer.clock.now() + TENTH
    await writer.append(entries(1, 100, start=start, flagged={10, 50}))
    stretch = Label(start / 1e6, start / 1e6 + 9, "artefact", "loose cable", ("L0",))
    await store.labels.add(1, stretch)
    history = AnomalyHistory(session)
    await until(lambda: history._table.value.count("fw-artefact") == 2)
    send(session, "confirm", first=0)
    await until(lambda: history._table.value.count("fw-artefact") == 1)
    await until(lambda: "leave out 1 artefact" in history._head.value)
    one, own = sorted(await store.labels.all(1), key=lambda label: label.start)
    assert msgspec.structs.replace(one, id="") == stretch
    assert (own.kind, own.text, own.start) == ("confirmed", "", own.stop)
    send(session, "artefact", first=1)
    await until(lambda: "fw-artefact" not in history._table.value)
    send(session, "name_episode", first=1)
    await until(lambda: history._place.children)
    assert len(await store.labels.all(1)) == 3, "the one that is named has a label of its own already"
    history.close()


async def test_two_pages_that_judge_at_once_leave_one_verdict(
    session: Session, card: LabelsCard, store: Store, writer: Writer
) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() + TENTH, flagged={50}))
    await until(lambda: session.anomalies.known.newest)
    (episode,) = session.anomalies.known.newest
    other = Session(store, 1)
    try:
        await asyncio.gather(
            session.labeller._judge(1, episode, "confirmed"), other.labeller._judge(1, episode, "artefact")
        )
        assert len(await store.labels.all(1)) == 1
    finally:
        other.close()


async def test_what_was_counted_as_an_artefact_grows_with_its_episode(store: Store, writer: Writer) -> None:
    start = writer.clock.now() - 200 * TENTH
    await writer.append(entries(1, 50, start=start, flagged={44, 45}))
    log, artefact = AnomalyLog(store), Label(start / 1e6, start / 1e6 + 20, "artefact")
    await log.load(1, 2, judged=(artefact,))
    assert (log.known.artefacts.readings, log.known.artefacts.episodes) == (2, 1)
    assert not log.due(2, judged=(artefact,))
    assert log.due(2)
    await writer.append(entries(1, 50, start=start + 50 * TENTH, flagged={0, 40}))
    await log.load(1, 4, judged=(artefact,))
    assert (log.known.artefacts.readings, log.known.artefacts.episodes) == (4, 2)
    await log.load(1, 4)
    assert (log.known.artefacts.readings, log.known.counts.readings) == (0, 4)


async def test_a_label_takes_up_what_another_page_changes_of_it(
    session: Session, card: LabelsCard, store: Store
) -> None:
    at = float(session.segment.recording.time[50])
    label = await store.labels.add(1, Label(at, at, "turn"))
    await until(lambda: label.id in card._table.value)
    send(session, "edit_label", id=label.id)
    await until(lambda: card._place.children)
    fields = card._place.fields
    assert fields is not None
    await store.labels.add(1, msgspec.structs.replace(label, text="by another"))
    await until(lambda: fields.fields["text"].value == "by another")
    fields.fields["kind"].value = "stairs"
    await until(lambda: "<b>stairs</b>" in card._table.value)
    assert [(one.kind, one.text) for one in await store.labels.all(1)] == [("stairs", "by another")]


async def test_a_strip_of_very_many_labels_stays_small(session: Session, card: LabelsCard, store: Store) -> None:
    start = float(session.segment.recording.time[0])
    for i in range(1000):
        await store.labels.add(1, Label(start + i / 200, start + i / 200, "turn"))
    await until(lambda: "1000 labels in what is shown" in card._strip.value)
    assert card._strip.value.count("<i ") <= 300
    assert "950 more; look at less of the time." in card._table.value
