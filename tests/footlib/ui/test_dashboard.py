"""The page as a whole, and its parts alone in cells."""

import re
from html.parser import HTMLParser

import pytest

from footlib.reading import decode_answer
from footlib.store import Entry, Store, Writer
from footlib.store.connection import Client
from footlib.ui import (
    AnomalyHistory,
    CompareCard,
    Curves,
    Dashboard,
    FootMap,
    Header,
    Histogram,
    Numbers,
    Overview,
    PersonCard,
    SensorTable,
    Session,
    SimilarCard,
)
from footlib.ui.model.link import query
from tests.conftest import answer
from tests.footlib.ui.test_view import put
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio


async def test_every_part_stands_alone(store: Store, writer: Writer) -> None:
    await put(writer, 1, 30, anomaly=True)
    parts = [
        placed(kind(store, person=1))
        for kind in (
            *(FootMap, Curves, Numbers, SensorTable, AnomalyHistory, Histogram, PersonCard, Header, CompareCard),
            SimilarCard,
        )
    ]
    parts.append(placed(Overview(store)))
    session = parts[0].session
    await until(lambda: session.page.pulse)
    assert all(part.session is session for part in parts), "cells of one person share a playhead"
    await until(lambda: "data-start" in parts[4]._table.value)
    assert "Grzegorczyk" in parts[6]._table.value
    assert session.renderer.fault == ""
    for part in parts:
        part.close()
    assert not session.renderer.drawn


async def test_what_is_on_no_page_is_neither_drawn_nor_asked_for(store: Store, writer: Writer) -> None:
    for person in (1, 2):
        await put(writer, person, 3)
    first, again = (placed(FootMap(store, person=1)) for _ in range(2))
    everyone = placed(Overview(store))
    try:
        first._view_count = 0
        await until(lambda: "data-time" in again.feet.words.value and len(everyone.tiles) == 2)
        assert not first.feet.words.value
        assert first.session.coordinator._wanted == {1: 2, 2: 1}
        # The cell runs again, so that its former output is gone.
        again._view_count = everyone._view_count = 0
        first._view_count = 1
        drawn = again.feet.words.value
        await put(writer, 1)
        await until(lambda: first.feet.words.value not in {"", drawn})
        assert again.feet.words.value == drawn
        assert first.session.coordinator._wanted == {1: 1}
        everyone._view_count = 1
        await until(lambda: first.session.coordinator._wanted == {1: 2, 2: 1})
    finally:
        for part in (first, again, everyone):
            part.close()
    assert first.session.coordinator._wanted == {1: 1}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.sources: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        if tag == "img":
            self.sources.add((dict(attrs).get("src") or "").partition(",")[0])


async def test_names_are_text_never_markup(store: Store, writer: Writer) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    body = answer(anomaly=True, name=evil.replace('"', "")).decode().replace("Janek", evil.replace('"', '\\"'))
    reading = decode_answer(body.encode())
    assert reading.person.firstname == evil
    await writer.append([Entry(1, writer.clock.stamp(1), reading)])
    dashboard = Dashboard(store, {"person": "1"})
    session = dashboard.session
    await until(
        lambda: any("alert(1)" in part._table.value for part in session.renderer.drawn if isinstance(part, PersonCard))
    )
    await until(lambda: session.anomalies.known.newest)
    overview = Overview(session)
    await until(lambda: 1 in overview.tiles)
    await until(lambda: "alert(1)" in overview.tiles[1]._title.value and "<img" in overview.tiles[1]._body.value)
    tags = Tags()
    for part in session.renderer.drawn:
        for name in ("_table", "_head", "_line", "_pill", "banner", "_body", "_bars"):
            tags.feed(getattr(getattr(part, name, None), "value", ""))
    tags.feed(overview.tiles[1]._title.value + overview.tiles[1]._body.value)
    assert "td" in tags.found
    assert "script" not in tags.found
    assert tags.sources == {"data:image/png;base64"}, "the tile's own map alone"
    for part in list(session.renderer.drawn):
        session.renderer.remove(part)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ('{"firstname":"","lastname":"","birthdate":"","disabled":null}', ("unknown",) * 3),
        ('{"firstname":"Ada","lastname":"","birthdate":"²³⁴⁵","disabled":null}', ("Ada", "²³⁴⁵", "unknown")),
        ('{"firstname":null,"birthdate":1982,"disabled":false}', ("unknown", "1982 (age", "no")),
        ("{", ("unknown",) * 3),
    ],
)
async def test_what_is_unknown_of_a_person_is_said_to_be(
    session: Session, writer: Writer, client: Client, stored: str, words: tuple[str, ...]
) -> None:
    await put(writer, 1)
    await client.set("1_person", stored)
    await client.lset("1_trace", -1, "9" * 40)
    await client.hset("1_status", "trace_name", "")
    card = PersonCard(session)

    def shown() -> list[str]:
        return re.findall("<dd>(.*?)</dd>", card._table.value)

    await until(lambda: shown() and all(said.startswith(word) for said, word in zip(shown(), words, strict=False)))
    assert shown()[4:] == ["unknown", "unknown"]


async def test_the_address_says_what_is_looked_at(store: Store, writer: Writer) -> None:
    await put(writer, 1, 20)
    dashboard = Dashboard(store, query({"QUERY_STRING": "person=1&window=60&theme=dark&kiosk=1&artefacts=out"}))
    session = dashboard.session
    assert session.page.address == "person=1&window=60&theme=dark&kiosk=1&artefacts=out"
    assert session.view.without_artefacts
    assert session.page.kiosk
    await until(lambda: len(session.data.history) == 20)
    session.view.pause()
    await until(lambda: "at=" in session.page.address)
    linked = Dashboard(store, query({"QUERY_STRING": session.page.address}))
    await until(lambda: linked.session.view.moment is not None)
    assert linked.session.view.moment == session.view.moment
    assert linked.session.view.span() == session.view.span()
    session.view.show_everyone()
    assert session.page.address.startswith("view=overview")
    for one in (session, linked.session):
        for part in list(one.renderer.drawn):
            one.renderer.remove(part)


@pytest.mark.parametrize(
    ("asked", "person", "window"),
    [
        ("person=3&window=300", 3, 300.0),
        ("person=3&window=all", 3, float("inf")),
        ("person=3&window=-5", 3, 30.0),
        ("person=3&window=nan", 3, 30.0),
        ("person=%3Cscript%3E&window=60", 1, 60.0),
        ("person=99999999999999999999", 1, 30.0),
        ("", 1, 30.0),
    ],
)
async def test_wishes_of_the_address_are_checked(store: Store, asked: str, person: int, window: float) -> None:
    dashboard = Dashboard(store, query({"QUERY_STRING": asked}))
    assert (dashboard.session.view.person, dashboard.session.view.window) == (person, window)
    assert dashboard.session.view.everyone == (person == 1)
    for part in list(dashboard.session.renderer.drawn):
        dashboard.session.renderer.remove(part)


async def test_that_nobody_is_meant_stays_said_while_the_page_draws_anew(store: Store, writer: Writer) -> None:
    await put(writer, 1, 20)
    await put(writer, 2, 20)
    session = Session(store, 1)
    header = Header(session)
    await until(lambda: len(header._names) == 2)
    header.picker.value = "zzz"
    for _ in range(3):
        session.renderer.invalidate()
        await until(lambda: not session._framing.jumped)
        assert "nobody has the number or name" in header.banner.value
    session.view.pause()
    await until(lambda: "nobody" not in header.banner.value)
    header.close()
    session.close()
