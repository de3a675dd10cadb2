"""Results as pandas tables, for notebooks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from footlib.analysis.contact import detect
from footlib.analysis.episodes import episodes
from footlib.analysis.gait import strides
from footlib.analysis.health import sensor_health
from footlib.analysis.patterns import Match, Motif
from footlib.analysis.pressure import sensor_statistics
from footlib.analysis.results import Refused, require
from footlib.analysis.summary import Measure, Summary, summarise
from footlib.analysis.thresholds import FootThresholds
from footlib.calibration import COUNTS
from footlib.epoch import EPOCH_FROM
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

_REFUSED: Final = "refused: "


def quality(recording: Recording) -> str:
    """What the readings are worth as a whole, in a sentence: rate, gaps, flags, rows that could not be read."""
    summary = summarise(recording)
    if summary.n < 2:
        return f"{summary.n} readings: too few to tell a rate."
    several = "" if summary.gaps == 1 else "s"
    gaps = f"{summary.gaps} gap{several} of {summary.gap_time:.1f} s in all" if summary.gaps else "no gaps"
    lost = f", {recording.skipped} stored rows could not be read" if recording.skipped else ""
    return (
        f"{summary.n} readings in {recording.duration:.1f} s at {summary.rate:.1f} Hz by the {summary.clock}, "
        f"{gaps}, {summary.flagged:.1f} % flagged{lost}."
    )


def sensor_frame(recording: Recording) -> pd.DataFrame:
    """What each sensor is worth: state and what was found; minimum, median, maximum in counts; percent saturated."""
    import pandas as pd

    statistics = sensor_statistics(recording)
    health = sensor_health(recording)
    return pd.DataFrame(
        {
            "state": [str(one.state) for one in health],
            "found": [one.detail for one in health],
            "minimum": statistics.minimum[: len(health)],
            "median": statistics.median[: len(health)],
            "maximum": statistics.maximum[: len(health)],
            "saturated %": np.round(statistics.saturated[: len(health)], 1),
        },
        index=pd.Index(NAMES[: len(health)], name="sensor"),
    )


def gait_frame(recordings: Mapping[str, Recording]) -> pd.DataFrame:
    """The numbers of one or several recordings side by side, with unit and reference band.

    A refused number is the reason in words. Contact thresholds close the table, since they
    alone move double support by points.

    Parameters
    ----------
    recordings
        At least one, by the title of its column.

    Returns
    -------
    DataFrame
        One row a measure, with columns ``unit``, ``reference`` and ``source`` at the end.
    """
    import pandas as pd

    if len({recording.calibration for recording in recordings.values()}) > 1:
        # A table has one column of units: counts are what all of them have.
        recordings = {name: replace(recording, calibration=COUNTS) for name, recording in recordings.items()}
    summaries = {name: summarise(recording) for name, recording in recordings.items()}
    unit = next(iter(summaries.values())).calibration.unit
    measures = next(iter(summaries.values())).measures
    columns = {
        name: [
            *(_cell(measure) for measure in summary.measures),
            *(_cuts(summary, foot) for foot in summary.thresholds.feet),
            f"{summary.rate:.1f}",
        ]
        for name, summary in summaries.items()
    }
    bands = [f"{m.band.low:g} to {m.band.high:g}" if m.band else "" for m in measures]
    sources = [m.band.source if m.band else "" for m in measures]
    feet = next(iter(summaries.values())).thresholds.feet
    labels = [*(m.label for m in measures), *(f"Contact on / off, {foot.foot}" for foot in feet), "Rate"]
    return pd.DataFrame(
        {
            **columns,
            "unit": [*(m.unit for m in measures), unit, unit, "Hz"],
            "reference": [*bands, "", "", ""],
            "source": [*sources, "", "", ""],
        },
        index=pd.Index(labels, name="measure"),
    )


def stride_frame(recording: Recording) -> pd.DataFrame:
    """One row a stride, in order of the initial contacts: seconds and percent; a refusal is its reason."""
    import pandas as pd

    table = strides(detect(recording))
    if isinstance(table, Refused):
        return pd.DataFrame({"refused": [table.reason]})
    frame = table.to_pandas()
    for event in ("contact", "toe_off", "next_contact"):
        frame[event] = _times(frame[event].to_list())
    return frame.round({"stride_time": 3, "step_time": 3, "stance": 1, "swing": 1, "double_support": 1})


def whole(frame: pd.DataFrame) -> Styler:
    """A table with nothing cut off, refusals in grey; what comes from outside is text, never markup."""
    styler = frame.style.format(escape="html").format_index(escape="html", axis="columns")
    words: list[Hashable] = [column for column in ("unit", "reference", "source") if column in frame]
    styler = styler.set_properties(subset=words, **{"text-align": "left"})
    return styler.map(lambda cell: "color: grey" if str(cell).startswith(_REFUSED) else "")


def episode_frame(recording: Recording) -> pd.DataFrame:
    """The recording's anomaly episodes, oldest first: times and lengths in seconds, peaks in counts."""
    import pandas as pd

    found = episodes(recording)
    return pd.DataFrame(
        {
            "start": _times([e.start for e in found]),
            "seconds": [round(e.duration, 2) for e in found],
            "readings": [e.n for e in found],
            "sensors": [" ".join(e.sensors) for e in found],
            "peak": [e.peak for e in found],
            "device clock": ["" if e.trace_id == UNKNOWN_TRACE else str(e.trace_id) for e in found],
        }
    )


def match_frame(matches: Sequence[Match] | Refused) -> pd.DataFrame:
    """Where a stretch occurs again, best first: start, seconds, correlation; a refusal is its reason."""
    import pandas as pd

    if isinstance(matches, Refused):
        return pd.DataFrame({"refused": [matches.reason]})
    return pd.DataFrame(
        {
            "start": _times([m.start for m in matches]),
            "seconds": [round(m.stop - m.start, 2) for m in matches],
            "similarity": [round(m.similarity, 3) for m in matches],
        }
    )


def motif_frame(motifs: Sequence[Motif] | Refused, discords: Sequence[Motif] | Refused) -> pd.DataFrame:
    """What repeats most and what stands alone, each with what resembles it most; a refusal is its reason."""
    import pandas as pd

    for found in (motifs, discords):
        if isinstance(found, Refused):
            return pd.DataFrame({"refused": [found.reason]})
    named = {
        f"{name} {number}": motif
        for name, found in (("motif", motifs), ("discord", discords))
        for number, motif in enumerate(require(found), 1)
    }
    return pd.DataFrame(
        {
            "start": _times([m.start for m in named.values()]),
            "nearest": _times([m.other for m in named.values()]),
            "seconds": [round(m.length, 2) for m in named.values()],
            "similarity": [round(m.similarity, 3) for m in named.values()],
        }
    ).set_axis(pd.Index(named), axis="index")


def _cell(measure: Measure) -> str:
    if measure.value is None:
        return f"{_REFUSED}{measure.reason}"
    return f"{measure.value:.{measure.places}f}"


def _cuts(summary: Summary, foot: FootThresholds) -> str:
    return f"{_REFUSED}{foot.refused.reason}" if foot.refused else " / ".join(summary.cuts(foot))


def _times(seconds: Sequence[float]) -> pd.Series[pd.Timestamp] | pd.Series[float]:
    import pandas as pd

    if not seconds or seconds[0] < EPOCH_FROM:
        return pd.Series(np.round(seconds, 2), dtype=np.float64)
    return pd.Series(pd.to_datetime(np.array(seconds), unit="s", utc=True).round("ms"))
