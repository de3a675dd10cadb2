"""A report of progress as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from footlib.analysis import Measure, summarise
from footlib.drawing import progress
from footlib.drawing.palette import Theme, css_gradient, diverging
from footlib.drawing.surface import reach_of
from footlib.recording import Recording
from footlib.reporting import feet
from footlib.reporting.letter import Letter
from footlib.reporting.pages import report
from footlib.reporting.progress import Progress
from footlib.store import Trial
from footlib.trial_tables import begin_of, day_of


def progress_page(content: Progress, letter: Letter) -> str:
    """The page; personal data are on it only if the content holds them."""
    trials, times = content.trials, letter.times
    first = progress.courses(trials, times)
    means = [recording.counts.mean(axis=0) for _, recording in content.ends]
    reach = reach_of(means[1] - means[0]) if means else 0
    others = progress.courses(trials, times, _others())
    values = {
        "content": content,
        "days": len({day_of(trial, times) for trial in trials}),
        "first": first,
        "others": [course for course in others if course.values],
        "conditions": progress.conditions_of(trials),
        "chart": progress.chart,
        "words": progress.words,
        "method": progress.METHOD,
        "ends": [
            (title, feet.foot_map(mean, title), _told(trial, letter))
            for title, mean, (trial, _) in zip(("first", "last"), means, content.ends, strict=bool(means))
        ],
        "difference": feet.difference_map(means[1] - means[0], "difference", reach) if means else "",
        "reach": reach,
        "diverging": css_gradient(diverging(Theme.LIGHT)),
    }
    return report("progress.html.j2", "progress report", values, letter)


def _told(trial: Trial, letter: Letter) -> str:
    return " · ".join(filter(None, (letter.times.day(begin_of(trial)), trial.note.condition)))


def _others() -> Sequence[progress.Shown]:
    """Every number of a summary that is not looked at first."""
    first = {shown.key for shown in progress.FIRST}
    measures: Sequence[Measure] = summarise(Recording.empty()).measures
    return [progress.Shown(m.key, m.label, m.unit, m.places) for m in measures if m.key not in first]
