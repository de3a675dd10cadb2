"""How the tiles tell which number lies outside of its band."""

import asyncio
import re
from xml.etree import ElementTree as ET

import pytest

from footlib.analysis import Summary, Verdict, stance_bands, summarise
from footlib.importing import import_recording
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store
from footlib.ui import Numbers
from footlib.ui.cards.numbers_html import first, rest, verdict_line
from footlib.ui.model.limits import Limits
from tests.footlib.analysis.walks import half_sine_walk
from tests.footlib.ui.waiting import placed, until


def tiles(summary: Summary, limits: Limits | None = None) -> dict[str, ET.Element]:
    limits = limits or Limits()
    html = first(summary, limits, stance_bands(summary.strides), ("", "")) + rest(summary, "")  # type: ignore[arg-type]
    found = ET.fromstring(f"<div>{html}</div>").iter("div")
    return {name[1]: tile for tile in found if (name := re.search(r"fw-number-(\w+)", tile.get("class", "")))}


def signs(tile: ET.Element) -> list[tuple[str | None, str]]:
    return [(one.text, one.get("aria-label", "")) for one in tile.iter("i") if one.get("class") == "fw-beyond"]


def shapes(tile: ET.Element) -> list[tuple[str, str]]:
    return [(one.tag, one.get("class", "")) for one in tile.iter() if one.tag in {"circle", "path"}]


def test_what_is_looked_at_first_stands_first() -> None:
    names = list(tiles(summarise(half_sine_walk())))
    assert names[:4] == ["cadence", "stance", "double", "symmetry"]
    assert set(names[4:]) == {"share", "contact", "standing", "saturated"}


@pytest.mark.parametrize(("pace", "sign"), [(104.3, []), (131.0, [("▲", "over its band")]), (80.0, [("▼", "under its band")])])  # fmt: skip  # noqa: E501
def test_a_number_outside_of_its_band_bears_a_sign_and_another_shape(pace: float, sign: list[tuple[str, str]]) -> None:
    cadence = tiles(summarise(half_sine_walk(cadence=pace)))["cadence"]
    assert signs(cadence) == sign
    assert shapes(cadence) == [("path" if sign else "circle", "cadence")]


def test_each_foot_has_its_mark() -> None:
    stance = tiles(summarise(half_sine_walk(stance=(0.64, 0.69))))["stance"]
    assert shapes(stance) == [("circle", "left"), ("path", "right")]
    assert signs(stance) == [("▲", "over its band")]


@pytest.mark.parametrize(("peaks", "sign", "side"), [((900, 700), "◀", "more left"), ((600, 900), "▶", "more right")])
def test_symmetry_lies_beside_the_viewers_limits(peaks: tuple[float, float], sign: str, side: str) -> None:
    summary = summarise(half_sine_walk(peak=peaks))
    tile = tiles(summary)["symmetry"]
    assert [text for text, _ in signs(tile)] == [sign]
    assert side in "".join(tile.itertext())
    assert signs(tiles(summary, Limits(warning=60, limit=90))["symmetry"]) == []


def test_a_refused_number_keeps_the_room_of_its_mark() -> None:
    nothing = tiles(summarise(Recording.empty()))
    for name in ("cadence", "stance", "double", "symmetry"):
        (room,) = (one for one in nothing[name].iter("span") if one.get("class") == "fw-range")
        assert len(room) == 0
        assert shapes(nothing[name]) == signs(nothing[name]) == []


def test_the_verdict_is_text_and_what_is_quiet_stands_apart() -> None:
    line = ET.fromstring(str(verdict_line(Verdict(("Leans left: 57 %", "Cadence low: <88>"), "Quiet.", frozenset()))))
    assert line.get("class") == "fw-verdict"
    assert [one.text for one in line] == ["Leans left: 57 %.", "Cadence low: <88>."]
    assert (line[-1].tail or "").strip() == "Quiet."


@pytest.mark.asyncio
async def test_the_verdict_stands_above_the_numbers_by_the_viewers_limits(settings: Settings, store: Store) -> None:
    await asyncio.to_thread(import_recording, settings, half_sine_walk(rate=20.0, peak=(900, 700)), 9)
    card = placed(Numbers(store, person=9, window=60.0))
    view = card.session.view
    try:
        await until(lambda: re.match(r'<p class="fw-verdict"><b>Leans left: 5\d %\.</b>', card._tiles.value))
        view.set_limits(Limits(warning=60, limit=90))
        await until(lambda: "fw-verdict" in card._tiles.value and "Leans" not in card._tiles.value)
    finally:
        card.close()
