"""What goes wrong beside the parts is told, and stops nothing for ever."""

import pytest

from footlib.errors import FootlibError
from footlib.store import Store, Writer
from footlib.store.connection import Client
from footlib.ui import View
from footlib.ui.feed import Feed
from footlib.ui.limits import Limits
from footlib.ui.state import Kind
from tests.footlib.ui.test_clocks import put
from tests.footlib.ui.test_view import Watcher
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


async def test_a_page_whose_picture_fails_hears_no_heart(view: View) -> None:
    watcher = Watcher(view)
    await until(lambda: view.page.pulse)
    ticks = 0

    def count(_: object) -> None:
        nonlocal ticks
        ticks += 1

    end = view.feed.listen(count, lambda: True)
    view.limits = None  # type: ignore[assignment]
    await until(lambda: "AttributeError" in view.feed.fault)
    pulse, seen = view.page.pulse, ticks
    await until(lambda: ticks > seen + 25)
    assert view.page.pulse == pulse
    view.limits = Limits()
    await until(lambda: view.page.pulse > pulse)
    await until(lambda: not view.feed.fault)
    assert watcher.last
    end()


async def test_a_feed_that_ended_within_a_request_begins_again(store: Store, writer: Writer, client: Client) -> None:
    feed = Feed.of(store)
    track = feed.want(1)
    end = feed.listen(lambda _: None, lambda: True)
    await until(lambda: track.asked)
    await client.client_pause(400)
    await until(lambda: feed._request and feed.away_since is None)
    end()
    await put(writer)
    end = feed.listen(lambda _: None, lambda: True)
    await until(lambda: len(track.history))
    end()


async def test_an_answer_that_nobody_understands_is_told_and_asked_for_again(view: View, writer: Writer) -> None:
    watcher = Watcher(view)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)
    cursor = view.track.cursor
    view.track.cursor = "nonsense"  # type: ignore[assignment]
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.AWAY)
    assert "AttributeError" in view.feed.reason
    view.track.cursor = cursor
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)


async def test_a_fault_stays_until_the_same_succeeds_or_live(view: View) -> None:
    async def export(fault: Exception | None) -> None:
        if fault is not None:
            raise fault

    async def people() -> None:
        pass

    async def run(*, fault: Exception | None = None) -> str:
        view.run(export(fault))
        await until(lambda: view.errands.done)
        view.run(people())
        await until(lambda: view.errands.done)
        return view.errands.fault

    assert await run(fault=FootlibError("there is nothing")) == "there is nothing"
    assert await run(fault=OSError("no space left")) == "OSError: no space left"
    assert await run() == ""
    assert await run(fault=FootlibError("there is nothing")) == "there is nothing"
    view.changed()
    assert view.errands.fault == "there is nothing", "a page that is turned round has read nothing yet"
    view.live()
    assert view.errands.fault == ""


async def test_a_wish_that_was_given_up_fails_in_silence(view: View, writer: Writer) -> None:
    Watcher(view)
    await put(writer)
    await until(lambda: view.track.newest)
    view.look_back(1000.0)
    await until(lambda: view.errands.done)
    assert "nothing is stored any more" in view.errands.fault
    view.look_back(1000.0)
    view.live()
    await until(lambda: view.errands.done)
    assert view.errands.fault == ""
