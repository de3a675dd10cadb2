"""Adds, changes and removes labels, as the viewer commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from footlib.label import ARTEFACT, CONFIRMED, JUDGING
from footlib.store import Episode, Label
from footlib.store.clock import MICROSECONDS
from footlib.ui.model.time_span import Span
from footlib.ui.model.trials import is_artefact, is_own
from footlib.ui.session.changes import Changes
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view_change import ViewChange


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

    def change(self, label: Label, **fields: Any) -> None:
        """Change some fields of a label."""
        signed = {"by": self._parts.page.author} if self._parts.page.author else {}
        self._changes.make(self._parts.store.labels.change(self._parts.view.person, label.id, **fields, **signed))

    def remove(self, label: Label) -> None:
        """Remove a label."""
        self._changes.make(self._parts.store.labels.remove(self._parts.view.person, label.id))

    def judge(self, episode: Episode, kind: str) -> None:
        """Confirm an anomaly episode or call it an artefact, which ends the other; or take that back."""
        self._changes.make(self._judge(self._parts.view.person, episode, kind))

    async def _judge(self, person: int, episode: Episode, kind: str) -> None:
        labels, said = self._parts.store.labels, await self._judged(person, episode)
        own = [label for label in said if is_own(label, episode)]
        if own and own[0].kind == kind:
            for label in own:
                await labels.remove(person, label.id)
        elif own:
            await labels.change(person, own[0].id, kind=kind, by=self._signed(own[0]).by)
            for label in own[1:]:
                await labels.remove(person, label.id)
        else:
            # Of an episode within a longer artefact that is taken back alone.
            back = kind == ARTEFACT and is_artefact(said, episode)
            await self._add_own(person, episode, CONFIRMED if back else kind)

    async def _add_own(self, person: int, episode: Episode, kind: str) -> Label:
        """Add the label of an episode; two pages that do so at once add one."""
        # Not by its place, which another has once older ones are forgotten.
        label = Label(episode.start, episode.stop, kind, id=f"episode-{round(episode.start * MICROSECONDS)}")
        await self._parts.store.labels.add_once(person, [self._signed(label)])
        return await self._parts.store.labels.change(person, label.id, kind=kind)

    def name(self, episode: Episode) -> None:
        """Begin to name an anomaly episode, or end that; one of which nothing was said is confirmed."""
        self._changes.make(self._name(self._parts.view.person, episode))

    async def _name(self, person: int, episode: Episode) -> None:
        said = await self._judged(person, episode)
        own = [label for label in said if is_own(label, episode)]
        kind = ARTEFACT if is_artefact(said, episode) else CONFIRMED
        named = own[0] if own else await self._add_own(person, episode, kind)
        if person == self._parts.view.person:
            self.named = "" if self.named == named.id else named.id
            self._parts.view.announce(ViewChange.DISPLAY)

    async def _judged(self, person: int, episode: Episode) -> list[Label]:
        """What the store holds of it: the page may not have heard yet of what was said a moment ago."""
        labels = await self._parts.store.labels.between(person, episode.start, episode.stop)
        return [label for label in labels if label.kind in JUDGING]
