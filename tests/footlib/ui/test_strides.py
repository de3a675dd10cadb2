"""Strides laid over each other on the page: drawn, switched, refused, left out on a wall screen."""

import dataclasses
import re
from collections.abc import AsyncIterator

import pytest

from footlib import trials
from footlib.analysis import Quantity
from footlib.calibration import Calibration
from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.standin import Monitor, StandinOptions
from footlib.store import Entry, Store, TrialNote, Writer
from footlib.ui import Dashboard, Session, StridesCard
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.test_view import Watcher
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

SECONDS = 30


async def walked(writer: Writer, rate: int = 10) -> None:
    monitor = Monitor(StandinOptions(anomaly_share=0.0))
    start, step = writer.clock.now() - SECONDS * 1_000_000, 1_000_000 // rate
    answers = [decode_answer(monitor.answer(1, k / rate)) for k in range(SECONDS * rate)]
    await writer.append([Entry(1, start + k * step, one) for k, one in enumerate(answers)])


@pytest.fixture
async def card(session: Session, writer: Writer) -> AsyncIterator[StridesCard]:
    await walked(writer)
    card = StridesCard(session)
    await until(lambda: "stride-plot" in card._body.value)
    yield card
    card.close()


def send(session: Session, kind: str, **fields: object) -> None:
    session.page._receive(session.page, {"kind": kind, **fields}, [])


async def test_both_feet_are_drawn_with_their_number_of_strides(card: StridesCard) -> None:
    drawn = card._body.value
    assert drawn.count('class="stride-plot ') == 2
    assert drawn.count('class="mean"') == drawn.count('class="sd"') == drawn.count('class="toe-off"') == 2
    numbers = [int(n) for n in re.findall(r"n = (\d+) strides", drawn)]
    assert len(numbers) == 2
    assert min(numbers) > 15
    assert "Left foot, load over the stride, mean of" in drawn
    assert "heel strike and toe-off are rough at 10.0 Hz, they need 20 Hz" in drawn
    assert "NaN" not in drawn.upper()


@pytest.mark.parametrize("quantity", Quantity)
async def test_what_is_laid_over_each_other_can_be_picked(
    session: Session, card: StridesCard, quantity: Quantity
) -> None:
    for of in ("nonsense", 3, None, ["load"]):
        send(session, "strides", of=of)
    assert 'aria-pressed="true"' in card._head.value
    send(session, "strides", of=str(quantity))
    await until(lambda: f"SD in {quantity.unit};" in card._body.value)
    pressed = re.search(r'data-fw="([^"]*)"[^>]*aria-pressed="true"', card._head.value)
    assert pressed
    assert str(quantity) in pressed[1]
    assert card._body.value.count('class="mean"') == 2


async def test_under_ten_hertz_the_reason_stands_there(session: Session, writer: Writer) -> None:
    await walked(writer, rate=4)
    card = StridesCard(session)
    await until(lambda: "needs 10 Hz, got 4.0 Hz" in card._body.value)
    assert "stride-plot" not in card._body.value
    card.close()


async def test_without_readings_it_says_so(session: Session) -> None:
    card = StridesCard(session)
    await until(lambda: "Strides are not laid over each other: needs 10 Hz" in card._body.value)
    card.close()


async def test_the_past_is_drawn_by_the_same_code(session: Session, card: StridesCard) -> None:
    before = card._body.value
    session.view.pause()
    session.view.set_window(12.0)
    await until(lambda: card._body.value != before)
    numbers = [int(n) for n in re.findall(r"n = (\d+) strides", card._body.value)]
    assert len(numbers) == 2
    assert max(numbers) < 13


async def test_an_opened_trial_is_drawn_by_the_same_code(session: Session, card: StridesCard, store: Store) -> None:
    walk = half_sine_walk(rate=20.0)
    newtons = Recording.from_columns(walk.time + 1e9, walk.counts, calibration=Calibration("N", 0.5, 12))
    kept, _ = await trials.bring_in(store, 1, newtons, TrialNote("kept"))
    await until(lambda: session.trials.known.loaded)
    session.loader.open_trial(kept)
    await until(lambda: re.findall(r"n = (\d+) strides", card._body.value) == ["52", "52"])
    assert "rough" not in card._body.value
    assert "mean and SD in counts" in card._body.value, "it may be laid beside the history"


async def test_only_chores_that_are_due_and_what_jumped_are_drawn(session: Session, card: StridesCard) -> None:
    watcher = Watcher(session)
    await until(lambda: watcher.last is not None)
    assert watcher.last
    tick = dataclasses.replace(watcher.last, chores=False, jumped=False, mode=Mode.LIVE)
    late = dataclasses.replace(tick, chores=True)
    jumped = dataclasses.replace(tick, jumped=True)

    def draws(frame: Frame) -> bool:
        card._body.value = ""
        card.refresh(frame)
        return bool(card._body.value)

    assert draws(jumped)
    assert not draws(tick)
    assert not draws(late), "it has just been drawn"
    card._throttle.hurry()
    assert not draws(tick)
    assert not draws(dataclasses.replace(late, mode=Mode.PAUSED)), "nothing moves"
    assert draws(late)


@pytest.mark.parametrize("kiosk", ["0", "1"])
async def test_a_wall_screen_has_none(store: Store, kiosk: str) -> None:
    page = Dashboard(store, {"person": "1", "kiosk": kiosk})
    assert any(isinstance(card, StridesCard) for card in page.one) == (kiosk == "0")
    page.close()
