"""Cards that a notebook names: in its order, of its own, and failing in their place alone."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import ipywidgets as widgets
import pytest

from footlib.store import Store, Writer
from footlib.ui import Card, Curves, Dashboard, FootMap, Numbers, Session, StridesCard
from footlib.ui.model.frame import Frame
from footlib.ui.session.view_change import ViewChange
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

DOCUMENT = Path(__file__).parents[3] / "docs" / "notebooks.md"


class Own(Card):
    """A number of somebody's own."""

    broken = False

    def build(self) -> tuple[widgets.Widget, ...]:
        self.words = widgets.HTML()
        return (self.words,)

    def refresh(self, frame: Frame) -> None:
        if self.broken:
            raise KeyError("cadence")
        self.words.value = f"{len(frame.recording)} readings"


class Hopeless(Own):
    """Cannot be made."""

    def build(self) -> tuple[widgets.Widget, ...]:
        raise ValueError("no <b>sensor</b>")


class Extended(Own):
    """Draws what the other draws, and more."""

    def refresh(self, frame: Frame) -> None:
        super().refresh(frame)
        self.words.value += " in all"


class Listening(Own):
    """Wants to know at once what the viewer does."""

    deaf = True

    def follow(self, change: ViewChange) -> None:
        if self.deaf:
            raise IndexError(change)


class Heard(Own):
    """Has heard what the viewer did."""

    def build(self) -> tuple[widgets.Widget, ...]:
        self.heard: list[ViewChange] = []
        return super().build()

    def follow(self, change: ViewChange) -> None:
        self.heard.append(change)


class HalfMade(Own):
    """Has joined the page when it turns out that it cannot be made."""

    alive: ClassVar[list[Card]] = []

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.alive.append(self)
        raise ValueError("no more")

    def close(self) -> None:
        if self.comm is not None:
            raise AttributeError("what is to be closed was never made")


@pytest.fixture
def dashboards(store: Store) -> Iterator[Any]:
    made: list[Dashboard] = []

    def make(**arguments: Any) -> Dashboard:
        made.append(Dashboard(store, {"person": "1"} | arguments.pop("asked", {}), **arguments))
        return made[-1]

    yield make
    for dashboard in made:
        dashboard.close()


async def filled(dashboard: Dashboard, writer: Writer) -> Session:
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000))
    dashboard.session.page.introduced = True
    await until(lambda: len(dashboard.session.segment.recording))
    return dashboard.session


async def test_cards_stand_where_they_are_named(dashboards: Any) -> None:
    dashboard = dashboards(left=[Own, FootMap], right=[lambda session: Numbers(session, warning=15), Curves, Curves])
    assert [type(card) for card in dashboard.one] == [Own, FootMap, Numbers, Curves, Curves]
    assert dashboard.session.view.limits.warning == 15
    assert "Compare" not in [child.description for child in dashboard.header._extra.children if hasattr(child, "icon")]
    wall = dashboards(asked={"kiosk": "1"}, left=[FootMap], right=[StridesCard, Own])
    assert [type(card) for card in wall.one] == [FootMap, Own]


async def test_a_card_that_changes_the_view_is_made_once(dashboards: Any) -> None:
    made: list[Card] = []

    def strict(session: Session) -> Card:
        made.append(Numbers(session, warning=15))
        return made[-1]

    dashboard = dashboards(left=[FootMap], right=[strict])
    assert dashboard.one[1:] == tuple(made)
    body = dashboard.children[-1]
    assert [column.children for column in body.children] == [dashboard.one[:1], dashboard.one[1:]]


async def test_a_failing_card_says_so_in_its_place_and_comes_back(dashboards: Any, writer: Writer) -> None:
    dashboard = dashboards(left=[Own], right=[Numbers])
    session, (own, numbers) = await filled(dashboard, writer), dashboard.one
    await until(lambda: "100 readings" in own.words.value)
    own.broken = True
    await until(lambda: own.children != (own.words,))
    (failure,) = own.children
    assert "Own fails:" in failure.value
    assert "raise KeyError(&#34;cadence&#34;)" in failure.value
    assert "KeyError: &#39;cadence&#39;" in failure.value
    assert "base.py" not in failure.value, "what called it is not its author's"
    assert session.renderer.fault == "", "the header says nothing of it"
    await until(lambda: "fw-tiles" in numbers._tiles.value)
    own.broken = False
    await until(lambda: own.children == (own.words,))


async def test_a_card_that_extends_another_shows_the_fault_of_either(dashboards: Any, writer: Writer) -> None:
    dashboard = dashboards(left=[Extended], right=[Numbers])
    await filled(dashboard, writer)
    (own, _) = dashboard.one
    await until(lambda: own.words.value == "100 readings in all")
    own.broken = True
    await until(lambda: own.children != (own.words,))
    failure = own.children[0]
    assert "Extended fails:" in failure.value
    assert "KeyError" in failure.value
    drawn = dashboard.session.page.pulse
    await until(lambda: dashboard.session.page.pulse > drawn)
    assert own.children == (failure,), "frame after frame"
    own.broken = False
    await until(lambda: own.children == (own.words,))


async def test_a_card_that_cannot_follow_says_so_and_the_others_hear(dashboards: Any, writer: Writer) -> None:
    dashboard = dashboards(left=[Listening], right=[Heard])
    session, (listening, heard) = await filled(dashboard, writer), dashboard.one
    await until(lambda: "100 readings" in listening.words.value)
    session.view.seek(float(session.segment.recording.time[50]))
    assert heard.heard
    (failure,) = listening.children
    assert "Listening fails:" in failure.value
    assert "IndexError" in failure.value
    drawn = session.page.pulse
    await until(lambda: session.page.pulse > drawn)
    assert listening.children == (failure,), "that it draws does not mend it"
    listening.deaf = False
    session.view.live()
    assert listening.children == (listening.words,)


async def test_a_card_that_fails_when_it_has_joined_is_closed(dashboards: Any, writer: Writer) -> None:
    dashboard = dashboards(left=[HalfMade], right=[Numbers])
    half_made = HalfMade.alive.pop()
    failed, numbers = dashboard.one
    assert "HalfMade fails:" in failed.children[0].value
    assert not [part for part in dashboard.session.renderer.drawn if isinstance(part, HalfMade)]
    assert half_made.comm is None, "the browser is told that it is gone"
    await filled(dashboard, writer)
    await until(lambda: "fw-tiles" in numbers._tiles.value)
    assert half_made.words.value == ""


async def test_viewers_do_not_see_what_is_wrong_with_a_card(
    dashboards: Any, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    dashboard = dashboards(left=[Own, Hopeless], right=[Numbers], traced=False)
    own, hopeless, _ = dashboard.one
    own.broken = True
    with caplog.at_level(logging.ERROR):
        await filled(dashboard, writer)
        await until(lambda: own.children != (own.words,))
    for card, kind in ((own, "KeyError"), (hopeless, "ValueError")):
        (failure,) = card.children
        assert f"({kind}). The log of Footwatch says where." in failure.value
        assert "test_own_cards" not in failure.value
    assert len([one for one in caplog.records if "a card of the notebook's own fails" in one.message]) == 1


async def test_a_card_that_cannot_be_made_leaves_the_others(dashboards: Any) -> None:
    dashboard = dashboards(left=[Hopeless], right=[Numbers])
    failed, numbers = dashboard.one
    assert isinstance(numbers, Numbers)
    (said,) = failed.children
    assert "Hopeless fails:" in said.value
    assert "ValueError: no &lt;b&gt;sensor&lt;/b&gt;" in said.value


async def test_the_card_of_the_documents_draws(dashboards: Any, writer: Writer) -> None:
    (code,) = re.findall(r"```python\n(import bqplot.*?)```", DOCUMENT.read_text(), re.DOTALL)
    names: dict[str, Any] = {"__name__": "notebook"}
    exec(code, names)
    dashboard = dashboards(right=[names["Sway"]])
    await filled(dashboard, writer)
    card = dashboard.one[-1]
    await until(lambda: "left bears" in card.words.value)
    assert len(card.line.x) == len(card.line.y) == 100
    assert 0 <= card.line.y.min() <= card.line.y.max() <= 100
