"""A report of a visit as one HTML page that needs nothing else: all trials on the first sheet, one on each behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from footlib.drawing.trials import length
from footlib.recording import Recording
from footlib.reporting import feet
from footlib.reporting.letter import Letter
from footlib.reporting.pages import report
from footlib.reporting.visit import Visit, Walked
from footlib.reporting.walk import walk_of

_MOST_MAPS: Final = 3
"""Conditions that have a map of their own on the first page."""


def visit_page(visit: Visit, letter: Letter) -> str:
    """The page; personal data are on it only if the content holds them."""
    values = {
        "content": visit,
        "trials": [walked.trial for walked in visit.walks],
        "walked": length(round(sum(walked.recording.duration for walked in visit.walks))),
        "maps": [
            (title, feet.foot_map(np.concatenate([one.counts for one in group]).mean(axis=0), f"map {number}"))
            for number, (title, group) in enumerate(_groups(visit.walks))
        ],
        "details": [
            (walked, walk_of(walked.recording, letter.times, f"trial {number}", short=True))
            for number, walked in enumerate(visit.walks, 1)
        ],
    }
    return report("visit.html.j2", "visit report", values, letter)


def _groups(walks: Sequence[Walked]) -> list[tuple[str, list[Recording]]]:
    """Readings that share a map: those of a condition, where there are a few, else all of the day."""
    groups: dict[str, list[Recording]] = {}
    for walked in walks:
        if len(walked.recording):
            groups.setdefault(walked.trial.note.condition, []).append(walked.recording)
    if 1 < len(groups) <= _MOST_MAPS:
        return [(condition or "no condition", group) for condition, group in groups.items()]
    everything = [one for group in groups.values() for one in group]
    return [("", everything)] if everything else []
