import threading
from datetime import datetime

import msgspec
import pytest

from footlib.drawing.times import LocalTime
from footlib.settings import Settings
from footlib.store import Store, TrialNote, Writer
from footlib.trials import bring_in
from footlib.ui import PersonCard, ProgressCard, Session, TrialsCard
from tests.footlib.reporting.contents import walk
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.trial_card import send
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

DAY = 1_793_700_000.0


@pytest.fixture
async def saved(session: Session, writer: Writer) -> dict[str, str]:
    """Files that a person's page has let the browser save; the person has walked for ten seconds."""
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000))
    session.page.set_trait("zone", "Asia/Tokyo")
    return listened(session)


def listened(session: Session) -> dict[str, str]:
    """Files as the browser is sent them."""
    files: dict[str, str] = {}
    send = session.page.send

    def heard(content: dict[str, str], buffers: list[bytes] | None = None) -> None:
        if content["kind"] == "download":
            assert content["type"] == "text/html"
            files[content["name"]] = (buffers or [b""])[0].decode()
        send(content, buffers)

    session.page.send = heard
    return files


async def one(saved: dict[str, str], session: Session) -> tuple[str, str]:
    await until(lambda: saved or session.background.fault)
    assert not session.background.fault
    return saved.popitem()


async def trials(store: Store, *starts: float) -> list[str]:
    ids = []
    for i, start in enumerate(starts):
        recording = walk(seconds=30 + i, start=start)
        ids.append((await bring_in(store, 1, recording, TrialNote("10 m walk", "stick", f"number {i}")))[0])
    return ids


async def test_a_report_is_of_the_window(saved: dict[str, str], session: Session) -> None:
    card = PersonCard(session)
    await until(lambda: len(session.segment.recording) == 100)
    send(session, "report")
    name, html = await one(saved, session)
    assert name.startswith("footwatch-1-report-")
    assert name.endswith(".html")
    assert "<b>100</b> readings" in html
    assert "JST (UTC+0900)" in html, "the viewer's clock"
    assert "Grzegorczyk" not in html
    session.view.zoom_to(*(session.segment.recording.time[[20, 59]] + (-0.01, 0.01)).tolist())
    send(session, "report", person=True)
    name, html = await one(saved, session)
    assert "<b>40</b> readings" in html
    assert "<h1>Janek Grzegorczyk</h1>" in html
    assert "Grze" not in name
    card.close()


async def test_a_report_is_of_the_trial_that_is_open(saved: dict[str, str], session: Session, store: Store) -> None:
    card, shown = PersonCard(session), TrialsCard(session)
    first, _ = await trials(store, DAY, DAY + 60)
    await until(lambda: len(session.trials.known.kept) == 2)
    send(session, "trial", id=first)
    await until(lambda: session.view.trial is not None)
    send(session, "report")
    _, html = await one(saved, session)
    assert "<b>10 m walk</b> · stick" in html
    assert "number 0" in html
    card.close()
    shown.close()


async def test_without_readings_there_is_no_report(session: Session) -> None:
    card = PersonCard(session)
    send(session, "report", person=1)
    await until(lambda: session.background.fault)
    assert session.background.fault == "there is nothing to report: no reading of person 1 is shown"
    card.close()


async def test_the_card_of_trials_reports_a_visit(saved: dict[str, str], session: Session, store: Store) -> None:
    card = TrialsCard(session)
    await until(lambda: session.trials.known.loaded)
    assert "visit_report" not in card._head.value
    # In Tokyo the second one is of the next day.
    ids = await trials(store, DAY, DAY + 10 * 3600)
    await until(lambda: "visit_report" in card._head.value)
    send(session, "visit_report", person=True)
    name, html = await one(saved, session)
    assert name.startswith("footwatch-1-visit-")
    assert "Visit of Wednesday, 4 Nov 2026" in html
    assert "Janek Grzegorczyk" in html
    send(session, "trial", id=ids[0])
    await until(lambda: session.view.trial is not None)
    send(session, "visit_report", person="yes")
    _, html = await one(saved, session)
    assert "Visit of Tuesday, 3 Nov 2026" in html
    assert "Grzegorczyk" not in html
    card.close()


async def test_the_card_of_progress_reports_it(saved: dict[str, str], session: Session, store: Store) -> None:
    shown, card = TrialsCard(session), ProgressCard(session)
    await trials(store, DAY, DAY + 86400)
    await until(lambda: "progress_report" in card._head.value)
    send(session, "progress_report")
    name, html = await one(saved, session)
    assert name.startswith("footwatch-1-progress-")
    assert "Footwatch progress report" in html
    assert "10 m walk" in html
    assert "Grzegorczyk" not in html
    card.close()
    shown.close()


async def test_a_report_is_named_after_the_person_that_it_tells_of(saved: dict[str, str], session: Session) -> None:
    card = PersonCard(session)
    await until(lambda: len(session.segment.recording) == 100)
    send(session, "report")
    session.view.show(2)
    name, html = await one(saved, session)
    assert name.startswith("footwatch-1-report-")
    assert "Person 1" in html
    card.close()


async def test_the_letter_head_is_that_of_the_settings(settings: Settings, saved: dict[str, str]) -> None:
    letter = msgspec.structs.replace(settings, report_address="Gait lab")
    for given in (letter, msgspec.structs.replace(letter, report_logo="/nowhere.png")):
        async with Store(given) as store:
            session = Session(store, 1)
            saved, card = listened(session), PersonCard(session)
            await until(lambda: len(session.segment.recording) == 100)  # noqa: B023 - within the turn
            send(session, "report")
            await until(lambda: saved or session.background.fault)  # noqa: B023
            if given is letter:
                assert "<address>Gait lab</address>" in saved.popitem()[1]
            else:
                assert "(REPORT_LOGO) cannot be used" in session.background.fault
                assert "nowhere" not in session.background.fault, "a path of the server is no business of viewers"
            card.close()
            session.close()


async def test_a_report_is_written_beside_the_clock_of_the_page(saved: dict[str, str], session: Session) -> None:
    class Watched(LocalTime):
        def at(self, epoch: float) -> datetime:
            threads.add(threading.get_ident())
            return super().at(epoch)

    threads: set[int] = set()
    card = PersonCard(session)
    await until(lambda: len(session.segment.recording) == 100)
    card.close()
    session.page.times = Watched("UTC")
    session.reporter.shown(with_person=False)
    # The name of the file is told at once, by the page's own.
    assert threads == {threading.get_ident()}
    threads.clear()
    await one(saved, session)
    assert threads
    assert threading.get_ident() not in threads


async def test_quick_clicks_make_one_report_after_the_other(session: Session, store: Store, writer: Writer) -> None:
    class Watched(LocalTime):
        def at(self, epoch: float) -> datetime:
            if threading.get_ident() != own:
                rendered.append(threading.get_ident())
            return super().at(epoch)

    def heard(content: dict[str, str], *_: object) -> None:
        if content["kind"] == "download":
            rendered.append(0)
            saved.append(content["name"].split("-")[2])

    own, rendered, saved = threading.get_ident(), list[int](), list[str]()
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000))
    await trials(store, DAY)
    card, shown = PersonCard(session), TrialsCard(session)
    await until(lambda: len(session.segment.recording) == 100 and session.trials.known.kept)
    session.page.send = heard
    session.page.times = Watched("UTC")
    for _ in range(2):
        send(session, "report")
        send(session, "visit_report")
    await until(lambda: session.background.done and len(saved) >= 2)
    assert saved == ["report", "visit"]
    turns = [thread for thread, before in zip(rendered, [0, *rendered], strict=False) if thread != before]
    assert len(turns) == 4, "a thread, a file, a thread, a file"
    send(session, "report")
    await until(lambda: len(saved) == 3)
    card.close()
    shown.close()
