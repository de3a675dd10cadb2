"""What goes wrong beside the parts is told, and stops nothing for ever."""

import gc
from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import footlib.ui.cards.header
from footlib.errors import FootlibError
from footlib.store import Store, Writer
from footlib.store.connection import Client
from footlib.ui import Header, Session
from footlib.ui.browser.elements import control
from footlib.ui.data import faults
from footlib.ui.data.background import Background, Job
from footlib.ui.data.coordinator import Coordinator
from footlib.ui.model.data_status import StatusKind
from footlib.ui.model.frame import Frame
from footlib.ui.model.limits import Limits
from footlib.ui.session.view_change import ViewChange
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_clocks import put
from tests.footlib.ui.test_view import Watcher
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def nothing_logged_yet() -> None:
    faults._logged.clear()


async def test_a_page_whose_picture_fails_hears_no_heart(session: Session) -> None:
    watcher = Watcher(session)
    await until(lambda: session.page.pulse)
    ticks = 0

    def count(_: object) -> None:
        nonlocal ticks
        ticks += 1

    end = session.coordinator.subscribe(count, lambda: True)
    session.view.limits = None  # type: ignore[assignment]
    await until(lambda: "AttributeError" in session.coordinator.fault)
    pulse, seen = session.page.pulse, ticks
    await until(lambda: ticks > seen + 25)
    assert session.page.pulse == pulse
    session.view.limits = Limits()
    await until(lambda: session.page.pulse > pulse)
    await until(lambda: not session.coordinator.fault)
    assert watcher.last
    end()


async def test_a_feed_that_ended_within_a_request_begins_again(store: Store, writer: Writer, client: Client) -> None:
    coordinator = Coordinator.of(store)
    data = coordinator.want(1)
    end = coordinator.subscribe(lambda _: None, lambda: True)
    await until(lambda: data.asked)
    await client.client_pause(400)
    await until(lambda: coordinator._request and coordinator.away_since is None)
    end()
    await put(writer)
    end = coordinator.subscribe(lambda _: None, lambda: True)
    await until(lambda: len(data.history))
    end()


async def test_an_answer_that_nobody_understands_is_told_and_asked_for_again(
    session: Session, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = Watcher(session)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)
    cursor = session.data.cursor
    session.data.cursor = "nonsense"  # type: ignore[assignment]
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.FAULT)
    assert "Footwatch made a mistake (AttributeError)" in session.coordinator.reason
    assert watcher.last
    assert watcher.last.state.text == "Fault of Footwatch"
    assert "What is shown stays" in watcher.last.state.detail
    (trace,) = traces(caplog)
    assert "in watch" in trace
    session.data.cursor = cursor
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)


async def test_a_fault_stays_until_the_same_succeeds_or_live(session: Session) -> None:
    async def export(fault: Exception | None) -> None:
        if fault is not None:
            raise fault

    async def people() -> None:
        pass

    exporting, meeting = Job(), Job()

    async def run(*, fault: Exception | None = None) -> str:
        session.background.run(export(fault), exporting)
        await until(lambda: session.background.done)
        session.background.run(people(), meeting)
        await until(lambda: session.background.done)
        return session.background.fault

    assert await run(fault=FootlibError("there is nothing")) == "there is nothing"
    assert await run(fault=OSError("no space left")) == "OSError: no space left"
    assert await run() == ""
    assert await run(fault=FootlibError("there is nothing")) == "there is nothing"
    session.view.announce(ViewChange.DISPLAY)  # ()
    assert session.background.fault == "there is nothing", "a page that is turned round has read nothing yet"
    session.view.live()
    assert session.background.fault == ""


async def test_a_wish_that_was_given_up_fails_in_silence(session: Session, writer: Writer) -> None:
    Watcher(session)
    await put(writer)
    await until(lambda: session.data.newest)
    session.loader.look_back(1000.0)
    await until(lambda: session.background.done)
    assert "nothing is stored any more" in session.background.fault
    session.loader.look_back(1000.0)
    session.view.live()
    await until(lambda: session.background.done)
    assert session.background.fault == ""


def traces(caplog: pytest.LogCaptureFixture) -> list[str]:
    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    return [faults.without_texts(error) for error in errors if error is not None]


async def test_a_mistake_of_ours_is_logged_once_with_its_trace_and_without_what_it_quotes(
    session: Session, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        shown = True
        drawn = 0

        def refresh(self, _: Frame) -> None:
            self.drawn += 1
            raise KeyError("Grzegorczyk")

    part = Broken()
    session.renderer.add(part)
    await put(writer)
    await until(lambda: part.drawn > 20)
    (trace,) = traces(caplog)
    assert "in refresh" in trace
    assert "KeyError" in trace
    assert "Grzegorczyk" not in trace.replace('raise KeyError("Grzegorczyk")', "")
    assert "Broken: Footwatch made a mistake (KeyError)" in session.renderer.fault


async def test_an_absent_store_is_no_mistake_and_a_refusing_one_neither(
    session: Session, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = Watcher(session)
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.GONE)
    await client.config_set("requirepass", "changed")
    await client.auth("changed")
    try:
        await session.store._client.connection_pool.disconnect()  # type: ignore[union-attr]
        await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.REFUSED)
        assert watcher.last
        assert watcher.last.state.text == "Store refuses"
        assert "password" in watcher.last.state.detail
    finally:
        await client.config_set("requirepass", "")
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.GONE)
    assert traces(caplog) == []


async def test_one_errand_s_success_erases_no_other_s_fault(session: Session) -> None:
    async def load(fault: str) -> None:
        if fault:
            raise FootlibError(fault)

    first, second = Job(), Job()
    for errand, fault in ((first, "first"), (second, "second"), (second, "")):
        session.background.run(load(fault), errand)
        await until(lambda: session.background.done)
    assert session.background.fault == "first"
    session.background.run(load(""), first)
    await until(lambda: session.background.done)
    assert session.background.fault == ""
    session.background.run(load("of somebody who is gone"), Job())
    await until(lambda: session.background.done)
    assert session.background.fault == ""


async def test_a_store_that_somebody_else_wrote_into_is_told_in_words(
    session: Session, writer: Writer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    await writer.append(entries(1, 3, start=writer.clock.now() - 300_000, flagged={1}))
    await client.rpush("1_episode", "garbage", b"\xff\xfe")
    await client.hset("1_status", b"\xff", b"\xff")
    await client.set("1_person", b'{"firstname":"\xff"}')
    await client.rpush("1_data", "garbage")
    await client.rpush("1_timestamp", "garbage")
    watcher = Watcher(session)
    await until(lambda: "another program wrote it" in session.background.fault)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)
    assert traces(caplog) == []


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """IPython, to which ipywidgets leaves what handlers raise."""
    config = Config()
    config.HistoryManager.enabled = False
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


async def test_what_a_click_fails_of_is_told_and_logged_and_what_a_cell_fails_of_is_not(
    session: Session, writer: Writer, shell: InteractiveShell, caplog: pytest.LogCaptureFixture
) -> None:
    faults.subscribe(session.background.failed)
    shell.run_cell("from footlib.ui.session.view import Session; Session.of(None)")  # type: ignore[no-untyped-call]
    shell.run_cell("1 / 0")  # type: ignore[no-untyped-call]
    assert session.background.fault == ""
    clicked = control("Step", "", lambda: session.view.step("one"))  # type: ignore[arg-type]
    watcher = Watcher(session)
    await put(writer)
    await until(lambda: watcher.last and watcher.last.state.kind is StatusKind.LIVE)
    clicked.click()
    assert session.background.fault.startswith("Footwatch made a mistake (")
    (trace,) = traces(caplog)
    assert "in step" in trace
    session.view.live()
    assert session.background.fault == ""


async def test_a_store_that_may_lose_anomalies_is_told_calmly_until_it_keeps_them(
    session: Session, writer: Writer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footlib.ui.cards.header, "_DANGER_EVERY", 0.0)
    await put(writer)
    header = Header(session)
    await until(lambda: header._names)
    assert header.banner.value == ""
    await client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        await until(lambda: "Anomalies are not safe: " in header.banner.value)
        assert 'role="status"' in header.banner.value
    finally:
        await client.config_set("maxmemory-policy", "noeviction")
    await until(lambda: not header.banner.value)


async def test_what_is_cancelled_before_it_began_leaves_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    background = Background()

    async def work() -> None:
        raise AssertionError

    background.run(work(), Job())
    background.cancel()
    await until(lambda: background.done)
    gc.collect()
    assert not recwarn.list
