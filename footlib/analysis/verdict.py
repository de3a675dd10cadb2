"""What stands out of the numbers of a window, in words that a clinician would say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from footlib.analysis.bouts import NO_WALK
from footlib.analysis.health import SATURATED
from footlib.analysis.reference import BANDS
from footlib.analysis.summary import Summary
from footlib.sensors import SENSORS, Foot

MARGINS: Final = {"cadence": 2.0, "stance_left": 2.0, "stance_right": 2.0, "double_support": 5.0}
"""How far outside of its band a number must lie, in its unit: what the rate and the thresholds may move it by."""
LEAN: Final = "lean"
LEAN_STANDING: Final = "lean_standing"
SATURATION: Final = "saturation"
_TOLD: Final = frozenset(("symmetry_load", "double_support", "standing_share_left"))
"""Without any of these it cannot be said that nothing stands out."""
_LENGTH: Final = {-1: "short", 1: "long"}
_PACE: Final = {-1: "low", 1: "high"}
_KEPT: Final = 0.5
"""Of a margin: what was said stays said until the number is so near to its band again."""
_LIMIT_KEPT: Final = 0.8
"""The same of a limit that has no band, as of asymmetry and saturation."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands out of a window.

    Attributes
    ----------
    remarks
        Sentences without their full stops, the most telling first; empty where nothing stands out.
    quiet
        What is to be said in their place, or of what is not known; empty where the remarks say it all.
    keys
        The numbers that stand out, to be handed to the next `verdict`.
    """

    remarks: tuple[str, ...]
    quiet: str
    keys: frozenset[str]

    def __str__(self) -> str:
        return " ".join([*(f"{remark}." for remark in self.remarks), *filter(None, [self.quiet])])


def verdict(
    summary: Summary, *, warning: float, limit: float, before: Collection[str] = (), held: bool = True
) -> Verdict:
    """Say what stands out of the numbers.

    Nothing of it is a diagnosis: it says which numbers lie clearly outside of the bands that stand beside them, or
    of the viewer's limits. The rules, in the order of the remarks:

    - *Leans left*: the symmetry index of the load is over the viewer's warning. Told is that foot's share of the load.
    - *Double support long* or *short*: five points outside of its band, for thresholds alone move it by as much.
    - *Stance long* or *short*: two points outside of its band, a foot or both; not where double support says so already
      of both feet.
    - *Cadence low* or *high*: two steps a minute outside of its band.
    - *Leans left when standing*: the same index of the load while standing is over the viewer's limit, for who stands
      at ease changes legs.
    - *Left front saturated*: a sensor is at the end of its range for more than half of the readings; the one that most
      often is, and how many more.

    What was said stays said until its number has come back over half of the way, or under four fifths of the limit, so
    that nothing comes and goes with every reading.

    Parameters
    ----------
    summary
        The numbers.
    warning, limit
        Absolute symmetry index of the load from which a lean is told of a walk, and of standing, percent.
    before
        Keys of the remarks that were made last.
    held
        Whether an asymmetry has lasted as long as the viewer wants it to before it is told.

    Returns
    -------
    Verdict
        Without remarks where too little is known, or where nothing stands out; `quiet` says which.
    """
    out = _out(summary, {LEAN: warning, LEAN_STANDING: limit}, before)
    if not held and LEAN not in before:
        out.pop(LEAN, None)
    remarks, unknown = tuple(_remarks(summary, out)), _unknown(summary)
    quiet = "" if remarks or _TOLD.isdisjoint(_known(summary)) else "Nothing stands out."
    return Verdict(remarks, " ".join(filter(None, (quiet, unknown))), frozenset(out))


def _out(summary: Summary, cuts: Mapping[str, float], before: Collection[str]) -> dict[str, int]:
    """The numbers that stand out: -1 is low, short or left, 1 high, long or right."""
    out = {key: _side(summary, key, before) for key in MARGINS}
    for key, index in _leans(summary):
        cut = cuts[key] * (_LIMIT_KEPT if key in before else 1.0)
        out[key] = (index > cut) - (index < -cut)
    least = SATURATED * (_LIMIT_KEPT if SATURATION in before else 1.0)
    out[SATURATION] = int(max(summary.saturated) > least)
    return {key: side for key, side in out.items() if side}


def _leans(summary: Summary) -> Iterator[tuple[str, float]]:
    index, share = summary["symmetry_load"].value, summary["standing_share_left"].value
    if index is not None and summary["load_share_left"].value is not None:
        yield LEAN, index
    if share is not None:
        # The symmetry index of the shares s and 100 - s.
        yield LEAN_STANDING, 200 - 4 * share


def _side(summary: Summary, key: str, before: Collection[str]) -> int:
    """-1 where a number is clearly under its band, 1 over it, 0 otherwise."""
    value, band = summary[key].value, BANDS[key]
    if value is None:
        return 0
    margin = MARGINS[key] * (_KEPT if key in before else 1.0)
    return (value > band.high + margin) - (value < band.low - margin)


def _remarks(summary: Summary, out: Mapping[str, int]) -> Iterator[str]:
    if LEAN in out:
        yield _lean(out[LEAN], summary["load_share_left"].value, "")
    double = out.get("double_support", 0)
    if double:
        yield f"Double support {_LENGTH[double]}: {_said(summary, 'double_support')} %"
    yield from _stances(summary, out, double)
    if pace := out.get("cadence"):
        yield f"Cadence {_PACE[pace]}: {_said(summary, 'cadence')}"
    if LEAN_STANDING in out:
        yield _lean(out[LEAN_STANDING], summary["standing_share_left"].value, " when standing")
    if SATURATION in out:
        yield _saturated(summary)


def _stances(summary: Summary, out: Mapping[str, int], double: int) -> Iterator[str]:
    left, right = (out.get(f"stance_{foot}", 0) for foot in Foot)
    if left and left == right:
        if left != double:
            yield f"Stance {_LENGTH[left]}: {_said(summary, 'stance_left')} / {_said(summary, 'stance_right')} %"
        return
    for foot, side in zip(Foot, (left, right), strict=True):
        if side:
            yield f"Stance {_LENGTH[side]}, {foot}: {_said(summary, f'stance_{foot}')} %"


def _said(summary: Summary, key: str) -> str:
    value = summary[key].value
    return "" if value is None else f"{value:.0f}"


def _lean(side: int, share_left: float | None, when: str) -> str:
    foot, share = (Foot.RIGHT, 100 - (share_left or 0.0)) if side > 0 else (Foot.LEFT, share_left or 0.0)
    return f"Leans {foot}{when}: {share:.0f} %"


def _saturated(summary: Summary) -> str:
    worst = max(SENSORS, key=lambda sensor: summary.saturated[sensor.id])
    others = sum(share > SATURATED for share in summary.saturated) - 1
    more = f", and {others} more" if others > 0 else ""
    share = summary.saturated[worst.id]
    return f"{worst.foot.capitalize()} {worst.region} saturated {share:.0f} % of the time{more}"


def _known(summary: Summary) -> set[str]:
    return {measure.key for measure in summary.measures if measure.value is not None}


def _unknown(summary: Summary) -> str:
    """What is not known that a verdict would be of, and why."""
    if not summary.n:
        return "No reading yet."
    contact, cadence = summary["contact_left"].reason or summary["contact_right"].reason, summary["cadence"].reason
    if summary["contact_left"].result == NO_WALK:
        return "Nobody walked, so nothing is said of a walk."
    if contact:
        return f"Too little is known: {contact}."
    return f"Times of steps are not known: {cadence}." if cadence else ""
