"""How the gait numbers of the window are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from footlib.analysis import Band, Bands, Measure, Refused, Summary, Verdict
from footlib.analysis.summary import OWN_CLOCK, WALL_CLOCK
from footlib.drawing.bands import band_mark
from footlib.drawing.symbols import MINUS, NONE
from footlib.drawing.times import ago
from footlib.drawing.walked import walked
from footlib.sensors import NAMES
from footlib.ui.browser.elements import NOTHING, joined, markup
from footlib.ui.cards.glossary_html import term_link
from footlib.ui.model.limits import Alert, AlertLevel, Limits

_OVER_BASELINE: Final = "Load is what a sensor shows over its baseline, which is what it shows of an unloaded foot"
_INDEX: Final = "Symmetry index, 100 (R \u2212 L) / half the sum of both, over 0 where the right foot bears more"
_SWAY: Final = (
    "Standard deviation and range of the left foot's share of the load, in percentage points, settling left out"
)
_EVEN: Final = 0.05
"""Percent; what is less reads 0.0."""
_CLOCKS: Final = {
    WALL_CLOCK: markup("are those of {}", term_link("arrival", "arrival")),
    OWN_CLOCK: markup("count {}", term_link("own_clock", "from the recording's start")),
}
_MOST: Final = 0.95
"""Share of the window from which its numbers are said to be of all of it."""


def basis(summary: Summary, window: float, *, imported: bool) -> Markup:
    """What the numbers are of, where that is less than the window, and by which clock.

    Parameters
    ----------
    summary, window
        The numbers, and the seconds that are looked at.
    imported
        Whether it is a recording, whose times were moved to where it was brought in.
    """
    if not summary.n:
        return Markup('<p class="fw-note fw-basis"></p>')
    measured = summary.stop - summary.start - summary.gap_time
    little = measured < _MOST * window - 1
    of = (
        markup('<b class="fw-measured">Of {} measured in these {}.</b> ', ago(measured), ago(window))
        if little
        else NOTHING
    )
    clock = _CLOCKS[OWN_CLOCK if imported else summary.clock]
    return markup('<p class="fw-note fw-basis">{}<span>{}</span> Times {}.</p>', of, walked(summary), clock)


def verdict_line(told: Verdict) -> Markup:
    """What stands out, in a place of fixed height."""
    remarks = joined(markup("<b>{}.</b> ", remark) for remark in told.remarks)
    return markup('<p class="fw-verdict">{}{}</p>', remarks, told.quiet)


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


def first(summary: Summary, limits: Limits, bands: Bands | Refused, alert: tuple[str, str]) -> Markup:
    """The tiles that are looked at first, as HTML.

    Parameters
    ----------
    summary, limits, bands
        The numbers, and what the viewer wants marked; how alike neighbouring strides are.
    alert
        From `said`.
    """
    cadence, double = summary["cadence"], summary["double_support"]
    steps = [measure.value for measure in (summary["steps_left"], summary["steps_right"]) if measure.value is not None]
    n = f" · {sum(steps):.0f} steps" if steps else ""
    left, right = summary["stance_left"], summary["stance_right"]
    alike, about = ("", "") if isinstance(bands, Refused) else _alike(bands, limits)
    tiles = (
        _single("cadence", "Cadence", cadence, "steps/min", _note(cadence) + n),
        _pair("stance", "Stance L / R", (left, right), _note(left) + alike, f"{_source(left)} {about}".strip()),
        _single("double", "Double support", double, "%", _note(double)),
        _symmetry(summary["symmetry_load"], limits, alert),
    )
    return markup('<div class="fw-tiles fw-first">{}</div>', joined(tiles))


def _alike(bands: Bands, limits: Limits) -> tuple[str, str]:
    """How alike the feet are in neighbouring strides, and the same in technical words."""
    within = f"{bands.within:.0f} %"
    return f" · alike in {within} of strides", f"{within} of strides within ±{limits.warning:g} %, n = {bands.n} pairs."


def rest(summary: Summary, anomalies: Markup) -> Markup:
    """The other tiles as HTML, that of the anomalies last."""
    feet = zip("LR", summary.thresholds.feet, strict=True)
    cuts = ", ".join(f"{name} {foot.on[-1]:.0f} / {foot.off[-1]:.0f}" for name, foot in feet)
    contacts = summary["contact_left"], summary["contact_right"]
    of = "of the time" if isinstance(summary.bouts, Refused) else "of the time walked"
    share, index = summary["load_share_left"], summary["symmetry_load"].value
    left = NONE if share.value is None else f"{share.value:.0f} / {100 - share.value:.0f}"
    worst = max(range(len(NAMES)), key=lambda i: summary.saturated[i])
    saturated = (f"{sum(summary.saturated) / len(NAMES):.0f}", "%") if summary.n else (NONE, "")
    most = f"most {NAMES[worst]}: {summary.saturated[worst]:.0f} %" if summary.n else "no readings"
    bears = share.reason or _bears(index)
    tiles = (
        tile("share", "Load L / R", left, "%", bears, bar=share.value),
        _pair("contact", "On the ground L / R", contacts, of, f"Now on / off at {cuts} counts."),
        _standing(summary),
        tile("saturated", "Saturated", *saturated, most),
        anomalies,
    )
    return markup('<div class="fw-tiles fw-rest">{}</div>', joined(tiles))


def _symmetry(index: Measure, limits: Limits, alert: tuple[str, str]) -> Markup:
    cut, (sign, words) = f"limits ±{limits.warning:g}, ±{limits.reached:g}", alert
    banded = replace(index, band=Band(-limits.warning, limits.warning, "the viewer's limits"))
    note = index.reason or (f"{words} · {cut}" if words else cut)
    value: str | Markup = NONE
    side = title = ""
    if index.value is not None:
        beyond = _beyond(banded, ("◀", "beyond the limit, on the left"), ("▶", "beyond the limit, on the right"))
        value = markup("{:.1f}{}", abs(index.value), beyond)
        side = "" if abs(index.value) < _EVEN else " more right" if index.value > 0 else " more left"
        title = f"Now {index.value:+.1f}.".replace("-", MINUS)
    mark = _mark((banded,), (-limits.reached, limits.reached))
    return tile("symmetry", "Symmetry of load", value, f"%{side}", note, title=title, sign=sign, mark=mark)


def _standing(summary: Summary) -> Markup:
    """How long somebody stood, and how the load swayed."""
    stood, share = summary["standing_time"], summary["standing_share_left"]
    sd, extent = summary["sway_sd"].value, summary["sway_range"].value
    if stood.value is None:
        return tile("standing", "Standing", NONE, "", "not told from walking", title=stood.reason or "")
    if share.value is None or sd is None or extent is None:
        words, title = ("too short to tell its sway", share.reason or "") if round(stood.value) else ("", "")
    else:
        words, title = f"left bears {share.value:.0f} % · sways by {sd:.1f} points, {extent:.0f} in all", ""
    return tile("standing", "Standing", f"{stood.value:.0f}", "s", words, title=title)


def tile(
    kind: str,
    label: str,
    value: str | Markup,
    unit: str,
    note: str,
    *,
    title: str = "",
    sign: str = "",
    bar: float | None = None,
    mark: Markup = NOTHING,
) -> Markup:
    """One number with its name, unit and what to know about it.

    Parameters
    ----------
    kind, label, value, unit, note
        Its term in the glossary, and its words.
    title, sign
        What else the tooltip says; what is marked, in words.
    bar
        The left foot's share in percent, where it is drawn as a bar.
    mark
        Where the number lies beside its band.
    """
    feet = "" if bar is None else markup('<span class="fw-balance"><i style="width:{:.0f}%"></i></span>', bar)
    warned = markup('<b class="fw-sign" role="img" aria-label="{}">⚠</b> ', sign) if sign else NOTHING
    return markup(
        '<div class="fw-tile fw-number-{}{}"><span class="fw-label">{}</span>'
        '<span class="fw-value">{}{}<small>{}</small></span>'
        '{}{}<span class="fw-note"{}>{}</span></div>',
        kind,
        " fw-warn" * bool(sign),
        term_link(kind, label, title),
        warned,
        value,
        unit if value != NONE else "",
        feet,
        mark,
        markup(' title="{}"', title) if title else NOTHING,
        note,
    )


def _single(kind: str, label: str, measure: Measure, unit: str, note: str) -> Markup:
    return tile(kind, label, _value(measure), unit, note, title=_source(measure), mark=_mark((measure,)))


def _pair(kind: str, label: str, feet: tuple[Measure, Measure], note: str, title: str) -> Markup:
    left, right = feet
    known = left.value is not None or right.value is not None
    value = markup("{} / {}", _value(left), _value(right)) if known else NONE
    return tile(kind, label, value, "%", left.reason or right.reason or note, title=title, mark=_mark(feet))


def _value(measure: Measure) -> str | Markup:
    """The number, with a sign of which side of its band it lies on."""
    if measure.value is None:
        return NONE
    return markup("{:.1f}{}", measure.value, _beyond(measure, ("▼", "under its band"), ("▲", "over its band")))


def _beyond(measure: Measure, under: tuple[str, str], over: tuple[str, str]) -> Markup:
    if not measure.beyond:
        return NOTHING
    sign, words = over if measure.beyond > 0 else under
    return markup('<i class="fw-beyond" role="img" aria-label="{}">{}</i>', words, sign)


def _mark(measures: Sequence[Measure], ticks: Sequence[float] = ()) -> Markup:
    # Room for it is kept where it has nothing to show.
    drawn = band_mark(measures, ticks) if any(measure.value is not None for measure in measures) else ""
    return markup('<span class="fw-range">{}</span>', Markup(drawn)) if measures[0].band else NOTHING  # noqa: S704 - of numbers


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
