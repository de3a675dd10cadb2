"""Of how much walking gait numbers are, in words."""

from __future__ import annotations

from typing import Final

from footlib.analysis import Summary
from footlib.drawing.times import ago

_LITTLE: Final = 1.0
"""Seconds that are no news."""


def walked(summary: Summary) -> str:
    """A sentence on how long somebody walked and stood, empty where contact cannot be told at all.

    Parameters
    ----------
    summary
        Of the stretch that is looked at.
    """
    walking, standing = summary["walking_time"], summary["standing_time"]
    if walking.value is None:
        if any(foot.refused for foot in summary.thresholds.feet):
            return ""
        return f"Gait numbers are of all the time, standing included: it {walking.reason}."
    if not walking.value:
        return f"Nobody walked: {ago(standing.value or 0.0)} of standing."
    stood = standing.value or 0.0
    left_out = f"; {ago(stood)} of standing are left out" if stood >= _LITTLE else ""
    return f"Gait numbers are of {ago(walking.value)} of walking{left_out}."
