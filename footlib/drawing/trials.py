"""What of a trial stands in a table, on the page and on paper: its length, its quality, the numbers that come first."""

from __future__ import annotations

from typing import Final

from footlib.analysis.health import SATURATED
from footlib.drawing.symbols import NONE
from footlib.sensors import NAMES
from footlib.store import TrialFacts
from footlib.texts import counted

NUMBERS: Final = ("Cadence", "Stance L / R", "Double support", "Load left")
"""Titles of the columns that `numbers` fills."""
_WHOLE_GAP: Final = 0.05
"""Seconds without readings that are worth a word."""


def length(seconds: float) -> str:
    """A length of time, as ``0:34`` or ``1:02:05``."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length_of(facts: TrialFacts) -> str:
    """How long readings came."""
    return length(round((facts.last or 0.0) - (facts.first or 0.0)))


def quality(facts: TrialFacts) -> str:
    """Rate, gaps, saturated sensors and flagged readings, as far as there are any."""
    if not facts.readings:
        return "no reading came"
    said = [f"{facts.rate:.1f} Hz" if facts.rate else counted(facts.readings, "reading")]
    if facts.gaps > _WHOLE_GAP:
        said.append(f"gaps {facts.gaps:.1f} s")
    said += [
        f"{name} saturated {share:.0f} %"
        for name, share in zip(NAMES, facts.saturated, strict=False)
        if share > SATURATED
    ]
    if facts.flagged:
        said.append(f"{facts.flagged} flagged")
    return ", ".join(said)


def numbers(facts: TrialFacts | None) -> tuple[str, ...]:
    """A value for each of `NUMBERS`, a dash where there is none."""
    known = {} if facts is None else facts.numbers

    def said(key: str, unit: str = " %") -> str:
        value = known.get(key)
        return NONE if value is None else f"{value:.0f}{unit}"

    left, right = said("stance_left", ""), said("stance_right", "")
    stance = NONE if {left, right} == {NONE} else f"{left} / {right} %"
    return said("cadence", ""), stance, said("double_support"), said("load_share_left")
