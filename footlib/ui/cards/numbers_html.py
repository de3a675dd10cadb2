"""How the gait numbers of the window are written."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from footlib.analysis import Bands, Measure, Refused, Summary
from footlib.drawing.symbols import MINUS, NONE
from footlib.drawing.times import ago
from footlib.drawing.walked import walked
from footlib.sensors import NAMES
from footlib.ui.browser.elements import NOTHING, joined, markup
from footlib.ui.model.limits import Alert, AlertLevel, Limits

_OVER_BASELINE: Final = "Load is what a sensor shows over its baseline, which is what it shows of an unloaded foot"
_MOST: Final = 0.95
"""Share of the window from which its numbers are said to be of all of it."""


def basis(summary: Summary, window: float, clock: str) -> Markup:
    """What the numbers are of, where that is less than the window, and by which clock."""
    if not summary.n:
        return Markup('<p class="fw-note fw-basis"></p>')
    measured = summary.stop - summary.start - summary.gap_time
    little = measured < _MOST * window - 1
    of = (
        markup('<b class="fw-measured">Of {} measured in these {}.</b> ', ago(measured), ago(window))
        if little
        else NOTHING
    )
    return markup('<p class="fw-note fw-basis">{}<span>{}</span> Times by the {}.</p>', of, walked(summary), clock)


def said(alert: Alert, limits: Limits, now: float, *, live: bool, ended: bool) -> tuple[str, str]:
    """A sign with its words for an asymmetry that is marked, and what to know about one that is not yet.

    Parameters
    ----------
    alert, limits
        What is said, and by which limits.
    now
        Up to when the readings go, by the clock of `alert`.
    live
        Whether the present is looked at.
    ended
        Whether it is, and readings no longer come, so that nothing lasts any more.
    """
    words = {AlertLevel.NORMAL: "", AlertLevel.WARNING: "over the warning", AlertLevel.LIMIT: "over the limit"}
    lasting = now - (now if alert.since is None else alert.since)
    if ended and alert.pending:
        last = f"{lasting:.0f} s of data" if lasting >= 1 else "reading"
        return words[alert.level], f"{words[alert.pending]} in the last {last}"
    if alert.pending > alert.level:
        return words[alert.level], f"{words[alert.pending]} for {lasting:.0f} s of {limits.hold:g} s"
    shown = f"{words[alert.level]}{f' for {ago(lasting)}' if live and alert.level else ''}"
    return words[alert.level], shown


def measured(summary: Summary, limits: Limits, bands: Bands | Refused, alert: tuple[str, str]) -> Markup:
    """The tiles of a summary as HTML."""
    feet = zip("LR", summary.thresholds.feet, strict=True)
    cuts = " · ".join(f"{name} {foot.on[-1]:.0f}/{foot.off[-1]:.0f}" for name, foot in feet)
    symmetry, share, cadence = summary["symmetry_load"], summary["load_share_left"], summary["cadence"]
    steps = [measure.value for measure in (summary["steps_left"], summary["steps_right"]) if measure.value is not None]
    double = summary["double_support"]
    n = f" · n = {sum(steps):.0f} steps" if steps else ""
    worst = max(range(len(NAMES)), key=lambda i: summary.saturated[i])
    saturated = (f"{sum(summary.saturated) / len(NAMES):.0f}", "%") if summary.n else (NONE, "")
    most = f"most {NAMES[worst]}: {summary.saturated[worst]:.0f} %" if summary.n else "no readings"
    left = NONE if share.value is None else f"{share.value:.0f} / {100 - share.value:.0f}"
    sign, words = alert
    cut = f"limits ±{limits.warning:g}, ±{limits.reached:g}"
    within = "" if isinstance(bands, Refused) else f" · {bands.within:.0f} % of strides within ±{limits.warning:g}"
    return joined(
        (
            tile("cadence", "Cadence", _number(cadence), "steps/min", _note(cadence) + n, title=_source(cadence)),
            _pair("stance", "Stance L / R", summary["stance_left"], summary["stance_right"], more=within),
            _pair("contact", "Contact L / R", summary["contact_left"], summary["contact_right"], f"on/off at {cuts}"),
            tile("double", "Double support", _number(double), "%", _note(double), title=_source(double)),
            tile(
                "share",
                "Load L / R",
                left,
                "%",
                share.reason or _bears(symmetry.value),
                title=_OVER_BASELINE,
                bar=share.value,
            ),
            tile(
                "symmetry",
                "Symmetry, load",
                _number(symmetry, signed=True),
                "%",
                symmetry.reason or (f"{words} · {cut}" if words else cut),
                sign=sign,
            ),
            tile("saturated", "Saturated", *saturated, most),
            _standing(summary),
        )
    )


def _standing(summary: Summary) -> Markup:
    """How long somebody stood, and how the load swayed."""
    stood, share = summary["standing_time"], summary["standing_share_left"]
    if not stood.value:
        return tile("standing", "Standing", NONE if stood.value is None else "0", "s", stood.reason or "")
    sd, extent = summary["sway_sd"].value, summary["sway_range"].value
    sways = "" if sd is None or extent is None else f" · sways by {sd:.1f} points (SD), {extent:.0f} in all"
    words = share.reason or f"left bears {share.value:.0f} %{sways}"
    return tile("standing", "Standing", f"{stood.value:.0f}", "s", words)


def tile(
    kind: str,
    label: str,
    value: str,
    unit: str,
    note: str,
    *,
    title: str = "",
    sign: str = "",
    bar: float | None = None,
) -> Markup:
    """One number with its name, unit and what to know about it; `bar` is the left foot's share in percent."""
    more = markup(' title="{}"', title) if title else NOTHING
    feet = "" if bar is None else markup('<span class="fw-balance"><i style="width:{:.0f}%"></i></span>', bar)
    mark = markup('<b class="fw-sign" role="img" aria-label="{}">⚠</b> ', sign) if sign else NOTHING
    return markup(
        '<div class="fw-tile fw-number-{}{}"><span class="fw-label">{}</span>'
        '<span class="fw-value">{}{}<small>{}</small></span>'
        '{}<span class="fw-note"{}>{}</span></div>',
        kind,
        " fw-warn" * bool(sign),
        label,
        mark,
        value,
        unit if value != NONE else "",
        feet,
        more,
        note,
    )


def _pair(kind: str, label: str, left: Measure, right: Measure, note: str = "", *, more: str = "") -> Markup:
    known = left.value is not None or right.value is not None
    value = f"{_number(left)} / {_number(right)}" if known else NONE
    words = left.reason or right.reason or (note or _note(left)) + more
    return tile(kind, label, value, "%", words, title=_source(left))


def _number(measure: Measure, *, signed: bool = False) -> str:
    if isinstance(measure.result, Refused):
        return NONE
    return f"{measure.result:+.1f}".replace("-", MINUS) if signed else f"{measure.result:.1f}"


def _note(measure: Measure) -> str:
    if measure.reason:
        return measure.reason
    return f"healthy {measure.band.low:g} to {measure.band.high:g}" if measure.band else ""


def _source(measure: Measure) -> str:
    return f"Healthy: {measure.band.source}" if measure.band and not measure.reason else ""


def _bears(index: float | None) -> str:
    # Closer than this the shares beside it read 50 and 50.
    if index is None or abs(index) < 2:
        return "both alike"
    return "right bears more" if index > 0 else "left bears more"
