"""What stands under the feet."""

import asyncio

import numpy as np
import pytest

from footlib.importing import import_recording
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, LEFT
from footlib.settings import Settings
from footlib.store import Store, Writer
from footlib.ui import FootMap
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.test_clocks import put
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio


async def test_who_stands_still_has_no_balance(store: Store, writer: Writer) -> None:
    for value in (300, 304, 297, 301):
        await put(writer, value=value)
    feet = placed(FootMap(store, person=1))
    try:
        await until(lambda: "over each sensor" in feet._scale.value)
        await until(lambda: "no step" in feet.feet.words.value)
        assert "bears" not in feet.feet.words.value
        assert 'data-counts="301 ' in feet.feet.words.value
    finally:
        feet.close()


async def test_a_centre_of_three_saturated_sensors_is_marked(settings: Settings, store: Store) -> None:
    walk = half_sine_walk(rate=20.0)
    counts = walk.counts.copy()
    counts[:, LEFT] = np.minimum(3 * counts[:, LEFT], FULL_SCALE)
    last = np.flatnonzero((counts[:, LEFT] == FULL_SCALE).all(axis=1))[-2]
    recording = Recording.from_columns(walk.time[: last + 1], counts[: last + 1])
    await asyncio.to_thread(import_recording, settings, recording, 9)
    feet = placed(FootMap(store, person=9))
    try:
        await until(lambda: feet.feet._guesses.y[0] > 0)
        # The marks of the present lie over the trail and under the six sensors.
        assert feet.feet._guesses.y[0] == feet.feet._points.y[-8]
        assert feet.feet._guesses.y[1] < 0, "the right foot is not saturated"
    finally:
        feet.close()
