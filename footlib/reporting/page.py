"""A report of what is stored of a person, or of one trial, as one HTML page that needs nothing else."""

from __future__ import annotations

from typing import Final

from footlib.recording import Recording
from footlib.reporting import charts
from footlib.reporting.content import Content
from footlib.reporting.letter import Letter
from footlib.reporting.pages import report
from footlib.reporting.walk import walk_of
from footlib.sensors import Foot
from footlib.store import Episode

_HALF: Final = (352.0, 92.0)


def page_of(content: Content, letter: Letter) -> str:
    """The page; personal data are on it only if the content holds them."""
    values = {
        "content": content,
        "walk": walk_of(content.recording, letter.times),
        "drawn": [
            (episode, [(foot, _episode(readings, foot, episode)) for foot in Foot])
            for episode, readings in zip(content.episodes, content.drawn, strict=False)
        ],
    }
    return report("report.html.j2", "report", values, letter)


def _episode(readings: Recording, foot: Foot, episode: Episode) -> str:
    return charts.episode_curves(readings, foot, (episode.start, episode.stop), _HALF) if len(readings) else ""
