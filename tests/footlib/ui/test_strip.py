"""The contact strip shows the steps that the numbers count."""

import asyncio

import numpy as np
import pytest

from footlib.importing import import_recording
from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Entry, Store, Writer
from footlib.ui import Curves, Session
from footlib.ui.model.frame import Frame
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.test_clocks import body
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
    session, last = Session(store, 9, 271.0), Last()
    curves = Curves(session)
    session.renderer.add(last)
    try:
        await until(lambda: last.frame and len(last.frame.recording) == len(recording) and not session._framing.jumped)
        assert last.frame
        steps = last.frame.summary["steps_left"].value
        assert steps
        await until(lambda: abs(np.count_nonzero(np.isnan(curves.feet[0].strip.y)) - steps) <= 1)
    finally:
        session.renderer.remove(last)
        curves.close()


class Ends:
    """At which reading the left strip ends, picture by picture, beside the newest reading."""

    shown = True

    def __init__(self, curves: Curves) -> None:
        self.curves = curves
        self.behind: list[float] = []

    def refresh(self, frame: Frame) -> None:
        if frame.moved and not frame.chores:
            end = float(np.max(self.curves.feet[0].strip.x)) + self.curves._base
            self.behind.append(float(frame.recording.time[-1]) - end)


async def test_contact_goes_on_with_the_curves(session: Session, writer: Writer) -> None:
    walk = half_sine_walk(rate=10.0, seconds=20.0)
    loaded = walk.counts[int(np.argmax(walk.counts[:, 0]))].tolist()
    start = writer.clock.now() - 20_000_000
    rows = [*walk.counts.tolist(), *[loaded] * 3]
    await writer.append([Entry(1, start + i * 100_000, decode_answer(body(row))) for i, row in enumerate(rows)])
    curves = Curves(session)
    ends = Ends(curves)
    session.renderer.add(ends)
    await until(lambda: len(session.data.history) == len(rows) and not session._framing.jumped)
    ends.behind.clear()
    for i in range(len(rows), len(rows) + 12):
        await writer.append([Entry(1, start + i * 100_000, decode_answer(body(loaded)))])
        await until(lambda i=i: len(session.data.history) > i)  # type: ignore[misc]
    await until(lambda: len(ends.behind) >= 5)
    assert max(ends.behind) < 0.001
