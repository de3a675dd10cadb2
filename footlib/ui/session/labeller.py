"""Adds, changes and removes labels, as the viewer commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from footlib.label import CONFIRMED, JUDGING
from footlib.store import Episode, Label
from footlib.ui.model.time_span import Span
from footlib.ui.session.changes import Changes
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view import ViewChange


class Labeller:
    """What a viewer does with the labels of the person looked at.

    Parameters
    ----------
    parts, changes
        Of one session, and what makes its changes.

    Attributes
    ----------
    edited, named
        Ids of the label that is being changed, and of that by which an anomaly is being named; empty while none is.
    """

    def __init__(self, parts: SessionParts, changes: Changes) -> None:
        self._parts, self._changes = parts, changes
        self.edited = self.named = ""

    def forget(self) -> None:
        """Begin anew with another person."""
        self.edited = self.named = ""
        self._parts.page.labelling = False

    @property
    def span(self) -> Span | None:
        """What a new label is of: the stretch that was chosen on the curves, else the reading looked at."""
        if (chosen := self._parts.similar.known.chosen) is not None:
            return chosen
        at, recording = self._parts.view.moment, self._parts.segment.recording
        at = self._parts.segment.data.newest if at is None else at
        if at is None:
            return None
        shown = recording.between(until=at)
        time = float(shown.time[-1]) if len(shown) else at
        return time, time

    def toggle(self) -> None:
        """Let the next digit name the kind of a label, or not."""
        page = self._parts.page
        page.labelling = not page.labelling
        self._parts.view.announce(ViewChange.DISPLAY)

    def pick(self, message: Mapping[str, Any]) -> None:
        """Add a label of the kind whose number a message says."""
        number, kinds = message.get("number"), self._parts.store.labels.kinds
        if self._parts.page.labelling and type(number) is int and 1 <= number <= len(kinds):
            self.add(kinds[number - 1])

    def add(self, kind: str) -> None:
        """Add a label of a kind to what is chosen or looked at."""
        self._parts.page.labelling = False
        if (span := self.span) is not None:
            self._changes.make(self._add(self._parts.view.person, Label(*span, kind)))

    async def _add(self, person: int, label: Label) -> None:
        added = await self._parts.store.labels.add(person, self._signed(label))
        if person == self._parts.view.person:
            self.edited = added.id
            self._parts.similar.choose(None)

    def _signed(self, label: Label) -> Label:
        return msgspec.structs.replace(label, by=self._parts.page.author or label.by)

    def change(self, label: Label) -> None:
        """Put a label in the place of that with its id."""
        self._changes.make(self._parts.store.labels.add(self._parts.view.person, self._signed(label)))

    def remove(self, label: Label) -> None:
        """Remove a label."""
        self._changes.make(self._parts.store.labels.remove(self._parts.view.person, label.id))

    def judge(self, episode: Episode, kind: str) -> None:
        """Confirm an anomaly episode or call it an artefact, which ends the other; or take that back."""
        self._changes.make(self._judge(self._parts.view.person, episode, kind))

    async def _judge(self, person: int, episode: Episode, kind: str) -> None:
        labels, said = self._parts.store.labels, await self._judged(person, episode)
        for label in said:
            await labels.remove(person, label.id)
        if all(label.kind != kind for label in said):
            name = next((label.text for label in said if label.text), "")
            await labels.add(person, self._signed(Label(episode.start, episode.stop, kind, name)))

    def name(self, episode: Episode) -> None:
        """Begin to name an anomaly episode, or end that; one of which nothing was said is confirmed."""
        self._changes.make(self._name(self._parts.view.person, episode))

    async def _name(self, person: int, episode: Episode) -> None:
        said = await self._judged(person, episode)
        label = Label(episode.start, episode.stop, CONFIRMED)
        named = said[0] if said else await self._parts.store.labels.add(person, self._signed(label))
        if person == self._parts.view.person:
            self.named = "" if self.named == named.id else named.id
            self._parts.view.announce(ViewChange.DISPLAY)

    async def _judged(self, person: int, episode: Episode) -> list[Label]:
        """What the store holds of it: the page may not have heard yet of what was said a moment ago."""
        labels = await self._parts.store.labels.between(person, episode.start, episode.stop)
        return [label for label in labels if label.kind in JUDGING]
