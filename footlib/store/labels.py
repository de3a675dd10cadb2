"""The labels of a person: added, changed, removed, read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
from redis.exceptions import RedisError

from footlib.errors import LabelError, StoreError
from footlib.label import Label, overlapping
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import script_calls
from footlib.store.connection import Client, as_store_error, store_errors
from footlib.store.keys import Keys
from footlib.store.readable import readable
from footlib.store.script_calls import ScriptCall

_PER_CALL: Final = 500


class Labels:
    """The labels of a store; `footlib.store.Store.labels` is one.

    Its methods are to be awaited, and raise `StoreAwayError` where Redis cannot be reached.

    Parameters
    ----------
    client
        Connection to Redis.
    settings
        Uses cluster and label_kinds.

    Attributes
    ----------
    kinds
        What is labelled here, mostly.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self.kinds: Final = settings.label_kinds
        self._client = client
        self._cluster = settings.cluster

    async def add(self, person: int, label: Label) -> Label:
        """Add a label; one with an `id` takes the place of that one.

        Parameters
        ----------
        person
            Whose.
        label
            What was seen.

        Returns
        -------
        Label
            As it is stored, with its `id`.

        Raises
        ------
        LabelError
            If it makes no sense, or the one that it is to replace was removed meanwhile.
        """
        stored = msgspec.structs.replace(label.checked(), id=label.id or secrets.token_hex(6))
        if not await self._put(person, stored, b"*" if label.id else b""):
            raise _absent(person)
        return stored

    async def add_once(self, person: int, labels: Sequence[Label]) -> None:
        """Add labels that have an `id`, but for those whose `id` is there already, however they were changed since.

        Raises
        ------
        LabelError
            If one makes no sense.
        """
        lists = self._lists(person)
        calls = [
            ScriptCall("label_put", lists, (label.id, repr(label.start), msgspec.json.encode(label), b""))
            for label in (label.checked() for label in labels)
        ]
        for first in range(0, len(calls), _PER_CALL):
            for reply in await script_calls.run(self._client, calls[first : first + _PER_CALL]):
                if isinstance(reply, RedisError):
                    raise as_store_error(reply) from reply

    async def change(self, person: int, label_id: str, **fields: Any) -> Label:
        """Change some fields of a label; the others stay as somebody else may have made them meanwhile.

        Raises
        ------
        LabelError
            If there is no such label any more, or it would make no sense.
        """
        _, labels, _ = self._lists(person)
        while True:
            async with store_errors():
                known: Any = await self._client.hget(labels, label_id)
            if not isinstance(known, bytes):
                raise _absent(person)
            changed = msgspec.structs.replace(_decoded(known), **fields).checked()
            if await self._put(person, changed, known):
                return changed

    async def _put(self, person: int, label: Label, before: bytes) -> bool:
        arguments = label.id, repr(label.start), msgspec.json.encode(label), before
        return bool(await script_calls.run_one(self._client, "label_put", self._lists(person), *arguments))

    async def remove(self, person: int, label_id: str) -> None:
        """Remove a label.

        Raises
        ------
        LabelError
            If there is no such label any more.
        """
        if not await script_calls.run_one(self._client, "label_remove", self._lists(person), label_id):
            raise _absent(person)

    async def all(self, person: int) -> list[Label]:
        """Every label of a person, in the order of their starts."""
        starts, labels, _ = self._lists(person)
        async with store_errors():
            ids: Any = await self._client.zrange(starts, 0, -1)
            found: Any = await self._client.hmget(labels, ids) if ids else []
        return list(readable(_decoded, ((encoded,) for encoded in found if encoded is not None)))

    async def between(self, person: int, start: float, stop: float) -> list[Label]:
        """Labels of a person that overlap a span of epoch seconds, in the order of their starts."""
        return list(overlapping(await self.all(person), start, stop))

    async def attached(self, person: int, recording: Recording) -> Recording:
        """A recording of a person with the labels of its time."""
        if not len(recording):
            return recording
        return replace(recording, labels=tuple(await self.between(person, recording.time[0], recording.time[-1])))

    def _lists(self, person: int) -> tuple[str, str, str]:
        keys = Keys(person, self._cluster)
        return *keys.labels, keys.trial_version


def _absent(person: int) -> LabelError:
    return LabelError(f"person {person} has no such label any more; look at the list again")


def _decoded(encoded: bytes) -> Label:
    try:
        return msgspec.json.decode(encoded, type=Label).checked()
    except (msgspec.MsgspecError, LabelError) as error:
        raise StoreError(
            f"a label in the store cannot be read, since another program wrote it ({error}); delete it from the "
            "person's keys `_label` and `_label_start`"
        ) from None
