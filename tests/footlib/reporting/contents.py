"""Contents of reports that were never stored."""

import numpy as np

from footlib.reading import Person
from footlib.recording import Recording
from footlib.reporting import Content
from footlib.store import AnomalyCounts, Episode
from tests.footlib.analysis.walks import half_sine_walk

START = 1_700_000_000.0


def walk(rate: float = 20.0, seconds: float = 60.0, flagged: slice = slice(0, 0), start: float = START) -> Recording:
    recording = half_sine_walk(rate=rate, seconds=seconds)
    anomaly = np.zeros((len(recording), 6), np.bool_)
    anomaly[flagged, 2] = True
    return Recording.from_columns(recording.time + start, recording.counts.astype(np.int64), anomaly=anomaly)


def content(recording: Recording, episodes: tuple[Episode, ...] = (), *, known: Person | None = None) -> Content:
    return Content(
        person=3,
        known=known,
        span=(None, None),
        recording=recording,
        counts=AnomalyCounts(episodes=len(episodes), since=episodes[-1].start if episodes else None),
        episodes=episodes,
        number=len(episodes),
        drawn=tuple(walk(seconds=12, flagged=slice(100, 140), start=episode.start - 5) for episode in episodes[:12]),
        made=START + 3600,
    )
