"""Which lines the curves show, kept in the address."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.sensors import NAMES
from footlib.store import Store, Writer
from footlib.ui import Curves, Dashboard, Session
from footlib.ui.model.lines import MOST, LineChoice
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.trial_card import send
from tests.footlib.ui.waiting import until

CHOICES = st.builds(LineChoice, st.frozensets(st.integers(0, 5)), st.integers(1, MOST))
USUAL = LineChoice(frozenset({2, 5}))


@given(CHOICES, CHOICES)
def test_whatever_is_chosen_comes_back_from_the_address(choice: LineChoice, usual: LineChoice) -> None:
    assert LineChoice.from_query(choice.query(usual), usual) == choice
    assert choice.query(choice) == {}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"off": "", "every": ""},
        {"off": "L0.L9", "every": "11"},
        {"off": "L0.L0", "every": "0"},
        {"off": "L0,R0", "every": "-2"},
        {"off": "<b>", "every": "2.5"},
        {"off": "none.L0", "every": "\N{SUPERSCRIPT TWO}"},
        {"off": "." * 10_000, "every": "9" * 10_000},
    ],
)
def test_what_makes_no_sense_is_as_usual(asked: dict[str, str]) -> None:
    assert LineChoice.from_query(asked, USUAL) == USUAL


def test_an_address_names_lines_as_the_page_does() -> None:
    assert LineChoice.from_query({"off": "L1.R0", "every": "3"}, USUAL) == LineChoice(frozenset({1, 3}), 3)
    assert LineChoice.from_query({"off": "none"}, USUAL) == LineChoice()


def address(dashboard: Dashboard) -> dict[str, str]:
    return dict(parse_qsl(dashboard.session.page.address))


def curves(dashboard: Dashboard) -> Curves:
    return next(card for card in dashboard.one if isinstance(card, Curves))


@pytest.mark.asyncio
async def test_a_choice_goes_into_the_address_and_comes_back_with_it(store: Store) -> None:
    dashboard = Dashboard(store, {"person": "1", "off": "R2", "every": "4"}, sensors=range(5))
    card = curves(dashboard)
    assert card.thinning.value == 4
    assert card.feet[1].lines.opacities[2] == 0
    assert "off" not in address(dashboard), "as the setting has it"
    assert address(dashboard)["every"] == "4"
    send(dashboard.session, "line", sensor=1)
    card.thinning.value = 2
    assert (address(dashboard)["off"], address(dashboard)["every"]) == ("L1.R2", "2")
    assert card.feet[0].lines.opacities[1] == 0
    send(dashboard.session, "address", query="person=2&window=30&off=none")
    assert (address(dashboard)["person"], address(dashboard)["off"]) == ("2", "none")
    assert "every" not in address(dashboard)
    assert card.thinning.value == 1
    assert all(strength > 0 for foot in card.feet for strength in foot.lines.opacities)
    dashboard.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("sensor", [-1, len(NAMES), True, "0", None, 1.0])
async def test_a_line_that_there_is_not_is_not_switched(store: Store, sensor: object) -> None:
    dashboard = Dashboard(store, {"person": "1"})
    send(dashboard.session, "line", sensor=sensor)
    assert "off" not in address(dashboard)
    dashboard.close()


@pytest.mark.asyncio
async def test_a_card_that_was_away_shows_what_was_chosen_meanwhile(session: Session, writer: Writer) -> None:
    await writer.append(entries(1, 50, start=writer.clock.now() - 5_000_000))
    card = Curves(session)
    await until(lambda: len(session.data.history) == 50)
    card.watch(on=False)
    session.view.choose_lines(LineChoice(frozenset({0}), 2))
    Curves(session)
    card.watch(on=True)
    await until(lambda: card.feet[0].lines.opacities[0] == 0 and card.thinning.value == 2)
