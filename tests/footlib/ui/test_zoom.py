"""More and less of the time: by the wheel, and back to the whole."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.store import Store, Writer
from footlib.ui import Curves, Session, TrialsCard
from footlib.ui.model.playhead import Mode
from footlib.ui.model.time_span import scaled
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.trial_card import card, send
from tests.footlib.ui.waiting import until

__all__ = ["card"]
LENGTHS = st.floats(3, 1e4)


@given(LENGTHS, st.floats(0, 1), st.floats(0.1, 10))
def test_the_moment_that_is_pointed_at_stays_where_it_is(length: float, share: float, by: float) -> None:
    at = share * length
    start, stop = scaled((0.0, length), at, by, (-1e9, 1e9))
    if by * length > 2:
        assert stop - start == pytest.approx(by * length)
        assert (at - start) / (stop - start) == pytest.approx(share, abs=1e-6)
    assert stop - start >= 2 * (1 - 1e-9), "never less than can be looked at"


@given(LENGTHS, st.floats(0, 1), st.floats(1, 4))
def test_what_is_shown_leaves_what_there_is_on_no_side(length: float, share: float, by: float) -> None:
    within = -length, 4 * length
    start, stop = scaled((0.0, length), share * length, by, within)
    assert within[0] - 1e-6 <= start
    assert stop <= within[1] + 1e-6
    assert stop - start == pytest.approx(by * length)


@pytest.mark.asyncio
async def test_the_wheel_pauses_zooms_and_ends_with_the_whole(session: Session, writer: Writer) -> None:
    await writer.append(entries(1, 600, start=writer.clock.now() - 60_000_000))
    curves, view = Curves(session), session.view
    await until(lambda: len(session.data.history) == 600 and curves._unzoom.value)
    assert "disabled" in curves._unzoom.value
    for by in (2.0, 64.0):
        send(session, "zoom_by", at=0.5, by=by)
        assert view.playhead.mode is Mode.LIVE, "there is no more than the window"
    send(session, "zoom_by", at=0.5, by=0.5)
    assert view.moment is not None, "it stands"
    assert view.span()[1] - view.span()[0] == pytest.approx(15)
    await until(lambda: "disabled" not in curves._unzoom.value)
    assert "Whole window" in curves._unzoom.value
    send(session, "zoom_by", at=0.0, by=1.5)
    assert view.span()[1] - view.span()[0] == pytest.approx(22.5)
    send(session, "zoom_by", at=0.0, by=1.5)
    assert view.zoom is None
    assert not view.zoomed
    await until(lambda: "disabled" in curves._unzoom.value)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "message",
    [
        {"at": 0.5},
        {"by": 0.5},
        {"at": 2, "by": 0.5},
        {"at": 0.5, "by": 0},
        {"at": 0.5, "by": -1},
        {"at": 0.5, "by": 1e9},
        {"at": 0.5, "by": math.nan},
        {"at": math.nan, "by": 0.5},
        {"at": "0.5", "by": 0.5},
        {"at": 0.5, "by": [0.5]},
    ],
)
async def test_a_wheel_that_turns_nonsense_does_nothing(session: Session, message: dict[str, object]) -> None:
    before = session.view.span()[1] - session.view.span()[0]
    send(session, "zoom_by", **message)
    assert session.view.zoom is None
    assert session.view.span()[1] - session.view.span()[0] == pytest.approx(before)


@pytest.mark.asyncio
async def test_out_of_a_zoom_into_a_trial_the_whole_trial_is_shown(
    session: Session, card: TrialsCard, store: Store
) -> None:
    trial = await store.trials.begin(1, back=60.0)
    await store.trials.end(1, trial.id)
    await until(lambda: trial.id in card._table.value)
    curves, view = Curves(session), session.view
    send(session, "trial", id=trial.id)
    await until(lambda: view.trial is not None)
    whole = view.span()
    assert not view.zoomed
    send(session, "zoom", **{"from": 0.25, "to": 0.75})
    await until(lambda: "Whole trial" in curves._unzoom.value)
    send(session, "unzoom")
    assert view.span() == pytest.approx(whole)
    send(session, "zoom", **{"from": 0.25, "to": 0.75})
    send(session, "zoom_by", at=0.5, by=4)
    assert view.span() == pytest.approx(whole)
    assert view.trial is not None
