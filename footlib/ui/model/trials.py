"""What is known of a person's trials and labels at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from footlib.label import ARTEFACT, JUDGING, overlapping
from footlib.store import Episode, Label, Trial


@dataclass(frozen=True, eq=False)
class TrialList:
    """Trials as the store last answered.

    Attributes
    ----------
    kept
        Newest first.
    open
        Those that run, or have ended and are not kept yet, newest first.
    deleted
        Those that were deleted lately, the last one first.
    labels
        What somebody saw, within trials or at any other time, in the order of their starts.
    loaded
        Whether the store has answered at all.
    """

    kept: tuple[Trial, ...] = ()
    open: tuple[Trial, ...] = ()
    deleted: tuple[Trial, ...] = ()
    labels: tuple[Label, ...] = ()
    loaded: bool = False

    def running(self, now: float) -> Trial | None:
        """The one that runs at a time, epoch seconds."""
        return next((trial for trial in self.open if trial.runs(now)), None)

    def named(self, trial_id: object) -> Trial | None:
        """The one of that name."""
        return next((trial for trial in (*self.open, *self.kept, *self.deleted) if trial.id == trial_id), None)

    def labelled(self, start: float, stop: float) -> tuple[Label, ...]:
        """Labels that overlap a span, epoch seconds."""
        return overlapping(self.labels, start, stop)

    def judged(self, episode: Episode) -> tuple[Label, ...]:
        """Labels that confirm an anomaly episode, or call it an artefact: its own, else those of longer stretches."""
        # Asked for each episode of the time line every second.
        key = episode.first, episode.n
        if key not in self._verdicts:
            self._verdicts[key] = verdict(self.judging, episode)
        return self._verdicts[key]

    def is_artefact(self, episode: Episode) -> bool:
        """Whether labels call an anomaly episode an artefact."""
        return any(label.kind == ARTEFACT for label in self.judged(episode))

    @cached_property
    def judging(self) -> tuple[Label, ...]:
        """Labels that confirm anomalies, or call them artefacts."""
        return tuple(label for label in self.labels if label.kind in JUDGING)

    @cached_property
    def _verdicts(self) -> dict[tuple[int, int], tuple[Label, ...]]:
        return {}

    def matching(self, words: str) -> tuple[Trial, ...]:
        """Those, open ones first, whose name, condition and note have every word, in any case."""
        wanted = words.casefold().split()
        return tuple(trial for trial in (*self.open, *self.kept) if all(word in _words(trial) for word in wanted))


def _words(trial: Trial) -> str:
    note = trial.note
    return f"{note.name} {note.condition} {note.text} {note.by}".casefold()


def is_own(label: Label, episode: Episode) -> bool:
    """Whether a label is of an anomaly episode alone, and not of a stretch that happens to hold it."""
    return episode.start <= label.start and label.stop <= episode.stop


def verdict(judging: Sequence[Label], episode: Episode) -> tuple[Label, ...]:
    """Labels that say whether an anomaly episode is an artefact: those of it alone, else those of longer stretches.

    Parameters
    ----------
    judging
        Labels of the person that confirm anomalies, or call them artefacts.
    """
    found = overlapping(judging, episode.start, episode.stop)
    return tuple(label for label in found if is_own(label, episode)) or found


def is_artefact(judging: Sequence[Label], episode: Episode) -> bool:
    """Whether labels call an anomaly episode an artefact; see `verdict`."""
    return any(label.kind == ARTEFACT for label in verdict(judging, episode))
