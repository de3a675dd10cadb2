"""One stride of a walker as a table: the load of the six sensors over its phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.sensors import FULL_SCALE, NAMES

PHASES: Final = 1024
"""Rows of a stride table."""
ON_SHARE: Final = 0.10
"""A foot is in contact from where its load rises over this share of its range..."""
OFF_SHARE: Final = 0.05
"""...until it falls under this one."""

# Corners of each region's load over the contact (0 = touch-down, 1 = toe-off): where it
# starts to rise, is up, starts to fall, is gone. Heel, midfoot and forefoot take over from
# each other as in Perry & Burnfield, Gait Analysis (2010), ch. 4.
_NORMAL: Final = ((0.10, 0.50, 0.85, 1.0), (0.08, 0.35, 0.55, 0.85), (0.0, 0.18, 0.34, 0.62))
# A shuffling foot comes down flat: the regions load together.
_SHUFFLED: Final = ((0.02, 0.20, 0.84, 1.0), (0.02, 0.22, 0.70, 0.95), (0.0, 0.16, 0.60, 0.92))
_MID_STANCE: Final = 0.6
_SCRAPING: Final = 0.06
_STANDING_LEVEL: Final = 0.75
_PUSH_OFF: Final = 0.78


@dataclass(frozen=True, slots=True, eq=False)
class Stride:
    """A stride's loads in counts over the baseline, before the converter clips them.

    Attributes
    ----------
    walking
        Loads over the phase of each foot's own stride, touch-down first, shape (2, `PHASES`, 3).
    standing
        Loads of quiet standing, shape (2, 3).
    """

    walking: NDArray[np.float64]
    standing: NDArray[np.float64]


def build_stride(
    *,
    stance: tuple[float, float],
    asymmetry: float,
    shuffle: float,
    saturation: float,
    peaks: tuple[float, float, float],
    baselines: tuple[int, ...],
) -> Stride:
    """Solve a stride so that contact and asymmetry come out as asked, clipping included.

    Parameters
    ----------
    stance
        Share of the stride in contact, left and right: from where the foot's summed counts rise
        over min + `ON_SHARE` of their range to where they fall under min + `OFF_SHARE`.
    asymmetry
        Symmetry index 100 (R - L) / (0.5 (R + L)) of the mean counts over the baseline
        (Robinson, Herzog & Nigg 1987), percent.
    shuffle, saturation, peaks, baselines
        As in `footlib.standin.gait.Walker`.
    """
    base = np.array(baselines, np.float64).reshape(2, len(NAMES) // 2)
    room = FULL_SCALE - base
    shares = np.array(peaks)
    gains = np.ones(2)
    edges = np.array([(0.0, 1.0), (0.0, 1.0)])
    walking = np.empty((2, PHASES, 3))
    # Contact moves with clipping, clipping with the gains, the gains with contact: three rounds settle it.
    for _ in range(3):
        for foot in range(2):
            shape = _loads(_contact_time(stance[foot], edges[foot]), shuffle)
            levels = shares * room[foot]
            if saturation > 0:
                levels[0] = _saturating_level(shape[:, 0], room[foot, 0], saturation * stance[foot])
            walking[foot] = np.maximum(shape * levels, _SCRAPING * shuffle * room[foot])
        gains = _balanced(walking, room, asymmetry)
        walking *= gains[:, None, None]
        edges = np.array([_edges(walking[f], room[f], stance[f], edges[f]) for f in range(2)])
    mid_stance = int(PHASES * 0.5 * min(stance))
    return Stride(walking, walking[:, mid_stance] * _STANDING_LEVEL)


def _contact_time(stance: float, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    # Phase of the stride to time within the contact; the second half of the swing runs up to zero.
    phase = np.arange(PHASES) / PHASES
    phase = np.where(phase > (1 + stance) / 2, phase - 1, phase)
    scaled: NDArray[np.float64] = edges[0] + phase / stance * (edges[1] - edges[0])
    return scaled


def _loads(time: NDArray[np.float64], shuffle: float) -> NDArray[np.float64]:
    regions = []
    for normal, shuffled in zip(_NORMAL, _SHUFFLED, strict=True):
        a, b, c, d = (1 - shuffle) * np.array(normal) + shuffle * np.array(shuffled)
        up, down = np.clip((time - a) / (b - a), 0, 1), np.clip((d - time) / (d - c), 0, 1)
        regions.append(np.sin(np.pi / 2 * up) * np.sin(np.pi / 2 * down))
    push_off = _MID_STANCE + (1 - _MID_STANCE) * np.clip((time - 0.5) / (_PUSH_OFF - 0.5), 0, 1)
    regions[0] = regions[0] * (shuffle + (1 - shuffle) * push_off)
    return np.stack(regions, axis=1)


def _saturating_level(shape: NDArray[np.float64], room: float, share: float) -> float:
    return float(room / max(np.quantile(shape, 1 - share), 1e-3))


def _balanced(walking: NDArray[np.float64], room: NDArray[np.float64], asymmetry: float) -> NDArray[np.float64]:
    ratio = (200 + asymmetry) / (200 - asymmetry)

    def mean(foot: int, gain: float) -> float:
        return float(np.minimum(walking[foot] * gain, room[foot]).sum(axis=1).mean())

    weaker = 1 if mean(1, 1.0) > ratio * mean(0, 1.0) else 0
    target = mean(0, 1.0) * ratio if weaker else mean(1, 1.0) / ratio
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(weaker, middle) < target else (low, middle)
    gains = np.ones(2)
    gains[weaker] = high
    return gains


def _edges(
    walking: NDArray[np.float64], room: NDArray[np.float64], stance: float, edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    # Where the summed counts cross the thresholds, as time within the contact.
    load = np.minimum(walking, room).sum(axis=1)
    low, high = np.quantile(load, [0.05, 0.95])
    time = _contact_time(stance, edges)
    on = time[load > low + ON_SHARE * (high - low)].min()
    off = time[load > low + OFF_SHARE * (high - low)].max()
    return np.array([on, off])
