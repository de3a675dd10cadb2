"""Made-up persons and how each of them walks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from footlib.reading import Person
from footlib.standin.gait import Walker

_CLOCK_START: Final = datetime(2010, 1, 1, 2, 35, 4)  # noqa: DTZ001 - the device knows no time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceClock:
    """The insoles' own clock, which only the answers' ``trace.id`` shows.

    Parameters
    ----------
    start
        What it shows at the beginning of the recording.
    speed
        Its seconds per second of the wall clock.
    loop
        Seconds after which the service starts the recording again and the clock jumps back.
    """

    start: datetime = _CLOCK_START
    speed: float = 1.0
    loop: float = 600.0

    def at(self, elapsed: float) -> int:
        """The clock as ``[H]HMMSSDDMMYYYY``, whole seconds, the hour unpadded."""
        now = self.start + timedelta(seconds=int(elapsed % self.loop * self.speed))
        return int(f"{now.hour}{now:%M%S%d%m}{now.year:04}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody whom the stand-in API plays."""

    person: Person
    trace: str
    walker: Walker
    clock: DeviceClock


_BRISK: Final = Persona(
    person=Person("Ambrosia", "Quickfeather", "1991", disabled=False),
    trace="vivaldi",
    walker=Walker(
        cadence=121.0,
        stance=0.60,
        asymmetry=2.0,
        baselines=(12, 6, 30, 18, 9, 42),
        anomaly_share=0.01,
    ),
    clock=DeviceClock(),
)
_SLOW: Final = Persona(
    person=Person("Tomasz", "Wolnokrok", "1948", disabled=False),
    trace="satie",
    walker=Walker(
        cadence=78.0,
        stance=0.69,
        asymmetry=-5.0,
        saturation=0.78,
        baselines=(110, 35, 60, 95, 20, 88),
        wander=0.04,
        anomaly_share=0.03,
    ),
    clock=DeviceClock(start=datetime(2010, 1, 1, 11, 20, 0), speed=1.5),  # noqa: DTZ001
)
_LIMPING: Final = Persona(
    person=Person("Ngozi", "Halfmoonstep", "1974", disabled=True),
    trace="bach",
    walker=Walker(
        cadence=92.0,
        stance=0.67,
        stance_asymmetry=-0.06,
        asymmetry=-28.0,
        saturation=0.9,
        baselines=(240, 75, 130, 180, 60, 22),
        variability=0.025,
        anomaly_share=0.06,
    ),
    clock=DeviceClock(start=datetime(2010, 1, 3, 9, 4, 30), loop=420.0),  # noqa: DTZ001
)
_SHUFFLING: Final = Persona(
    person=Person("Hinata", "Suriashi", "1939", disabled=True),
    trace="mahler",
    walker=Walker(
        cadence=112.0,
        stance=0.76,
        asymmetry=8.0,
        shuffle=0.9,
        saturation=0.88,
        peaks=(0.85, 0.6, 0.5),
        baselines=(320, 210, 150, 290, 180, 240),
        variability=0.035,
        anomaly_share=0.13,
    ),
    clock=DeviceClock(start=datetime(2010, 1, 1, 2, 35, 4), speed=1.2, loop=300.0),  # noqa: DTZ001
)
_PAUSING: Final = Persona(
    person=Person("Leïla", "Marche-Pause", "1963", disabled=False),
    trace="ravel",
    walker=Walker(
        cadence=104.0,
        stance=0.63,
        asymmetry=4.0,
        standing=0.35,
        standing_seconds=11.0,
        saturation=0.84,
        baselines=(65, 15, 44, 150, 28, 70),
        anomaly_share=0.0,
    ),
    clock=DeviceClock(start=datetime(2010, 2, 14, 16, 0, 0)),  # noqa: DTZ001
)
_SATURATED: Final = Persona(
    person=Person("Björn", "Blyfot", "1982", disabled=False),
    trace="bruckner",
    walker=Walker(
        cadence=99.0,
        stance=0.71,
        asymmetry=-9.0,
        shuffle=0.35,
        standing=0.3,
        saturation=0.95,
        peaks=(0.85, 0.9, 0.95),
        baselines=(675, 410, 505, 560, 330, 280),
        drift=8.0,
        anomaly_share=0.09,
    ),
    clock=DeviceClock(start=datetime(2010, 1, 1, 23, 58, 0), speed=1.35),  # noqa: DTZ001
)
PERSONAS: Final = (_BRISK, _SLOW, _LIMPING, _SHUFFLING, _PAUSING, _SATURATED)
"""The first six persons, whom a demonstration shows."""

_FIRST: Final = "Ode Zuri Maeve Kofi Priya Anselm Yara Dmitri Noor Itzel Bao Saoirse Tane Wanjiru Emre Lumi"
_LAST: Final = "Softsole Pebblegate Strandpad Longstride Kantersteg Zebrawalk Tiptoe Hopscotch Marram Vadefoot"
_TRACES: Final = "bach clara ravel haydn fauré holst nadia verdi smyth britten"


def persona(number: int, seed: int) -> Persona:
    """Somebody by number, from 1 on: one of `PERSONAS`, then persons drawn from the seed."""
    if number <= len(PERSONAS):
        return PERSONAS[number - 1]
    rng = np.random.default_rng((seed, number))
    front, middle, back = (rng.integers(2, limit, 2).tolist() for limit in (400, 200, 300))
    walker = Walker(
        cadence=float(rng.uniform(80, 125)),
        stance=float(rng.uniform(0.58, 0.72)),
        stance_asymmetry=float(rng.uniform(-0.05, 0.05)),
        asymmetry=float(np.clip(rng.normal(0, 9), -30, 30)),
        shuffle=float(rng.beta(1, 4)),
        standing=float(rng.choice([0.0, 0.0, 0.2])),
        saturation=float(rng.choice([0.0, 0.8, 0.85, 0.9])),
        baselines=(front[0], middle[0], back[0], front[1], middle[1], back[1]),
        anomaly_share=float(rng.uniform(0, 0.15)),
    )
    return Persona(
        person=Person(
            str(rng.choice(_FIRST.split())),
            str(rng.choice(_LAST.split())),
            str(rng.integers(1930, 2006)),
            bool(rng.random() < 0.25),
        ),
        trace=str(rng.choice(_TRACES.split())),
        walker=walker,
        clock=DeviceClock(
            start=_CLOCK_START + timedelta(seconds=int(rng.integers(0, 86_400))),
            speed=float(rng.choice([1.0, 1.2, 1.5])),
            loop=float(rng.integers(240, 900)),
        ),
    )
