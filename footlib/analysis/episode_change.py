"""What differs in an anomaly episode from the readings around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.contact import detect
from footlib.analysis.pressure import balance
from footlib.analysis.results import Refused, Result
from footlib.recording import Recording

SHORTEST: Final = 1.0
"""Seconds, about a stride: in less it matters more where in a step the episode lies than what is different in it."""


@dataclass(frozen=True, slots=True)
class EpisodeChange:
    """An episode beside the readings before and after it.

    Attributes
    ----------
    load
        Mean load of both feet above their baselines, percent of that around it minus 100.
    left, left_around
        Mean share of the load that the left foot bears in the episode and around it, percent.
    """

    load: Result
    left: Result
    left_around: Result


def episode_change(recording: Recording, start: float, stop: float) -> EpisodeChange:
    """Compare an episode with the readings around it.

    Parameters
    ----------
    recording
        Of the episode and some seconds before and after it.
    start, stop
        The episode's first and last reading, on the recording's clock, seconds.

    Returns
    -------
    EpisodeChange
        Refused where the episode or what is around it is shorter than `SHORTEST`, or no step is to be seen.
    """
    within = (recording.time >= start) & (recording.time <= stop)
    around = recording.duration - (stop - start)
    if stop - start < SHORTEST or around < SHORTEST:
        short, what = (stop - start, "episode") if stop - start < SHORTEST else (around, "time around it")
        refused = Refused(f"the {what} lasts {max(short, 0.0):.1f} s, needs {SHORTEST:g} s")
        return EpisodeChange(refused, refused, refused)
    contact = detect(recording)
    if isinstance(contact.both, Refused):
        return EpisodeChange(contact.both, contact.both, contact.both)
    total, share = contact.load.sum(axis=1), balance(contact)
    usual, here = _mean(total, contact.weight * ~within), _mean(total, contact.weight * within)
    if not (usual > 0 and here > 0):
        refused = Refused("neither foot bears a load in it, or around it")
        return EpisodeChange(refused, refused, refused)
    # A mean of shares, each as heavy as the load that it is of.
    left, left_around = (_mean(share, contact.weight * total * rows) for rows in (within, ~within))
    return EpisodeChange(100.0 * (here / usual - 1.0), left, left_around)


def _mean(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float(np.nan_to_num(values) @ weight / weight.sum()) if weight.sum() > 0 else float("nan")
