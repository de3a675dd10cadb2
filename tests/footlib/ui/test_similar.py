"""The card that finds similar stretches, against a real store; the browser's half is played by its messages."""

import asyncio
import signal
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from msgspec.structs import replace

from footlib.importing import import_recording
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.standin import Walker, walk
from footlib.store import Store
from footlib.ui import Curves, Session, SimilarCard
from footlib.ui.data.searcher import Searcher
from footlib.ui.model.playhead import Mode
from tests.footlib.ui.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def searcher() -> AsyncIterator[Searcher]:
    """One process that searches for all tests: it imports for seconds."""
    searcher = Searcher()
    yield searcher
    await searcher.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stored(settings: Settings) -> AsyncIterator[Store]:
    """Two minutes of walking at 10 Hz of person 1, of which person 2 has twenty seconds."""
    store = Store(settings)
    await store._client.flushall()
    time = np.arange(1200) / 10
    counts, _ = walk(Walker(), time)
    for person, rows in ((1, slice(None)), (2, slice(0, 200))):
        recording = Recording.from_columns(time[rows], counts[rows])
        await asyncio.to_thread(import_recording, settings, recording, person)
    yield store
    await store.close()


@pytest_asyncio.fixture(loop_scope="module")
async def card(stored: Store, searcher: Searcher) -> AsyncIterator[SimilarCard]:
    session = Session(stored, 1)
    session.similar._searcher = searcher
    curves, card = Curves(session), SimilarCard(session)
    await until(lambda: len(session.data.history) and session.page.pulse)
    # As a page that is looked at answers every pulse.
    session.page.observe(lambda _: send(card, "here", visible=True), "pulse")
    yield card
    assert session.renderer.fault == ""
    session.similar._searcher = Searcher()
    curves.close()
    card.close()


def send(card: SimilarCard, kind: str, **fields: Any) -> None:
    page = card.session.page
    page._receive(page, {"kind": kind, **fields}, [])


def mode(card: SimilarCard) -> Mode:
    return card.session.view.playhead.mode


def curves(card: SimilarCard) -> Curves:
    return next(part for part in card.session.renderer.drawn if isinstance(part, Curves))


async def found(card: SimilarCard) -> None:
    send(card, "find_similar")
    await until(lambda: "fw-similar-row" in card._body.value, 60)


async def test_places_are_listed_best_first_and_marked_on_both_feet(card: SimilarCard) -> None:
    assert "disabled" in card._head.value
    send(card, "choosing", on=True)
    assert card.session.view.playhead.mode is Mode.PAUSED, "a stretch cannot be chosen on what moves"
    await until(lambda: 'aria-pressed="true"' in card._head.value)
    send(card, "choose", **{"from": 0.5, "to": 0.6})
    await until(lambda: "(3.0 s)" in card._head.value)
    assert "disabled" not in card._head.value
    send(card, "find_similar")
    await until(lambda: "Preparing the search" in card._body.value)
    await until(lambda: "fw-similar-row" in card._body.value, 60)
    assert not card.session.page.choosing, "a drag zooms again"
    similar = card.session.similar.known
    assert similar.matches
    assert [m.similarity for m in similar.matches] == sorted((m.similarity for m in similar.matches), reverse=True)
    assert similar.whole
    assert similar.searched[1] - similar.searched[0] == pytest.approx(119.9)
    assert "in everything stored" in card._body.value
    for foot in curves(card).feet:
        places = np.asarray(foot.places.x, np.float64) + curves(card)._base
        assert similar.chosen is not None
        expected = [similar.chosen, *((m.start, m.stop) for m in similar.matches)]
        assert places[:, [0, 2]] == pytest.approx(np.array(expected), abs=0.01)
        assert foot.ranks.text[0] == "chosen"
    send(card, "clear_similar")
    await until(lambda: curves(card).feet[1].ranks.text.tolist() == [""])
    assert "fw-similar-row" not in card._body.value
    assert "Chosen" not in card._head.value


async def test_a_place_is_gone_to_on_the_screen_or_off_it(card: SimilarCard) -> None:
    session = card.session
    send(card, "choose_last", seconds=3)
    assert mode(card) is Mode.LIVE
    await found(card)
    assert mode(card) is Mode.LIVE, "the search holds nothing up"
    matches = session.similar.known.matches or ()
    start, stop = session.view.span()
    on, off = (next(i for i, m in enumerate(matches) if (start <= m.start <= stop) is there) for there in (True, False))
    for place in (on, off):
        send(card, "similar", rank=place + 1)
        await until(lambda place=place: session.view.playhead.at == matches[place].start)  # type: ignore[misc]
        assert mode(card) is Mode.PAUSED
        start, stop = session.view.span()
        assert start <= matches[place].start <= stop
        await until(lambda place=place: f'fw-chosen" data-start="{matches[place].start:.6f}' in card._body.value)  # type: ignore[misc]
    assert (session.similar.known.chosen, len(session.similar.known.matches or ())) != (None, 0), (
        "going there forgets nothing"
    )


async def test_a_stretch_begins_where_the_readings_do(card: SimilarCard) -> None:
    session = card.session
    first = float(session.segment.recording.time[0])
    session.view.seek(first + 2.0)
    send(card, "choose_last", seconds=10)
    assert session.similar.known.chosen == (first, first + 2.0)
    await until(lambda: "(2.0 s)" in card._head.value)


async def test_another_person_starts_clean_even_while_it_searches(card: SimilarCard, searcher: Searcher) -> None:
    send(card, "choose_last", seconds=5)
    await found(card)
    assert searcher._process is not None
    searcher._process.send_signal(signal.SIGSTOP)
    send(card, "find_similar")
    await until(lambda: card.session.similar.known.doing)
    card.session.view.show(2)
    searcher._process.send_signal(signal.SIGCONT)
    await until(lambda: not card.session.similar.known.doing, 60)
    assert card.session.similar.known.chosen is None
    assert card.session.similar.known.matches is None
    await until(lambda: "Choose a stretch" in card._body.value)


async def test_what_is_stored_no_more_is_searched_in_what_is_shown(card: SimilarCard) -> None:
    session = card.session
    session.view.pause()
    send(card, "choose_last", seconds=3)
    await card.session.store._client.flushall()
    await found(card)
    assert not session.similar.known.whole
    assert "in what is shown" in card._body.value


async def test_a_store_that_is_away_leaves_what_is_shown(card: SimilarCard, settings: Settings) -> None:
    session = card.session
    session.view.pause()
    send(card, "choose_last", seconds=3)
    await until(lambda: session.similar.known.chosen)
    away = Store(replace(settings, port=1))
    session.similar._store = away
    await found(card)
    assert "in what is shown" in card._body.value
    await away.close()


async def test_what_cannot_be_searched_is_told(card: SimilarCard) -> None:
    send(card, "choose", **{"from": 0.5, "to": 0.51})
    send(card, "find_similar")
    await until(lambda: 'role="alert"' in card._body.value, 60)
    assert "readings, needs 8; pick a longer one" in card._body.value
    card.session.similar.choose((1000.0, 1003.0))
    send(card, "find_similar")
    await until(lambda: "There are no readings in the stretch, or none any more" in card._body.value)
    send(card, "choose_last", seconds=10)
    await found(card)
    assert 'role="alert"' not in card._body.value


async def test_messages_of_anybody_are_checked(card: SimilarCard) -> None:
    for kind, fields in (
        ("choose", {"from": 0.9, "to": 0.1}),
        ("choose", {"from": "0", "to": None}),
        ("choose_last", {"seconds": 1e9}),
        ("choose_last", {"seconds": [3]}),
        ("similar", {"rank": 1}),
        ("similar", {"rank": "1"}),
        ("play_similar", {"rank": 1}),
        ("play_similar", {"rank": None}),
        ("find_similar", {}),
        ("choosing", {"on": "yes"}),
    ):
        send(card, kind, **fields)
    assert card.session.similar.known.chosen is None
    assert not card.session.page.choosing
    assert card.session.view.playhead.mode is Mode.LIVE


async def test_a_place_is_played(card: SimilarCard) -> None:
    send(card, "choose_last", seconds=3)
    await found(card)
    playhead = card.session.view.playhead
    send(card, "play_similar", rank=1)
    await until(lambda: playhead.mode is Mode.REPLAY)
    (first, *_) = card.session.similar.known.matches or ()
    assert playhead.start == pytest.approx(first.start)
    assert playhead.stop == pytest.approx(first.stop)
    start, stop = card.session.view.span()
    assert start <= first.start < first.stop <= stop
    await until(lambda: f'fw-similar-row fw-chosen" data-start="{first.start:.6f}' in card._body.value)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.buttons.append(dict(attrs))


async def test_a_tick_sends_nothing_of_it(card: SimilarCard) -> None:
    send(card, "choose_last", seconds=3)
    await found(card)
    tags = Tags()
    tags.feed(card._body.value)
    assert all(one["aria-label"] for one in tags.buttons)
    sent: list[object] = []
    foot = curves(card).feet[0]
    for widget in (card._head, card._body, foot.places, foot.ranks):
        widget.observe(sent.append)
    pulse = card.session.page.pulse
    await until(lambda: card.session.page.pulse > pulse + 1)
    assert sent == []
