"""Begins and ends trials, and changes what may change of them, as the viewer commands."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from footlib import trials
from footlib.errors import TrialError
from footlib.store import Episode, Trial, TrialNote
from footlib.ui.session.changes import Changes
from footlib.ui.session.parts import SessionParts

BACK: Final = {"now": 0.0, "30 s": 30.0, "1 min": 60.0, "all": None}
"""How far before the newest reading a trial may begin, as the page says it: seconds, None for all that is stored."""


class Recorder:
    """What a viewer does with the trials of the person looked at.

    Parameters
    ----------
    parts, changes
        Of one session, and what makes its changes.

    Attributes
    ----------
    edited
        Name of the trial whose note is being changed; empty while none is.
    gone
        The trial that the viewer deleted last; None once that was taken back.
    """

    def __init__(self, parts: SessionParts, changes: Changes) -> None:
        self._parts, self._changes = parts, changes
        self.forget()

    def forget(self) -> None:
        """Begin anew with another person."""
        self.edited = ""
        self.gone: Trial | None = None

    @property
    def running(self) -> Trial | None:
        """The trial that runs, as far as is known."""
        return self._parts.trials.known.running(self._now())

    def toggle(self) -> None:
        """Begin a trial, or end the one that runs."""
        if self.running is None:
            self.begin({})
        else:
            self.end()

    def begin(self, message: Mapping[str, Any]) -> None:
        """Begin a trial, now or as far back as a message says."""
        back = message.get("back", "now")
        if isinstance(back, str) and back in BACK:
            self._changes.make(self._begin(self._parts.view.person, BACK[back], self._now()))

    async def _begin(self, person: int, back: float | None, now: float) -> None:
        note = TrialNote(by=self._parts.page.author)
        trial = await self._parts.store.trials.begin(person, note, back=back, now=now)
        if person == self._parts.view.person:
            self.edited = trial.id

    def end(self) -> None:
        """End the trial that runs."""
        if (trial := self.running) is not None:
            self._changes.make(self._parts.store.trials.end(self._parts.view.person, trial.id, self._now()))

    def _now(self) -> float:
        return self._parts.segment.data.reception(time.time(), time.monotonic())

    def keep_episode(self, episode: Episode) -> None:
        """Make a trial of an anomaly episode and its context."""
        self._changes.make(self._keep_episode(self._parts.view.person, episode))

    async def _keep_episode(self, person: int, episode: Episode) -> None:
        store = self._parts.store
        recording = await store.episode_window(person, episode)
        if not len(recording):
            raise TrialError("of this anomaly no reading is stored; there is nothing to keep")
        trial_id, _ = await trials.bring_in(
            store, person, recording, TrialNote("anomaly", by=self._parts.page.author), "anomaly"
        )
        if person == self._parts.view.person:
            self.edited = trial_id

    def annotate(self, trial: Trial, note: TrialNote, seen: TrialNote) -> None:
        """Change what may change of a trial, where it is not as the viewer has seen it."""
        if note != seen:
            note = msgspec.structs.replace(note, by=self._parts.page.author or note.by)
            self._changes.make(self._parts.store.trials.annotate(self._parts.view.person, trial.id, note, seen))

    def delete(self, trial: Trial) -> None:
        """Delete a trial that has ended; it can be restored."""
        if trial.runs(self._now()):
            return
        self.gone = trial
        if self.edited == trial.id:
            self.edited = ""
        self._changes.make(self._delete(self._parts.view.person, trial))

    async def _delete(self, person: int, trial: Trial) -> None:
        store = self._parts.store
        if trial.facts is None:
            # Only what is kept can be restored.
            await trials.keep(store, person, trial)
        await store.trials.delete(person, trial.id)

    def keep(self, trial: Trial) -> None:
        """Keep a trial that has ended, without waiting for a later reading."""
        if trial.facts is None and not trial.runs(self._now()):
            self._changes.make(trials.keep(self._parts.store, self._parts.view.person, trial))

    def restore(self, trial: Trial) -> None:
        """Take back that a trial was deleted."""
        self.gone = None
        self._changes.make(self._parts.store.trials.restore(self._parts.view.person, trial.id))
