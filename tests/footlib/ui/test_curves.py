"""What the card of curves draws, and what it tells the browser."""

import re

import pytest

from footlib.store import Writer
from footlib.ui import Curves, Session
from tests.footlib.store.test_writer import entries
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
