"""Gait and pressure measures: pure functions of a `footlib.recording.Recording`.

The way of a number: `adapt` takes thresholds, `detect` finds contacts with them, `bouts` tells the
stretches of walking, the other functions measure those; `summarise` does it all. A number that the data do not carry is
`Refused` with its reason; `require` turns that into an error where a script wants one.

Examples
--------
>>> from footlib.sensors import Foot
>>> contact = footlib.detect(footlib.load("walk.csv"))
>>> strides = footlib.analysis.strides(contact)
>>> round(footlib.analysis.stance(strides, Foot.LEFT))
61
"""

from footlib.analysis.bouts import Bouts, bouts, while_walking
from footlib.analysis.contact import Contact, Phases, contact_share, detect, double_support
from footlib.analysis.episodes import episodes
from footlib.analysis.gait import Strides, cadence, stance, step_time, steps, stride_variability, strides, swing
from footlib.analysis.health import SensorHealth, State, sensor_health
from footlib.analysis.pressure import (
    CentreOfPressure,
    SensorStatistics,
    balance,
    centre_of_pressure,
    impulse,
    load_share,
    mean_load,
    path_length,
    saturation,
    sensor_statistics,
)
from footlib.analysis.progress import Change, change_between
from footlib.analysis.reference import Band
from footlib.analysis.results import Refused, Result, require, step_timing
from footlib.analysis.spans import time_weights
from footlib.analysis.standing import Standing, standing
from footlib.analysis.stride_curves import Quantity, StrideBand, StrideCurves, stride_curves
from footlib.analysis.summary import Measure, Summary, summarise, summarise_contact, summary_json
from footlib.analysis.symmetry import Bands, stance_bands, symmetry_index
from footlib.analysis.thresholds import FootThresholds, Thresholds, adapt
from footlib.analysis.verdict import Verdict, verdict
from footlib.store.episodes import Episode

__all__ = [
    "Band",
    "Bands",
    "Bouts",
    "CentreOfPressure",
    "Change",
    "Contact",
    "Episode",
    "FootThresholds",
    "Measure",
    "Phases",
    "Quantity",
    "Refused",
    "Result",
    "SensorHealth",
    "SensorStatistics",
    "Standing",
    "State",
    "StrideBand",
    "StrideCurves",
    "Strides",
    "Summary",
    "Thresholds",
    "Verdict",
    "adapt",
    "balance",
    "bouts",
    "cadence",
    "centre_of_pressure",
    "change_between",
    "contact_share",
    "detect",
    "double_support",
    "episodes",
    "impulse",
    "load_share",
    "mean_load",
    "path_length",
    "require",
    "saturation",
    "sensor_health",
    "sensor_statistics",
    "stance",
    "stance_bands",
    "standing",
    "step_time",
    "step_timing",
    "steps",
    "stride_curves",
    "stride_variability",
    "strides",
    "summarise",
    "summarise_contact",
    "summary_json",
    "swing",
    "symmetry_index",
    "time_weights",
    "verdict",
    "while_walking",
]
