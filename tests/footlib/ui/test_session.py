"""What a session owns: who hears what, and that all of it ends."""

import pytest

from footlib.store import Store, Writer
from footlib.ui import Curves, Dashboard, FootMap, Session, TrialsCard
from tests.footlib.ui.test_view import Watcher, put
from tests.footlib.ui.waiting import placed, until

pytestmark = pytest.mark.asyncio


async def test_two_parts_of_a_kind_each_hear_their_own_viewer(session: Session, writer: Writer) -> None:
    first, second = TrialsCard(session), TrialsCard(session)
    page = session.page
    for card, on in ((first, True), (second, True), (first, False)):
        page._receive(page, {"kind": "trials_deleted", "on": on, "card": card.model_id[:8]}, [])
    assert (first.deleted, second.deleted) == (False, True)
    page._receive(page, {"kind": "trials_deleted", "on": True}, [])
    assert first.deleted, "a key names no part, so the first one hears it"
    first.close()
    page._receive(page, {"kind": "trials_deleted", "on": False}, [])
    assert (first.deleted, second.deleted) == (True, False), "a part that is gone hears nothing"


async def test_a_session_that_is_closed_lets_everything_go(session: Session, store: Store, writer: Writer) -> None:
    await put(writer, 1, 30)
    Curves(session)
    await until(lambda: len(session.data.history))
    coordinator = session.coordinator
    session.close()
    session.close()
    assert not coordinator._wanted
    assert not coordinator._subscriptions
    assert not session.view._subscriptions
    assert not session.page._handlers


async def test_a_pause_right_after_live_stands_at_the_newest_reading(session: Session, writer: Writer) -> None:
    Watcher(session)
    await put(writer, 1, 30)
    await until(lambda: len(session.data.history) == 30)
    session.view.pause()
    session.view.live()
    session.view.pause()
    assert session.view.moment == session.segment.recording.time[-1]


async def test_two_dashboards_live_side_by_side_until_each_is_closed(store: Store, writer: Writer) -> None:
    for person in (1, 2):
        await put(writer, person, 30)
    first, second = (Dashboard(store, {"person": str(person)}) for person in (1, 2))
    await until(lambda: all(len(one.session.data.history) == 30 for one in (first, second)))
    page = first.session.page
    page._receive(page, {"kind": "toggle"}, [])
    assert [one.session.view.moment is None for one in (first, second)] == [False, True]
    first.close()
    await put(writer, 2)
    await until(lambda: len(second.session.data.history) == 31)
    coordinator = second.session.coordinator
    assert coordinator._wanted == {2: 1}
    second.close()
    assert not coordinator._wanted
    assert not coordinator._subscriptions


async def test_cells_after_a_closed_session_get_another(store: Store, writer: Writer) -> None:
    await put(writer, 1, 3)
    first = FootMap(store, person=1)
    first.session.close()
    second = placed(FootMap(store, person=1))
    assert second.session is not first.session
    await until(lambda: "data-time" in second.feet.words.value)
    second.session.close()


async def test_a_cell_that_ran_again_holds_nothing_of_its_session(session: Session, writer: Writer) -> None:
    before = len(session.view._subscriptions)
    card = placed(Curves(session))
    card.watch(on=False)
    assert card not in session.renderer.drawn
    assert len(session.view._subscriptions) == before
    assert all(owner != card._part for kind in session.page._handlers.values() for owner, _ in kind)
