"""What goes wrong beside the parts is told, and stops nothing for ever."""

from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import footlib.ui.cards.header
from footlib.errors import FootlibError
from footlib.store import Store, Writer
from footlib.store.connection import Client
from footlib.ui import Header, View
from footlib.ui.browser.elements import control
from footlib.ui.data import faults
from footlib.ui.data.background import Errand
from footlib.ui.data.coordinator import Feed
from footlib.ui.model.data_status import Kind
from footlib.ui.model.frame import Frame
from footlib.ui.model.limits import Limits
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_clocks import put
from tests.footlib.ui.test_view import Watcher
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def nothing_logged_yet() -> None:
    faults._logged.clear()


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


async def test_an_answer_that_nobody_understands_is_told_and_asked_for_again(
    view: View, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = Watcher(view)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)
    cursor = view.track.cursor
    view.track.cursor = "nonsense"  # type: ignore[assignment]
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.FAULT)
    assert "Footwatch made a mistake (AttributeError)" in view.feed.reason
    assert watcher.last
    assert watcher.last.state.text == "Fault of Footwatch"
    assert "What is shown stays" in watcher.last.state.detail
    (trace,) = traces(caplog)
    assert "in watch" in trace
    view.track.cursor = cursor
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)


async def test_a_fault_stays_until_the_same_succeeds_or_live(view: View) -> None:
    async def export(fault: Exception | None) -> None:
        if fault is not None:
            raise fault

    async def people() -> None:
        pass

    exporting, meeting = Errand(), Errand()

    async def run(*, fault: Exception | None = None) -> str:
        view.run(export(fault), exporting)
        await until(lambda: view.errands.done)
        view.run(people(), meeting)
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


def traces(caplog: pytest.LogCaptureFixture) -> list[str]:
    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    return [faults.without_texts(error) for error in errors if error is not None]


async def test_a_mistake_of_ours_is_logged_once_with_its_trace_and_without_what_it_quotes(
    view: View, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        shown = True
        drawn = 0

        def refresh(self, _: Frame) -> None:
            self.drawn += 1
            raise KeyError("Grzegorczyk")

    part = Broken()
    view.driver.add(part)
    await put(writer)
    await until(lambda: part.drawn > 20)
    (trace,) = traces(caplog)
    assert "in refresh" in trace
    assert "KeyError" in trace
    assert "Grzegorczyk" not in trace.replace('raise KeyError("Grzegorczyk")', "")
    assert "Broken: Footwatch made a mistake (KeyError)" in view.driver.fault


async def test_an_absent_store_is_no_mistake_and_a_refusing_one_neither(
    view: View, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = Watcher(view)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.GONE)
    await client.config_set("requirepass", "changed")
    await client.auth("changed")
    try:
        await view.store._client.connection_pool.disconnect()  # type: ignore[union-attr]
        await until(lambda: watcher.last and watcher.last.state.kind is Kind.REFUSED)
        assert watcher.last
        assert watcher.last.state.text == "Store refuses"
        assert "password" in watcher.last.state.detail
    finally:
        await client.config_set("requirepass", "")
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.GONE)
    assert traces(caplog) == []


async def test_one_errand_s_success_erases_no_other_s_fault(view: View) -> None:
    async def load(fault: str) -> None:
        if fault:
            raise FootlibError(fault)

    first, second = Errand(), Errand()
    for errand, fault in ((first, "first"), (second, "second"), (second, "")):
        view.run(load(fault), errand)
        await until(lambda: view.errands.done)
    assert view.errands.fault == "first"
    view.run(load(""), first)
    await until(lambda: view.errands.done)
    assert view.errands.fault == ""
    view.run(load("of somebody who is gone"), Errand())
    await until(lambda: view.errands.done)
    assert view.errands.fault == ""


async def test_a_store_that_somebody_else_wrote_into_is_told_in_words(
    view: View, writer: Writer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await writer.append(entries(1, 3, start=writer.clock.now() - 300_000, flagged={1}))
    await client.rpush("1_episode", "garbage", b"\xff\xfe")
    await client.hset("1_status", b"\xff", b"\xff")
    await client.set("1_person", b'{"firstname":"\xff"}')
    await client.rpush("1_data", "garbage")
    await client.rpush("1_timestamp", "garbage")
    watcher = Watcher(view)
    await until(lambda: "another program wrote it" in view.errands.fault)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)
    assert traces(caplog) == []


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """IPython, to which ipywidgets leaves what handlers raise."""
    config = Config()
    config.HistoryManager.enabled = False
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


async def test_what_a_click_fails_of_is_told_and_logged_and_what_a_cell_fails_of_is_not(
    view: View, writer: Writer, shell: InteractiveShell, caplog: pytest.LogCaptureFixture
) -> None:
    faults.hear(view.errands.failed)
    shell.run_cell("from footlib.ui.session.view import View; View.of(None)")  # type: ignore[no-untyped-call]
    shell.run_cell("1 / 0")  # type: ignore[no-untyped-call]
    assert view.errands.fault == ""
    clicked = control("Step", "", lambda: view.step("one"))  # type: ignore[arg-type]
    watcher = Watcher(view)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is Kind.LIVE)
    clicked.click()
    assert view.errands.fault.startswith("Footwatch made a mistake (")
    (trace,) = traces(caplog)
    assert "in step" in trace
    view.live()
    assert view.errands.fault == ""


async def test_a_store_that_may_lose_anomalies_is_told_calmly_until_it_keeps_them(
    view: View, writer: Writer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footlib.ui.cards.header, "_DANGER_EVERY", 0.0)
    await put(writer)
    header = Header(view)
    await until(lambda: header._names)
    assert header.banner.value == ""
    await client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        await until(lambda: "Anomalies are not safe: " in header.banner.value)
        assert 'role="status"' in header.banner.value
    finally:
        await client.config_set("maxmemory-policy", "noeviction")
    await until(lambda: not header.banner.value)
