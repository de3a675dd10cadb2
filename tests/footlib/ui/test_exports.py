import asyncio

import pytest

from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.store import Entry, Label, Store, Writer
from footlib.ui import Comparison, Session
from footlib.ui.browser.page import Page
from footlib.ui.cards.exports import ExportMenu
from tests.conftest import answer
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


class Sent(Page):
    """A page that keeps what it would send to the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}

    def download(self, name: str, kind: str, data: bytes) -> None:
        assert kind
        self.files[name] = data


async def saved(store: Store, writer: Writer, choice: str) -> tuple[Session, Sent]:
    for anomaly in (False, True, False):
        reading = decode_answer(answer(anomaly=anomaly))
        await writer.append([Entry(1, writer.clock.stamp(1), reading)])
    session = Session(store, 1)
    session.page = page = Sent()
    menu = ExportMenu(session)
    menu.value = choice
    assert menu.value == "Export", "the menu shows its name again"
    await until(lambda: page.files or session.background.fault)
    return session, page


async def test_everything_stored_is_saved_without_names(store: Store, writer: Writer) -> None:
    _, page = await saved(store, writer, "all stored, CSV")
    ((name, data),) = page.files.items()
    assert name.startswith("footwatch-1-all-")
    assert data.decode().splitlines()[0] == "time,iso_time,trace_id,L0,L1,L2,R0,R1,R2,anomaly"
    assert len(data.splitlines()) == 4
    assert b"Grzegorczyk" not in data


async def test_anomalies_alone_are_saved(store: Store, writer: Writer) -> None:
    _, page = await saved(store, writer, "anomalies, CSV")
    (data,) = page.files.values()
    _, row = data.decode().splitlines()
    assert row.split(",")[2] == "2350401012010"


async def test_labels_are_saved_with_what_they_are_of(store: Store, writer: Writer) -> None:
    await store.labels.add(1, Label(0.0, 9e9, "turn"))
    _, page = await saved(store, writer, "all stored, CSV")
    first, *rows = next(iter(page.files.values())).decode().splitlines()
    assert first.endswith(",anomaly,label")
    assert [row.rsplit(",", 1)[1] for row in rows] == ["turn"] * 3


async def test_nothing_to_save_is_said(store: Store, writer: Writer) -> None:
    session, page = await saved(store, writer, "window, CSV")
    assert not page.files
    assert session.background.fault == "there is nothing to export: no reading of person 1 in that choice"


async def test_a_file_is_named_after_the_person_whose_readings_it_holds(store: Store, writer: Writer) -> None:
    for person in (1, 2):
        reading = decode_answer(answer(value=100 * person))
        await writer.append([Entry(person, writer.clock.stamp(person), reading)])
    session = Session(store, 1)
    session.page = page = Sent()
    ExportMenu(session).value = "all stored, CSV"
    await asyncio.sleep(0)
    session.view.show(2)
    await until(lambda: page.files)
    ((name, data),) = page.files.items()
    assert name.startswith("footwatch-1-all-")
    assert b",100,101,102," in data


async def test_a_comparison_shows_what_differs() -> None:
    even = Recording.from_columns([0.0, 0.1, 0.2], [[100] * 6] * 3)
    heavy = Recording.from_columns([0.0, 0.1, 0.2], [[400, 100, 100, 100, 100, 100]] * 3)
    body = Comparison(even, heavy, names=("before", "<after>"))._body.value
    assert "Mean L0</th><td>100.0</td><td>400.0</td><td>+300.0" in body
    assert "&lt;after&gt;" in body
    assert body.count("data:image/png;base64,") == 3
