"""The dashboard shows a number, or the reason why the rate carries none."""

import asyncio
import re

import ipywidgets as widgets
import numpy as np
import pytest

from footlib.importing import import_recording
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store
from footlib.ui import Numbers
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio


def shown(widget: widgets.Widget) -> str:
    """All text of a widget and what it holds."""
    return str(getattr(widget, "value", "")) + "".join(map(shown, getattr(widget, "children", ())))


@pytest.mark.parametrize(("rate", "reason"), [(5.0, "needs 10 Hz, got 5.0 Hz"), (20.0, None)])
async def test_a_card_shows_the_number_or_the_reason(
    settings: Settings, store: Store, rate: float, reason: str | None
) -> None:
    await asyncio.to_thread(import_recording, settings, half_sine_walk(rate=rate), 9)
    card = placed(Numbers(store, person=9, window=60.0))
    try:
        await until(lambda: "steps/min" in shown(card) or "got 5.0 Hz" in shown(card))
        cadence = re.search(r"fw-number-cadence.*?fw-number-stance", shown(card), re.DOTALL)
        assert cadence
        assert (f">{reason}<" in cadence[0]) == (reason is not None)
        assert bool(re.search(r"10[345]\.\d<small>steps/min", cadence[0])) == (reason is None)
        assert ('title="Healthy: ' in cadence[0]) == (reason is None), "a band carries its source"
        assert re.search(r'Times count <a [^>]*title="recording&#39;s own clock: .*?">from the recording', shown(card))
        assert re.search(r"fw-number-contact.*?\d\d\.\d / \d\d\.\d", shown(card), re.DOTALL)
    finally:
        card.close()


@pytest.mark.parametrize(("window", "told"), [(300.0, "Of 60 s measured in these 5 min."), (30.0, None)])
async def test_numbers_of_less_than_the_window_say_so(
    settings: Settings, store: Store, window: float, told: str | None
) -> None:
    await asyncio.to_thread(import_recording, settings, half_sine_walk(seconds=60.0), 9)
    card = placed(Numbers(store, person=9, window=window))
    try:
        await until(lambda: ('fw-basis"><span>Gait' if told is None else told) in shown(card))
    finally:
        card.close()


async def test_gait_numbers_are_of_walking_and_standing_is_told_apart(settings: Settings, store: Store) -> None:
    walk = half_sine_walk(rate=20.0, seconds=40.0)
    counts = np.concatenate((walk.counts, np.repeat(walk.counts[-1:], 400, axis=0)))
    whole = Recording.from_columns(np.arange(len(counts)) / 20.0, counts)
    await asyncio.to_thread(import_recording, settings, whole, 9)
    card = placed(Numbers(store, person=9, window=60.0))
    try:
        told = re.compile(r"Gait numbers are of (39|40|41) s of walking; (19|20) s of standing are left out\.")
        await until(lambda: told.search(shown(card)))
        standing = re.search(r"fw-number-standing.*?</div>", shown(card), re.DOTALL)
        assert standing
        assert re.search(r">(19|20)<small>s", standing[0])
        assert "sways by 0.0 points, 0 in all" in standing[0]
    finally:
        card.close()
