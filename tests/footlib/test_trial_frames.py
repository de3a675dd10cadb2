"""Trials as tables, and the labelled data set."""

import numpy as np
import pytest

from footlib.errors import TrialError
from footlib.recording import Recording
from footlib.store import Label, Store, TrialNote
from footlib.trial_frames import changes_frame, labelled_frame, trials_frame, windows
from footlib.trials import bring_in
from tests.footlib.ui.test_trials import with_numbers

BEGIN = 1_600_000_000.0


async def bring(store: Store, person: int, start: float, n: int = 100, name: str = "walk") -> str:
    counts = np.arange(6 * n).reshape(n, 6) % 1024
    recording = Recording.from_columns(start + np.arange(n) / 10, counts + person)
    trial_id, _ = await bring_in(store, person, recording, TrialNote(name, "stick"))
    return trial_id


async def test_a_row_a_trial_and_a_column_a_number(store: Store) -> None:
    with pytest.raises(TrialError, match="no trial is kept of these persons"):
        await trials_frame(store)
    later, first = await bring(store, 3, BEGIN + 1000), await bring(store, 3, BEGIN, 50)
    await bring(store, 4, BEGIN, 30)
    frame = await trials_frame(store, 3)
    assert frame.index.tolist() == [(3, first), (3, later)]
    assert frame["readings"].tolist() == [50, 100]
    assert frame["begin"].iloc[0].isoformat() == "2020-09-13T12:26:40+00:00"
    assert frame["cadence"].dtype == np.float64
    assert len(await trials_frame(store)) == 3


async def test_changes_are_told_or_refused(store: Store) -> None:
    for day, cadences in ((0, (98.0, 99.0, 97.0)), (28, (108.0, 109.0, 107.0))):
        for cadence in cadences:
            await with_numbers(store, 3, "6 min walk", day, cadence)
    await with_numbers(store, 3, "TUG", 30, 100.0)
    changes = changes_frame(await trials_frame(store, 3), ["cadence", "stance_left"])
    assert changes.loc[("6 min walk", "cadence"), "change"] == 12.0
    assert changes.loc[("6 min walk", "cadence"), "beyond_scatter"]
    assert changes.loc[("6 min walk", "cadence"), "trials"] == 6
    assert changes.loc[("6 min walk", "stance_left"), "refused"] == "needs 3 trials, got 0"
    assert changes.loc[("TUG", "cadence"), "refused"] == "needs 3 trials, got 1"


async def test_readings_carry_the_label_that_they_lie_in(store: Store) -> None:
    await bring(store, 3, BEGIN)
    await bring(store, 3, BEGIN + 1000, 50)
    await store.labels.add(3, Label(BEGIN + 1, BEGIN + 2, "turn"))
    await store.labels.add(3, Label(BEGIN + 1.5, BEGIN + 1.6, "stumble"))
    await store.labels.add(3, Label(BEGIN + 1000.04, BEGIN + 1000.06, "fall"))
    await store.labels.add(4, Label(BEGIN, BEGIN + 10, "of another"))
    frame = await labelled_frame(store)
    assert list(frame.columns) == [*("person", "trial", "time", "L0", "L1", "L2", "R0", "R1", "R2", "anomaly", "label")]
    assert len(frame) == 150
    assert frame.groupby("label").size().to_dict() == {"": 138, "turn": 9, "stumble": 2, "fall": 1}
    assert frame.loc[frame["label"] == "fall", "time"].tolist() == [BEGIN + 1000.1]


async def test_windows_lie_over_no_gap_and_have_the_label_of_most(store: Store) -> None:
    t = np.concatenate([np.arange(45) / 10, 20 + np.arange(25) / 10])
    counts = np.arange(6 * len(t)).reshape(-1, 6) % 1024
    await bring_in(store, 3, Recording.from_columns(BEGIN + t, counts), TrialNote("walk"))
    await store.labels.add(3, Label(BEGIN + 2.5, BEGIN + 3.2, "turn"))
    await store.labels.add(3, Label(BEGIN + 3.5, BEGIN + 3.6, "stumble"))
    frame = await labelled_frame(store, 3)
    X, y = windows(frame, 2, 10)  # noqa: N806 - as machine learning writes them
    assert X.shape == (3, 20, 6)
    assert y.tolist() == ["", "turn", ""]
    np.testing.assert_array_equal(X[0], counts[:20])
    np.testing.assert_array_equal(X[2], counts[45:65])
    empty, none = windows(frame, 60, 10)
    assert (empty.shape, len(none)) == ((0, 600, 6), 0)
