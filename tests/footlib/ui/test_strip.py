"""The contact strip shows the steps that the numbers count."""

import asyncio

import numpy as np
import pytest

from footlib.importing import import_recording
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store
from footlib.ui import Curves, View
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.test_replay import Last
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


async def test_steps_before_a_minute_of_standing_are_drawn_as_they_are_counted(
    settings: Settings, store: Store
) -> None:
    walk = half_sine_walk(rate=20.0, seconds=200.0)
    standing = np.tile(walk.counts[-1:], (20 * 70, 1))
    time = np.arange(len(walk) + len(standing)) / 20.0
    recording = Recording.from_columns(time, np.concatenate([walk.counts, standing]))
    await asyncio.to_thread(import_recording, settings, recording, 9)
    view, last = View(store, 9, 271.0), Last()
    curves = Curves(view)
    view.driver.add(last)
    try:
        await until(lambda: last.frame and len(last.frame.recording) == len(recording) and not view.driver.jumped)
        assert last.frame
        steps = last.frame.summary()["steps_left"].value
        assert steps
        await until(lambda: abs(np.count_nonzero(np.isnan(curves.feet[0].strip.y)) - steps) <= 1)
    finally:
        view.driver.remove(last)
        curves.close()
