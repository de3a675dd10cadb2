"""Names of the Redis keys of one person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Keys:
    """The keys of one person.

    Parameters
    ----------
    person
        Number in the API's URL.
    cluster
        Put the number in braces, so that all keys of a person share a slot.
    """

    person: int
    cluster: bool = False

    def _key(self, name: str) -> str:
        return f"{{{self.person}}}_{name}" if self.cluster else f"{self.person}_{name}"

    @cached_property
    def data(self) -> str:
        """Rows; every other key has the same prefix."""
        return self._key("data")

    @property
    def history(self) -> tuple[str, str, str]:
        """Rows, their timestamps and the device's clock; swept."""
        return self.data, self._key("timestamp"), self._key("trace")

    @property
    def anomalies(self) -> tuple[str, str]:
        """Flagged rows and their timestamps; kept for ever."""
        return self._key("anomaly"), self._key("anomaly_timestamp")

    @property
    def context(self) -> tuple[str, str, str]:
        """What the sweep moved here from the history because it lies around an episode; kept for ever."""
        return self._key("context_data"), self._key("context_timestamp"), self._key("context_trace")

    @property
    def episodes(self) -> str:
        """Runs of flagged readings, one element each."""
        return self._key("episode")

    @property
    def counts(self) -> str:
        """Running counts over all flagged readings."""
        return self._key("anomaly_count")

    @property
    def status(self) -> str:
        """How polling goes."""
        return self._key("status")

    @property
    def person_data(self) -> str:
        """Personal data of the newest answer."""
        return self._key("person")

    @property
    def lease(self) -> str:
        """Who writes this person."""
        return self._key("lease")

    @property
    def pending_import(self) -> str:
        """An import that has not ended."""
        return self._key("import")

    @property
    def trials(self) -> tuple[str, str, str, str]:
        """Trials: ids by start, what never changes of each, what may, and those deleted by when that was."""
        return self._key("trial_start"), self._key("trial"), self._key("trial_note"), self._key("trial_deleted")

    @property
    def open_trials(self) -> str:
        """Trials whose readings lie among the history still, or in `trial_rows`."""
        return self._key("trial_open")

    @property
    def trial_rows(self) -> tuple[str, str, str]:
        """What the sweep moved here from the history because an open trial has it."""
        return self._key("trial_data"), self._key("trial_timestamp"), self._key("trial_trace")

    @property
    def labels(self) -> tuple[str, str]:
        """Labels: ids by start, and each as JSON."""
        return self._key("label_start"), self._key("label")

    @property
    def trial_version(self) -> str:
        """Counts changes of trials and labels, so that a reader knows when to look again."""
        return self._key("trial_version")

    @property
    def watched(self) -> tuple[str, ...]:
        """What tells a reader of everything that is new."""
        last = self.status, self.person_data, self.anomalies[0], self.trial_version, self.open_trials
        return *self.history, *last

    def trial(self, trial_id: str) -> str:
        """The readings of a trial, as Parquet."""
        return self._key(f"trial:{trial_id}")


FORGOTTEN = "forgotten"
"""What was deleted of whom and when, a line each, by number alone."""
PERSON_PATTERN = "*_*sta*"
"""Matches timestamp lists, the status and starts of trials, one of which every person has, and little else."""


def persons_of(keys: Iterable[bytes]) -> list[int]:
    """Numbers of the persons of whom readings, trials or a status are stored, sorted."""
    matches = (re.fullmatch(rb"\{?(\d+)\}?_(?:(?:anomaly_)?timestamp|status|trial_start)", key) for key in keys)
    return sorted({int(match[1]) for match in matches if match})
