"""Trials as a data set of Motion-BIDS, which grows; written by the specification 1.11."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from footlib import __version__, progress, trial_tables
from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Label, Store, Trial
from footlib.store_work import on_store
from footlib.tables.bids import MISSING, BidsTable, channels_of, motion_of, write_whole

_VERSION: Final = "1.11.0"
_UNNAMED: Final = "unnamed"
_SYSTEM: Final = "insoles"
_DESCRIPTION: Final = "dataset_description.json"
_ABSENT: Final = ("ACCEL", "ANGACCEL", "GYRO", "JNTANG", "MAGN", "ORNT", "POS", "VEL")
"""Types of channels that insoles have none of."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_README: Final = """\
Walks that Footwatch recorded with a pair of pressure insoles, three sensors a foot, in the form of Motion-BIDS.

sub-03 is the person of number 3, a session is a day (UTC), and TaskName the name that was given to the walk. Values are
raw counts of a ten-bit converter, 0 to 1023, and no newtons. Readings come at uneven intervals: the channel "latency"
of each recording holds the time of each, since the acq_time in scans.tsv. What was labelled while somebody walked is in
events.tsv.

There are no names of persons, birth years, notes or authors in here. Moments of recording are true ones, in acq_time,
in the labels of sessions and in the names of trials: change these in a copy where they may tell who somebody is.
"""
_COMMON: Final[dict[str, dict[str, Any]]] = {
    _DESCRIPTION: {
        "Name": "Walks recorded by Footwatch",
        "BIDSVersion": _VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "Footwatch", "Version": __version__}],
    },
    "participants.json": {"participant_id": {"Description": "sub- and the number of the person"}},
    "scans.json": {
        "acq_time": {"Description": "Time of reception of the first reading, UTC"},
        "condition": {"Description": "Shoe, brace, stick and the like, as they were noted"},
        "trial": {"Description": "What Footwatch calls this recording"},
    },
    f"tracksys-{_SYSTEM}_motion.json": {
        "TrackingSystemName": "pressure insoles",
        "TrackedPointsCount": 2,
        **dict.fromkeys((f"{kind}ChannelCount" for kind in _ABSENT), 0),
        "MissingValues": MISSING,
        "SamplingDescription": "Readings come at uneven intervals. SamplingFrequency is 1 / median interval, "
        "SamplingFrequencyEffective the number of intervals / RecordingDuration. The channel of type LATENCY holds "
        "the time of reception of each reading, in seconds since acq_time in scans.tsv.",
    },
    f"tracksys-{_SYSTEM}_events.json": {
        "onset": {"Description": "Begin since the first reading of the recording", "Units": "s"},
        "duration": {"Description": "0 for a moment", "Units": "s"},
        "trial_type": {"Description": "What somebody saw"},
        "channel": {"Description": "Sensors that it is about; n/a for all", "Delimiter": ","},
    },
}


@dataclass(slots=True)
class Shared:
    """What a run wrote.

    Attributes
    ----------
    trials
        Trials that were new.
    known
        Those that were there already.
    short
        Those of less than two readings, which have no rate and which BIDS cannot hold therefore.
    """

    trials: int = 0
    known: int = 0
    short: int = 0


def export_bids(settings: Settings, person: int, folder: Path, trial: str | None = None) -> Shared:
    """Write trials of a person to a Motion-BIDS data set, or add what is new to one that is there.

    A file that is there stays as it is. There are no personal data but the number; notes and texts of labels, which
    may name somebody, stay out too.

    Parameters
    ----------
    settings
        Name the store; without HOST the embedded one is found, or started for the time being.
    person
        Number of the person.
    folder
        New, empty, or a data set of BIDS.
    trial
        The trial's id, the begin of one, or ``last``; all that are kept by default.

    Returns
    -------
    Shared
        What was new.

    Raises
    ------
    TrialError
        If no trial is meant, or several are.
    ExportError
        If none is kept, the folder is something else or cannot be written, or a file there differs; the others are
        written before.
    SourceError
        If a table in the data set is broken.
    StoreError
        If the store cannot be read.
    """

    async def copy(filled: Settings) -> Shared:
        async with Store(filled) as store:
            found = await trial_tables.listed(store, person)
            meant = found if trial is None else [trial_tables.named(found, trial, person)]
            kept = [one for one in reversed(meant) if one.facts]
            if not kept:
                raise ExportError(f"no trial of person {person} is kept; `footwatch trials {person}` lists them")
            labels = await store.labels.all(person)
            dataset = _DataSet(folder)
            with progress.bar("Exporting", len(kept)) as step:
                async for one, recording in trial_tables.readings_of(store, person, kept):
                    within = [label for label in labels if label.overlaps(one.start, one.stop)]
                    dataset.add(person, one, recording, within)
                    step(1)
        return dataset.ended()

    try:
        return on_store(settings, copy)
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {error.strerror or error}") from error


class _DataSet:
    """A data set that is filled.

    Parameters
    ----------
    root
        Where it is, or begins.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._done = Shared()
        self._differing: list[str] = []
        if not (root / _DESCRIPTION).exists() and any(root.glob("[!.]*")):
            raise ExportError(
                f"{root} holds files and no {_DESCRIPTION}, so it is no BIDS data set; name one, or a new folder"
            )
        for name, content in _COMMON.items():
            self._keep(root / name, _json(content))
        if not any(root.glob("README*")):
            write_whole(root / "README", _README)

    def add(self, person: int, trial: Trial, recording: Recording, labels: Sequence[Label]) -> None:
        """Add what is not there yet of a trial."""
        if not recording.duration:
            self._done.short += 1
            return
        subject = f"sub-{person:02d}"
        self._row(self._root / "participants.tsv", "participant_id", {"participant_id": subject})
        prefix = f"{subject}_ses-{_moment(recording):%Y%m%d}"
        session = self._root / subject / prefix.removeprefix(f"{subject}_")
        name = _free(session, f"{prefix}_task-{_task(trial)}_tracksys-{_SYSTEM}")
        scan = {
            "filename": f"motion/{name}_motion.tsv",
            "acq_time": f"{_moment(recording):%Y-%m-%dT%H:%M:%S.%fZ}",
            "condition": trial.note.condition,
            "trial": trial.id,
        }
        # The row tells which files belong to the trial, also to a run that goes on with one that was broken off.
        row = self._row(session / f"{prefix}_scans.tsv", "trial", scan)
        stem = str(session / row["filename"].removesuffix("_motion.tsv"))
        channels = channels_of(recording)
        new = [
            self._keep(Path(f"{stem}_channels.tsv"), channels.text()),
            self._keep(Path(f"{stem}_motion.json"), _json(_sidecar(trial, recording, len(channels.rows)))),
            self._keep(Path(f"{stem}_events.tsv"), _events(recording, labels).text()),
            self._keep(Path(f"{stem}_motion.tsv"), motion_of(recording, channels)),
        ]
        self._done.trials += any(new)
        self._done.known += not any(new)

    def ended(self) -> Shared:
        """What was new; `ExportError` if a file is there that differs."""
        if self._differing:
            more = f" and {len(self._differing) - 3} more" if len(self._differing) > 3 else ""
            raise ExportError(
                f"what is stored differs by now from {', '.join(self._differing[:3])}{more}, and nothing is written "
                f"over; the rest is there (new trials: {self._done.trials}). Move what is to be written anew out of "
                "the data set and run this again"
            )
        return self._done

    def _row(self, path: Path, key: str, cells: Mapping[str, str]) -> Mapping[str, str]:
        """The row of a table that has the same cell under `key`; added if there is none."""
        table = BidsTable.read(path) if path.exists() else BidsTable([], [])
        known = table.find(key, cells[key])
        if known is None:
            table.add(cells)
            write_whole(path, table.text())
        return known or cells

    def _keep(self, path: Path, text: str) -> bool:
        """Write a file that is not there; whether it was so. Of one that is, note whether it differs."""
        if not path.exists():
            write_whole(path, text)
            return True
        if path.parent != self._root and not _holds(path, text):
            self._differing.append(path.relative_to(self._root).as_posix())
        return False


def _holds(path: Path, text: str) -> bool:
    """Whether a file holds a text; one of JSON may hold more, as somebody added it."""
    try:
        found = path.read_text("utf-8")
        if path.suffix == ".json":
            return bool(json.loads(text).items() <= json.loads(found).items())
    except (ValueError, AttributeError):
        return False
    return found == text


def _free(session: Path, begin: str) -> str:
    """The first name of its kind in a session that no file and no row has."""
    scans = session / f"{'_'.join(begin.split('_')[:2])}_scans.tsv"
    listed = " ".join(row.get("filename", "") for row in BidsTable.read(scans).rows) if scans.exists() else ""
    run = 1
    while f"{begin}_run-{run:02d}_" in listed or any((session / "motion").glob(f"{begin}_run-{run:02d}_*")):
        run += 1
    return f"{begin}_run-{run:02d}"


def _task(trial: Trial) -> str:
    """A trial's name of small letters and digits: some file systems and BIDS tell no others apart."""
    plain = unicodedata.normalize("NFKD", trial.note.name).lower()
    return "".join(filter(str.isalnum, plain.encode("ascii", "ignore").decode())) or _UNNAMED


def _sidecar(trial: Trial, recording: Recording, channels: int) -> dict[str, Any]:
    return {
        "TaskName": " ".join(trial.note.name.split()) or _UNNAMED,
        "SamplingFrequency": round(recording.rate, 3),
        "SamplingFrequencyEffective": round((len(recording) - 1) / recording.duration, 6),
        "RecordingDuration": round(recording.duration, 6),
        "MotionChannelCount": channels,
        "LATENCYChannelCount": 1,
        "MiscChannelCount": channels - 1,
    }


def _events(recording: Recording, labels: Sequence[Label]) -> BidsTable:
    """Labels in the order of their begins, as it is asked for."""
    table = BidsTable(["onset", "duration", "trial_type", "channel"], [])
    for label in labels:
        onset, duration = label.start - recording.time[0], label.stop - label.start
        cells = f"{onset:.6f}", f"{duration:.6f}", label.kind, ",".join(label.sensors)
        table.add(dict(zip(table.titles, cells, strict=True)))
    return table


def _moment(recording: Recording) -> datetime:
    return _EPOCH + timedelta(microseconds=int(np.rint(recording.time[0] * 1e6)))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
