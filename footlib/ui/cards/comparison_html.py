"""How two stretches of walking are written side by side, with what differs."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.analysis import Measure, Summary
from footlib.drawing.palette import Theme, css_gradient, diverging
from footlib.drawing.surface import difference_picture, picture, reach_of
from footlib.drawing.symbols import MINUS, NONE
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.ui.browser.elements import joined, markup

_KEYS: Final = (
    "cadence",
    "stance_left",
    "stance_right",
    "contact_left",
    "contact_right",
    "double_support",
    "load_share_left",
    "symmetry_load",
)


@dataclass(frozen=True, slots=True)
class ComparisonSide:
    """One of the two.

    Attributes
    ----------
    name
        What it is, for the viewer.
    counts
        Mean counts of the stretch, or those of one moment, shape (6,).
    summary
        The numbers of the stretch.
    single
        Whether the counts are those of one reading.
    """

    name: str
    counts: NDArray[np.float64]
    summary: Summary
    single: bool = False

    @classmethod
    def of(cls, name: str, recording: Recording, summary: Summary, row: int | None = None) -> ComparisonSide:
        """A stretch, or the moment `row` in it."""
        if row is not None:
            return cls(name, recording.counts[row].astype(np.float64), summary, single=True)
        mean = recording.counts.mean(axis=0) if len(recording) else np.zeros(len(NAMES))
        return cls(name, mean, summary)


def compared(first: ComparisonSide, second: ComparisonSide, theme: Theme) -> Markup:
    """Both sides, their difference and their numbers as HTML."""
    change = second.counts - first.counts
    reach = reach_of(change)
    maps = (
        _map("A", first.name, picture(first.counts, theme)),
        _map("B", second.name, picture(second.counts, theme)),
        _map("B less A", "green less, purple more", difference_picture(change, theme, reach)),
    )
    rows = joined(_row(first.summary[key], second.summary[key]) for key in _KEYS)
    mean = "" if first.single or second.single else "Mean "
    sensors = joined(
        _cells(f"{mean}{name}", "counts", float(a), float(b))
        for name, a, b in zip(NAMES, first.counts, second.counts, strict=True)
    )
    return markup(
        '<div class="fw-maps">{}</div>'
        '<div class="fw-ramp" style="background:{}"></div>'
        '<div class="fw-ends"><span>{}{}</span><span>counts, B less A</span><span>+{}</span>'
        '</div><div class="fw-scroll" tabindex="0" role="region" aria-label="Numbers of both sides"><table><thead><tr>'
        '<th scope="col">Measure</th><th scope="col">A</th><th scope="col">B</th><th scope="col">B less A</th>'
        '<th scope="col">Unit</th></tr></thead><tbody>{}{}</tbody></table></div>',
        joined(maps),
        css_gradient(diverging(theme)),
        MINUS,
        reach,
        reach,
        rows,
        sensors,
    )


def _map(letter: str, name: str, png: bytes) -> Markup:
    source = b64encode(png).decode()
    return markup(
        '<figure><div class="fw-outlined"><div class="fw-mini"><img alt="Pressure map, {}" '
        'src="data:image/png;base64,{}"></div></div>'
        "<figcaption><b>{}</b> {}</figcaption></figure>",
        letter,
        source,
        letter,
        name,
    )


def _row(first: Measure, second: Measure) -> Markup:
    if first.value is None or second.value is None:
        reason = first.reason or second.reason
        values = joined(markup("<td>{}</td>", NONE if m.value is None else f"{m.value:.1f}") for m in (first, second))
        return markup('<tr><th scope="row">{}</th>{}<td>{}</td><td>{}</td></tr>', first.label, values, NONE, reason)
    return _cells(first.label, first.unit, first.value, second.value)


def _cells(label: str, unit: str, a: float, b: float) -> Markup:
    # Plus zero, for rounding leaves a minus on what is none.
    less = f"{round(b - a, 1) + 0.0:+.1f}"
    values = joined(markup("<td>{}</td>", value) for value in (f"{a:.1f}", f"{b:.1f}", less)).replace("-", MINUS)
    return markup('<tr><th scope="row">{}</th>{}<td>{}</td></tr>', label, values, unit)
