"""Anomalous episodes: when they come, and what they do to a gait."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

FREEZE, DRAG, STUMBLE = range(3)
"""Kinds of episode: the feet stick and tremble, one foot is dragged, steps fall unevenly."""

MEAN_SECONDS: Final = 4.0
_FADE: Final = 0.3
_TABLE: Final = 512
_TURN: Final = 2 * np.pi
_TREMBLE_HZ: Final = 5.5
_STAGGER_HZ: Final = 2.3


class Disturbances:
    """One episode in each block of time, at a random moment of it and of a random length.

    Parameters
    ----------
    share
        Share of the time within episodes, 0..1.
    rng
        Draws moments, lengths and kinds.
    """

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self._share = share
        self._block = MEAN_SECONDS / share if share else 0.0
        spread = min(0.5, 1.0 / share - 1.0) if share else 0.0
        self._length = share * self._block * (1.0 + spread * rng.uniform(-1.0, 1.0, _TABLE))
        self._start = rng.random(_TABLE) * (self._block - self._length)
        self._kind = rng.integers(0, 3, _TABLE)
        self._shift = rng.random() * self._block

    def at(self, t: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
        """Whether the times lie in an episode, how far it has set in (0..1) and its kind, each shape (n,)."""
        if not self._share:
            return np.zeros(len(t), np.bool_), np.zeros(len(t)), np.zeros(len(t), np.int64)
        shifted = t + self._shift
        block = np.floor(shifted / self._block)
        row = block.astype(np.int64) & (_TABLE - 1)
        since = shifted - block * self._block - self._start[row]
        left = self._length[row] - since
        flagged = (since >= 0) & (left > 0)
        return flagged, (np.minimum(since, left) / _FADE).clip(0.0, 1.0), self._kind[row]


def disturb(
    loads: NDArray[np.float64],
    standing: NDArray[np.float64],
    t: NDArray[np.float64],
    envelope: NDArray[np.float64],
    kind: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Change the loads of a gait where it is in an episode.

    A freeze trembles in the band of 3 to 8 Hz that freezing of gait shows (Moore, MacDougall &
    Ondo 2008, J. Neurosci. Methods 167:340).

    Parameters
    ----------
    loads
        Loads of the undisturbed gait, shape (n, 2, 3).
    standing
        Loads of quiet standing, shape (2, 3).
    t
        Seconds, shape (n,).
    envelope, kind
        As `Disturbances.at` gives them.
    """
    tremble = 0.35 * np.sin(_TURN * _TREMBLE_HZ * t)
    frozen = standing * (1.0 + np.stack([tremble, -tremble], axis=1))[:, :, None]
    # The dragged foot is the right one: its toes never leave the ground, its heel hardly loads.
    dragged = loads.copy()
    dragged[:, 1] = np.maximum(loads[:, 1], standing[1] * 0.8)
    dragged[:, 1, 2] *= 0.2
    stagger = np.abs(np.sin(_TURN * _STAGGER_HZ * t))
    staggered = loads * (0.3 + 1.4 * stagger)[:, None, None]
    disturbed = np.choose(kind[:, None, None], [frozen, dragged, staggered])
    mixed: NDArray[np.float64] = loads + (disturbed - loads) * envelope[:, None, None]
    return mixed
