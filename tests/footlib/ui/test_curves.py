"""What the card of curves draws, and what it tells the browser."""

import re

import pytest

from footlib.store import Writer
from footlib.ui import Curves, Session
from footlib.ui.cards.curves import POINTS
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.trial_card import send
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


async def test_the_browser_is_told_which_models_hold_the_readings_and_from_when_they_count(
    session: Session, writer: Writer
) -> None:
    await writer.append(entries(1, 50, start=writer.clock.now() - 5_000_000))
    curves = Curves(session)
    await until(lambda: len(session.data.history) == 50 and curves._drawn_html.value)
    told = dict(re.findall(r'data-(\w+)="([^"]*)"', curves._drawn_html.value))
    assert float(told["base"]) == curves._base
    for foot, name in zip(curves.feet, ("left", "right"), strict=True):
        assert told[name].split()[:2] == [foot.lines.model_id, foot.tip.model_id]


async def test_ten_minutes_are_a_band_with_its_mean_and_half_a_minute_is_lines(
    session: Session, writer: Writer
) -> None:
    await writer.append(entries(1, 3000, start=writer.clock.now() - 300_000_000))
    curves = Curves(session)
    session.view.set_window(600.0)
    foot = curves.feet[0]
    await until(lambda: session.data.filled >= 600 and foot.band.y.max() >= 0)
    counts = session.segment.recording.counts
    assert foot.band.y.shape == (6, len(foot.lines.x))
    assert (foot.band.y[:2].min(), foot.band.y[:2].max()) == (counts[:, 0].min(), counts[:, 0].max())
    sent = sum(array.nbytes for mark in (foot.band, foot.lines) for array in (mark.x, mark.y))
    assert sent < 4 * POINTS + 3 * 2 * POINTS + 100, "no more bytes than lines of as many points as there may be"
    send(session, "line", sensor=0)
    assert foot.band.fill_opacities[0] == 0 < foot.band.fill_opacities[2]
    session.view.set_window(30.0)
    await until(lambda: foot.band.y.max() < 0)
    assert len(foot.lines.x) > 100


async def test_the_word_of_an_episode_that_leaves_a_live_window_is_whole_until_it_is_written_anew(
    session: Session, writer: Writer
) -> None:
    now = writer.clock.now()
    await writer.append(entries(1, 400, start=now - 40_000_000, flagged=set(range(60, 300))))
    curves = Curves(session)
    signs = curves.feet[0].signs
    await until(lambda: len(session.data.history) == 400 and signs.text.tolist() != [""])
    assert [word[0] for word in signs.text.tolist()] == ["⚠"]
    start = session.view.span()[0]
    assert float(signs.x[0]) + curves._base > start + 1, "a second later it has still not reached the edge"
    box = curves.feet[0].boxes
    assert float(box.x.min()) + curves._base < start, "its shade does not seem to begin there"
    assert box.y.max() < curves.y.max, "its outline is whole"
