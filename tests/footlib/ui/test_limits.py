import ipywidgets as widgets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import SettingsError
from footlib.store import Store
from footlib.ui import Numbers, Session
from footlib.ui.cards.limits import LimitControls
from footlib.ui.model.limits import RANGES, AlertLevel, Asymmetry, Limits


@given(st.fixed_dictionaries({name: st.floats(low, high) for name, (low, high) in RANGES.items()}))
def test_an_address_brings_back_what_it_was_told(chosen: dict[str, float]) -> None:
    limits = Limits.from_query({name: f"{value:g}" for name, value in chosen.items()})
    assert Limits.from_query(limits.query) == limits


@pytest.mark.parametrize("told", ["", "soon", "nan", "-1", "1e9", None])
def test_what_makes_no_sense_is_as_usual(told: object) -> None:
    assert Limits.from_query(dict.fromkeys(RANGES, told)) == Limits()
    assert Limits().query == {}


def test_a_limit_is_never_under_the_warning() -> None:
    limits = Limits.from_query({"warning": "30", "limit": "5"})
    assert (limits.warning, limits.limit, limits.reached) == (30, 5, 30)
    assert Asymmetry().judge(20, limits, 0, hold=False).level is AlertLevel.NORMAL


def test_a_limit_is_as_fine_as_it_is_shown() -> None:
    assert Limits.from_query({"hold": "7.77777"}).query == {"hold": "7.78"}


def test_an_asymmetry_is_marked_once_it_has_lasted() -> None:
    asymmetry, limits = Asymmetry(), Limits(warning=10, limit=20, hold=5)

    def at(now: float, index: float | None) -> tuple[AlertLevel, AlertLevel]:
        alert = asymmetry.judge(index, limits, now, hold=True)
        return alert.level, alert.pending

    assert at(0, 5) == (AlertLevel.NORMAL, AlertLevel.NORMAL)
    assert at(1, -15) == (AlertLevel.NORMAL, AlertLevel.WARNING)
    assert at(6, -15) == (AlertLevel.WARNING, AlertLevel.WARNING)
    assert at(7, -25) == (AlertLevel.WARNING, AlertLevel.LIMIT)
    assert at(12, -25) == (AlertLevel.LIMIT, AlertLevel.LIMIT)
    assert at(13, 15) == (AlertLevel.WARNING, AlertLevel.WARNING)
    assert at(14, None) == (AlertLevel.NORMAL, AlertLevel.NORMAL)
    assert at(15, 15) == (AlertLevel.NORMAL, AlertLevel.WARNING), "it must last anew"


def test_what_stands_still_is_as_it_is() -> None:
    alert = Asymmetry().judge(25.0, Limits(hold=600), 0.0, hold=False)
    assert (alert.level, alert.since) == (AlertLevel.LIMIT, 0.0)


@pytest.mark.asyncio
async def test_a_limit_that_cannot_be_is_refused_in_a_sentence(session: Session, store: Store) -> None:
    controls = LimitControls(session.view)
    controls._button.value = True
    fields = [child for child in controls._row.children if isinstance(child, widgets.FloatText)]
    (warning,) = (field for field in fields if field.description == "Asymmetry, warning %")
    warning.value = -5
    said = "Asymmetry, warning %: \N{MINUS SIGN}5 is not possible, allowed is 1 to 100; it stays at 10."
    assert said in controls._words.value
    assert (warning.value, session.view.limits) == (10, Limits())
    warning.value = 15.004
    assert "not possible" not in controls._words.value
    assert (warning.value, session.view.limits.warning) == (15, 15)
    with pytest.raises(SettingsError, match="limit: \N{MINUS SIGN}5 is not possible, allowed is 1 to 200 percent"):
        Numbers(store, person=1, limit=-5)
