"""The card of trials, what a browser says to it, and trials for it to show."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from footlib.recording import Recording
from footlib.store import Store, Trial, TrialFacts, TrialNote, Writer
from footlib.store.trial import new_id
from footlib.ui import Session, TrialsCard
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

TENTH = 100_000


@pytest.fixture
async def card(session: Session, writer: Writer) -> AsyncIterator[TrialsCard]:
    """The card of a person who has walked for ten seconds."""
    await writer.append(entries(1, 100, start=writer.clock.now() - 100 * TENTH))
    card = TrialsCard(session)
    await until(lambda: session.trials.known.loaded)
    yield card
    card.close()


def send(session: Session, kind: str, **fields: object) -> None:
    session.page._receive(session.page, {"kind": kind, **fields}, [])


async def kept(store: Store, person: int, name: str, start: float, n: int = 50) -> str:
    recording = entries(person, n)
    counts = np.array([entry.reading.counts for entry in recording])
    readings = Recording.from_columns(start + np.arange(n) / 10, counts)
    facts = TrialFacts(start=start, stop=start + n / 10, readings=n, first=start, last=start + (n - 1) / 10, rate=10.0)
    trial_id = new_id(start)
    assert await store.trials.keep(person, trial_id, facts, readings, TrialNote(name))
    return trial_id


async def only(store: Store, person: int = 1) -> Trial:
    (trial,) = [trial async for trial in store.trials.all(person)]
    return trial
