"""A walking model: what a pair of insoles shows at a given time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.sensors import FULL_SCALE, NAMES
from footlib.standin.disturbances import Disturbances, disturb
from footlib.standin.stride import PHASES, Stride, build_stride

_FEET: Final = np.arange(2)
_TABLE: Final = 8192
# Chance is looked up, not drawn, so that a moment shows the same whenever and in whatever order it is asked for.
_NORMAL: Final = np.random.default_rng(20100101).normal(size=(_TABLE, len(NAMES)))
_UNIFORM: Final = np.random.default_rng(40101002).random(_TABLE)
_TURN: Final = 2 * np.pi
_FADE: Final = 0.4
_SWAY_HZ: Final = 0.23
_DRIFT_PERIOD: Final = 600.0
# Two slow waves that do not fit into each other: cadence and load wander over half a minute.
_WAVES: Final = np.array([29.0, 47.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """How somebody walks.

    Parameters
    ----------
    cadence
        Steps a minute while walking; the mean over minutes, standing still left out.
    stance
        Share of the stride in which a foot is in contact, the mean of both feet: from where its
        summed counts rise over min + 10 % of their range to where they fall under min + 5 %,
        range and min between the 5th and 95th percentile of walking.
    stance_asymmetry
        Right foot's stance less the left one's.
    asymmetry
        Symmetry index 100 (R - L) / (0.5 (R + L)) of the feet's mean counts over the baseline
        while walking, percent: positive when the right foot bears more.
    shuffle
        0 rolls from heel to toe, 1 sets the whole sole down at once and scrapes in the swing.
    standing, standing_seconds
        Share of the time spent standing still, and for how many seconds at a time.
    saturation
        Share of the contact in which the front sensor of the stronger foot is at full scale;
        0 leaves the front sensor at its share in `peaks`.
    peaks
        Largest load of front, middle and back sensor as a share of the counts over the baseline.
    baselines
        Counts of the six unloaded sensors.
    drift
        Counts by which baselines wander up and down within ten minutes.
    noise
        Standard deviation of a single count.
    variability
        Spread from stride to stride, of time and load alike, as a share (standard deviation).
    wander
        Amplitude of the slow waves of cadence and load, as a share.
    anomaly_share
        Share of the time within anomalous episodes.
    """

    cadence: float = 110.0
    stance: float = 0.61
    stance_asymmetry: float = 0.0
    asymmetry: float = 0.0
    shuffle: float = 0.0
    standing: float = 0.0
    standing_seconds: float = 9.0
    saturation: float = 0.0
    peaks: tuple[float, float, float] = (0.85, 0.4, 0.65)
    baselines: tuple[int, int, int, int, int, int] = (40, 20, 30, 40, 20, 30)
    drift: float = 3.0
    noise: float = 1.0
    variability: float = 0.015
    wander: float = 0.02
    anomaly_share: float = 0.0


def walk(walker: Walker, t: NDArray[np.float64], seed: int = 1) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """What the six sensors show at the times `t`; a pure function of its arguments.

    Parameters
    ----------
    walker
        How the person walks.
    t
        Seconds from 0 on, shape (n,), in any order.
    seed
        Draws everything that is left to chance.

    Returns
    -------
    counts
        Shape (n, 6), int16, 0..1023, in the order L0 L1 L2 R0 R1 R2.
    anomaly
        Whether the moment lies in an anomalous episode, shape (n,), bool.
    """
    return _gait(walker, seed).at(np.asarray(t, np.float64))


@lru_cache(maxsize=16384)
def _gait(walker: Walker, seed: int) -> _Gait:
    return _Gait(walker, seed)


class _Gait:
    """A walker with everything that does not depend on time worked out."""

    def __init__(self, walker: Walker, seed: int) -> None:
        half = walker.stance_asymmetry / 2
        self._walker = walker
        self._stride: Stride = build_stride(
            stance=(walker.stance - half, walker.stance + half),
            asymmetry=walker.asymmetry,
            shuffle=walker.shuffle,
            saturation=walker.saturation,
            peaks=walker.peaks,
            baselines=walker.baselines,
        )
        rng = np.random.default_rng(seed)
        self._base = np.array(walker.baselines, np.float64)
        self._salt = int(rng.integers(_TABLE))
        self._angles = rng.random((2, 2)) * _TURN
        self._drift_angles = rng.random(len(NAMES)) * _TURN
        self._offset = np.array([0.0, 0.5]) + rng.random()
        self._frequency = walker.cadence / 120.0
        self._cycle = walker.standing_seconds / walker.standing if walker.standing > 0 else 0.0
        self._disturbances = Disturbances(walker.anomaly_share, rng)

    def at(self, t: NDArray[np.float64]) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
        walked, still = self._walked(t)
        loads = self._strides_at(walked)
        if still is not None:
            loads += (self._standing(t) - loads) * still[:, None, None]
        flagged, envelope, kind = self._disturbances.at(t)
        if flagged.any():
            loads = disturb(loads, self._stride.standing, t, envelope, kind)
        counts = loads.reshape(len(t), len(NAMES)) + self._base
        if self._walker.drift:
            counts += self._walker.drift * np.sin(t[:, None] * (_TURN / _DRIFT_PERIOD) + self._drift_angles)
        if self._walker.noise:
            counts += self._walker.noise * _NORMAL[self._row(_scrambled(t))]
        return np.rint(counts.clip(0, FULL_SCALE)).astype(np.int16), flagged

    def _walked(self, t: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
        # Seconds walked up to t, standing left out, and how far the person stands still, 0..1.
        if not self._cycle:
            return t, None
        seconds = self._walker.standing_seconds
        cycle = np.floor(t / self._cycle)
        within = t - cycle * self._cycle
        since = within - _UNIFORM[self._row(cycle)] * (self._cycle - seconds)
        stood = since.clip(0.0, seconds)
        still = (np.minimum(since, seconds - since) / _FADE).clip(0.0, 1.0)
        return cycle * (self._cycle - seconds) + within - stood, still

    def _strides_at(self, walked: NDArray[np.float64]) -> NDArray[np.float64]:
        # Loads of the feet before clipping, shape (n, 2, 3).
        waves = np.sin(walked[:, None, None] * (_TURN / _WAVES) + self._angles)
        wander = self._walker.wander / 2
        # A wave of the frequency integrates to one of the phase.
        phase = self._frequency * (walked + wander / _TURN * (waves[:, 0] @ _WAVES))
        whole = np.floor(phase)
        before, after = _NORMAL[self._row(whole), 0], _NORMAL[self._row(whole + 1), 0]
        phase += self._walker.variability * (before + (after - before) * (phase - whole))
        feet = phase[:, None] + self._offset
        stride = np.floor(feet)
        index = ((feet - stride) * PHASES).astype(np.int64) & (PHASES - 1)
        load = 1.0 + self._walker.variability * _NORMAL[self._row(stride), 1 + _FEET]
        load += wander * waves[:, 1].sum(axis=1, keepdims=True)
        loads: NDArray[np.float64] = self._stride.walking[_FEET, index] * load[:, :, None]
        return loads

    def _row(self, number: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.int64]:
        return (number.astype(np.int64) + self._salt) & (_TABLE - 1)

    def _standing(self, t: NDArray[np.float64]) -> NDArray[np.float64]:
        sway = 0.12 * np.sin(t * (_TURN * _SWAY_HZ) + self._angles[0, 0])
        return self._stride.standing * (1.0 + np.stack([sway, -sway], axis=1))[:, :, None]


def _scrambled(t: NDArray[np.float64]) -> NDArray[np.int64]:
    # A number that looks unrelated from one microsecond to the next (Knuth's multiplicative hash).
    return ((t * 1e6).astype(np.int64) * 2654435761) >> 13
