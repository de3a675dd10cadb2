"""A stand-in monitor API: a walking model, replay of recordings, and faults to rehearse."""

from footlib.standin.faults import FAULTS, Fault
from footlib.standin.gait import Walker, walk
from footlib.standin.monitor import Monitor
from footlib.standin.options import StandinOptions
from footlib.standin.replay import Sample
from footlib.standin.server import ElapsedClock, create_app, running, serve, stopwatch

__all__ = [
    "FAULTS",
    "ElapsedClock",
    "Fault",
    "Monitor",
    "Sample",
    "StandinOptions",
    "Walker",
    "create_app",
    "running",
    "serve",
    "stopwatch",
    "walk",
]
