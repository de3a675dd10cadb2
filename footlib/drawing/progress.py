"""How numbers went over several trials: a small chart with its band, and the change in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlib.analysis import Refused, change_between
from footlib.analysis.reference import BANDS
from footlib.drawing.symbols import MINUS
from footlib.drawing.times import LocalTime
from footlib.store import Trial


@dataclass(frozen=True, slots=True)
class Shown:
    """A number that is drawn: its key in `footlib.analysis.Summary`, what it is called, its digits after the point."""

    key: str
    label: str
    unit: str
    places: int = 1


FIRST: Final = (
    Shown("cadence", "Cadence", "steps/min"),
    Shown("stance_left", "Stance, left", "% of stride"),
    Shown("stance_right", "Stance, right", "% of stride"),
    Shown("double_support", "Double support", "%"),
    Shown("load_share_left", "Load share, left", "%"),
    Shown("symmetry_load", "Symmetry, load", "%"),
)
"""Numbers that are looked at first."""
STYLE: Final = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
"""How the charts look; their colours are told by where they stand."""
METHOD: Final = (
    "“More than the scatter” is more than 95 of 100 pairs of trials of an unchanged person would differ by, told from "
    "how far these trials scatter."
)
_WIDTH, _HEIGHT = 260.0, 84.0
_EDGE, _LEFT = 8.0, 46.0
"""Free space around the points, and to their left, where the ends of the scale stand."""
_LEAST: Final = 0.05
"""Of its middle, the part that a scale spans at the least."""
_COLOURS: Final = 5


@dataclass(frozen=True, slots=True)
class Course:
    """One number over the trials that have it, oldest first.

    Attributes
    ----------
    shown
        Which number.
    values
        Its values.
    colours
        Of each value, the number of its condition's colour.
    visits
        What trials that repeat each other have in common: the day and the condition.
    """

    shown: Shown
    values: tuple[float, ...]
    colours: tuple[int, ...]
    visits: tuple[tuple[str, str], ...]


def names_of(trials: Iterable[Trial]) -> list[str]:
    """Names that two trials or more have, the most frequent first."""
    counted = Counter(trial.note.name for trial in trials)
    return sorted((name for name, n in counted.items() if n > 1), key=lambda name: (-counted[name], name))


def conditions_of(trials: Iterable[Trial]) -> list[tuple[int, str]]:
    """Every condition with the number of its colour, in the order of their first trial."""
    return [(i % _COLOURS, name) for i, name in enumerate(dict.fromkeys(trial.note.condition for trial in trials))]


def courses(trials: Sequence[Trial], times: LocalTime, numbers: Iterable[Shown] = FIRST) -> list[Course]:
    """How numbers went.

    Parameters
    ----------
    trials
        Oldest first.
    times
        Tells which trials are of one day.
    numbers
        Which.
    """
    colour = {name: number for number, name in conditions_of(trials)}
    found = []
    for shown in numbers:
        told = [
            (trial, value)
            for trial in trials
            if trial.facts is not None and (value := trial.facts.numbers.get(shown.key)) is not None
        ]
        found.append(
            Course(
                shown,
                tuple(value for _, value in told),
                tuple(colour[trial.note.condition] for trial, _ in told),
                tuple((times.day(trial.start), trial.note.condition) for trial, _ in told),
            )
        )
    return found


def chart(course: Course) -> str:
    """The values as SVG: a point a trial, the usual band shaded, the ends of the scale beside it."""
    shown, values = course.shown, course.values
    band = BANDS.get(shown.key)
    low, high = min(values), max(values)
    if band is not None:
        low, high = min(low, band.low), max(high, band.high)
    # What hardly differs must not look as if it did.
    middle, reach = (low + high) / 2, max(high - low, _LEAST * abs(low + high) / 2, 10.0**-shown.places)
    low, high = middle - reach / 2, middle + reach / 2

    def y(value: float) -> float:
        return _HEIGHT - _EDGE - (value - low) / reach * (_HEIGHT - 2 * _EDGE)

    step = (_WIDTH - _LEFT - _EDGE) / max(len(values) - 1, 1)
    points = [(_LEFT + i * step, y(value)) for i, value in enumerate(values)]
    parts = []
    if band is not None:
        top, bottom = y(band.high), y(band.low)
        parts.append(
            f'<rect x="{_LEFT - _EDGE}" width="{_WIDTH - _LEFT + _EDGE}" y="{top:.1f}" height="{bottom - top:.1f}"/>'
        )
    parts += [
        f'<text x="{_LEFT - _EDGE - 4}" y="{y(value) + 3.5:.1f}">{_said(value, shown)}</text>' for value in (low, high)
    ]
    parts.append(f'<polyline points="{" ".join(f"{x:.1f},{at:.1f}" for x, at in points)}"/>')
    parts += [
        f'<circle class="condition-{colour}" cx="{x:.1f}" cy="{at:.1f}" r="3.5"/>'
        for colour, (x, at) in zip(course.colours, points, strict=True)
    ]
    spoken = f"{shown.label}: {', '.join(_said(value, shown) for value in values)}"
    return (
        f'<svg class="course" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{spoken}">'
        f"{''.join(parts)}</svg>"
    )


def words(course: Course) -> str:
    """The last value and the change since the first one, beside the trials' scatter, as HTML."""
    shown, values = course.shown, course.values
    first = change_between(values, course.visits)
    if isinstance(first, Refused):
        before, after = _said(values[0], shown), _said(values[-1], shown)
        return f"{before}, then {after}; whether that is a change {first.reason}" if len(values) > 1 else after
    last = change_between(values, course.visits, -2, -1)
    since = f"; {_signed(last.difference, shown)} since the one before" if not isinstance(last, Refused) else ""
    # What is told as none is no change, however little the trials scatter.
    changed = first.beyond_scatter and round(first.difference, shown.places) != 0
    verdict = "more than the scatter" if changed else "within the scatter"
    return (
        f"<b>{_said(first.after, shown)}</b>, {_signed(first.difference, shown)} since the first: "
        f"{verdict} (±{first.margin:.{shown.places}f}){since}"
    )


def _said(value: float, shown: Shown) -> str:
    return f"{round(value, shown.places) + 0.0:.{shown.places}f}".replace("-", MINUS)


def _signed(value: float, shown: Shown) -> str:
    # Plus zero, for rounding leaves a minus on what is none.
    return f"{round(value, shown.places) + 0.0:+.{shown.places}f}".replace("-", MINUS)
