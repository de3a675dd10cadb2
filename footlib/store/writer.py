"""The writing side of the store: leases, appending, status, sweeping."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from redis.exceptions import RedisError

from footlib.reading import Person, Reading
from footlib.settings import Settings
from footlib.store import episodes, script_calls, sweeping
from footlib.store.clock import MICROSECONDS, Clock, as_microseconds, as_text, boot_time
from footlib.store.connection import Client, affects_all, as_store_error, execute_each, store_errors
from footlib.store.entries import AppendResult, Entry, LeaseResult
from footlib.store.keys import Keys
from footlib.store.script_calls import ScriptCall

_READINGS_PER_TURN: Final = 500
"""Of one person in one call; Lua can unpack some thousands of values at most."""
_READINGS_PER_CALL: Final = 250
"""Of many persons in one call; bounds how long one call blocks Redis."""
_RENEWED_AFTER: Final = 0.2
"""Share of a lease after which the next append renews it; renewing with each append took a tenth of its time."""
_LEASES_PER_CALL: Final = 100


class _Sent(NamedTuple):
    """What was last written for a person and need not be sent again; its lease was renewed then."""

    time: int
    trace_name: str
    person: Person


class Writer:
    """Writes readings of the persons whose leases it holds.

    Parameters
    ----------
    client
        Connection to Redis.
    settings
        Uses cluster, lease_sec, request_delay and context_sec.
    clock
        Stamps readings and measures their age.
    """

    def __init__(self, client: Client, settings: Settings, clock: Clock) -> None:
        self.name: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.clock: Final = clock
        self._client = client
        self._cluster = settings.cluster
        self._lease_ms = round(settings.lease_sec * 1000)
        self._delay = settings.request_delay
        self._context = settings.context_sec
        self._renewal_us = round(settings.lease_sec * MICROSECONDS * _RENEWED_AFTER)
        self._keys: dict[int, Keys] = {}
        self._sent: dict[int, _Sent] = {}
        self._acknowledged: dict[int, str] = {}

    def keys(self, person: int) -> Keys:
        """The keys of a person in this store."""
        keys = self._keys.get(person)
        if keys is None:
            keys = self._keys[person] = Keys(person, self._cluster)
        return keys

    async def lease(self, persons: Sequence[int]) -> LeaseResult:
        """Take or renew the leases of persons.

        For each lease that was taken, the clock goes on after the person's last stored reading.

        Raises
        ------
        StoreError
            If Redis cannot be reached, or refuses all of them.
        """
        result = LeaseResult()
        for person, reply in await self._leased(persons, self._lease_ms):
            if isinstance(reply, RedisError):
                if affects_all(reply):
                    raise as_store_error(reply) from reply
                result.failed[person] = as_store_error(reply)
                continue
            holder, last, kept = reply
            if not kept:
                self._sent.pop(person, None)
            if holder.decode() == self.name:
                if ahead := self.clock.resume(person, as_microseconds(last)):
                    result.ahead[person] = ahead
            else:
                result.held_elsewhere[person] = holder.decode()
        return result

    async def release(self, persons: Sequence[int], name: str | None = None) -> None:
        """Release leases, so that another writer need not wait until they expire.

        Parameters
        ----------
        persons
            Whose leases.
        name
            The writer that holds them, where it ended without releasing them; this one by default. Leases of others
            stay.

        Raises
        ------
        StoreError
            If Redis is away.
        """
        await self._leased(persons, 0, name)

    def invalidate(self) -> None:
        """Send personal data with the next readings although they are unchanged: Redis may have come back empty."""
        self._sent.clear()

    async def append(self, entries: Sequence[Entry]) -> AppendResult:
        """Store readings: each atomically, in order; a repeated call stores nothing twice.

        Parameters
        ----------
        entries
            Readings of any persons; those of one person in the order of their times.

        Returns
        -------
        AppendResult
            How many were stored, and of whom none were.

        Raises
        ------
        StoreError
            If Redis cannot be reached, cannot write, or denies the right to; repeat the same call later.
        """
        by_person: dict[int, list[Entry]] = {}
        result = AppendResult()
        for entry in entries:
            own = by_person.setdefault(entry.person, [])
            if own and entry.time <= own[-1].time:
                result.passed_over += 1
            else:
                own.append(entry)
        groups = list(_batches(by_person, 1 if self._cluster else _READINGS_PER_CALL))
        try:
            replies = await script_calls.run(self._client, (self._append_call(group) for group in groups))
        except BaseException:
            self._invalidate(by_person)
            raise
        for group, reply in zip(groups, replies, strict=True):
            outcomes = [reply] * len(group) if isinstance(reply, RedisError) else reply
            for (person, batch), outcome in zip(group, outcomes, strict=True):
                if isinstance(outcome, int):
                    self._acknowledge(person, batch, outcome, result)
                elif isinstance(outcome, bytes):
                    result.held_elsewhere[person] = outcome.decode()
                elif affects_all(outcome):
                    self._invalidate(by_person)
                    raise as_store_error(outcome) from outcome
                else:
                    result.failed[person] = as_store_error(outcome)
        self._invalidate(result.lost_writes)
        self._invalidate(result.held_elsewhere)
        self._invalidate(result.failed)
        return result

    def _acknowledge(self, person: int, batch: Sequence[Entry], stored: int, result: AppendResult) -> None:
        if stored < 0:
            self._acknowledged.pop(person, None)
            result.lost_writes.add(person)
            return
        self._acknowledged[person] = as_text(batch[-1].time)
        result.stored += stored
        result.passed_over += len(batch) - stored

    async def note_failures(self, failures: Iterable[tuple[int, int, str, int]]) -> None:
        """Tell readers why persons give no readings.

        Parameters
        ----------
        failures
            Person, time in epoch microseconds, reason, consecutive failures.

        Raises
        ------
        StoreError
            If Redis is away.
        """
        async with store_errors(), self._client.pipeline(transaction=False) as pipeline:
            for person, time, reason, count in failures:
                fields: dict[Any, Any] = {"last_error": reason, "last_error_time": as_text(time), "failures": count}
                pipeline.hset(self.keys(person).status, mapping=fields)
                # The next reading ends the failures.
                self._sent.pop(person, None)
            # A person whose status is of a wrong type can be told nothing.
            await execute_each(pipeline)

    async def sweep(self, person: int, max_sec: float) -> int:
        """Drop a person's readings older than `max_sec`, in small calls.

        Flagged readings stay kept, and so do those up to CONTEXT_SEC before and after them, and those of open trials.

        Returns
        -------
        int
            Readings dropped.

        Raises
        ------
        StoreError
            If Redis is away or refuses it.
        """
        limit = self.clock.now(person) - round(max_sec * MICROSECONDS)
        return await sweeping.sweep(self._client, self.keys(person), limit, self._context)

    async def purge(self, person: int) -> int:
        """Remove for good a person's trials that were deleted more than 30 days ago, some at a time; their number."""
        return await sweeping.purge(self._client, self.keys(person), self.clock.now(person))

    async def _leased(
        self, persons: Sequence[int], milliseconds: int, name: str | None = None
    ) -> list[tuple[int, Any]]:
        writer = self.name if name is None else name
        size = 1 if self._cluster else _LEASES_PER_CALL
        groups = [persons[start : start + size] for start in range(0, len(persons), size)]
        wanted = [ScriptCall("lease", [self.keys(p).lease for p in group], (writer, milliseconds)) for group in groups]
        leased: list[tuple[int, Any]] = []
        for group, reply in zip(groups, await script_calls.run(self._client, wanted), strict=True):
            outcomes = [reply] * len(group) if isinstance(reply, RedisError) else reply
            leased += zip(group, outcomes, strict=True)
        return leased

    def _append_call(self, group: Sequence[tuple[int, Sequence[Entry]]]) -> ScriptCall:
        arguments: list[str | bytes | int | float] = [
            self.name,
            self._lease_ms,
            episodes.GAP_SEC,
            episodes.VERSION,
            self._delay,
        ]
        names = []
        now = boot_time()
        for person, batch in group:
            readings = [entry.reading for entry in batch]
            flagged = [(number, reading) for number, reading in enumerate(readings) if reading.flagged]
            changes = self._changes(person, readings[-1], now)
            names.append(self.keys(person).data)
            acknowledged = self._acknowledged.get(person, "")
            if flagged or changes is not None:
                arguments += (-len(batch), acknowledged, len(flagged), changes or b"", readings[-1].trace_name)
                for number, reading in flagged:
                    arguments += (number, episodes.pack_flagged(reading.counts, reading.anomaly))
            else:
                arguments += (len(batch), acknowledged)
            arguments += [as_text(entry.time) for entry in batch]
            arguments += [reading.sensors for reading in readings]
            arguments += [reading.trace_id for reading in readings]
        return ScriptCall("append", names, arguments)

    def _changes(self, person: int, newest: Reading, now: int) -> bytes | None:
        """Personal data in JSON where they are new, empty where only the lease is to be renewed, None for nothing."""
        sent = self._sent.get(person)
        unchanged = sent is not None and sent.trace_name == newest.trace_name and sent.person == newest.person
        if sent and unchanged and now - sent.time < self._renewal_us:
            return None
        self._sent[person] = _Sent(now, newest.trace_name, newest.person)
        return b"" if unchanged else msgspec.json.encode(newest.person)

    def _invalidate(self, persons: Iterable[int]) -> None:
        for person in persons:
            self._sent.pop(person, None)


def _batches(by_person: Mapping[int, Sequence[Entry]], most: int) -> Iterator[list[tuple[int, Sequence[Entry]]]]:
    """What goes into one call each: persons with about `most` readings together, a long batch in parts."""
    group: list[tuple[int, Sequence[Entry]]] = []
    readings = 0
    for person, own in by_person.items():
        for start in range(0, len(own), _READINGS_PER_TURN):
            part = own[start : start + _READINGS_PER_TURN]
            group.append((person, part))
            readings += len(part)
            if readings >= most:
                yield group
                group, readings = [], 0
    if group:
        yield group
