"""A page that is opened while the store is away."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from footlib.settings import Settings
from footlib.store import Clock, EmbeddedStore, Store, Writer, redis_client
from footlib.ui import Dashboard
from footlib.ui.model.data_status import StatusKind
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.test_replay import Last
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


async def test_a_link_leads_to_its_moment_once_the_store_is_back(tmp_path: Path) -> None:
    server = EmbeddedStore(tmp_path)
    settings = server.filled(Settings(data_dir=str(tmp_path)))
    client, store = redis_client(settings), Store(settings)
    await client.config_set("appendfsync", "always")
    writer = Writer(client, settings, Clock())
    await writer.lease([1])
    start = writer.clock.now() - 60_000_000
    await writer.append(entries(1, 600, start=start))
    os.kill(server.pid, signal.SIGKILL)
    link = {"at": repr(start / 1e6 + 20), "from": repr(start / 1e6 + 10), "to": repr(start / 1e6 + 30)}
    dashboard = Dashboard(store, {"person": "1", "window": "60"} | link)
    session, last = dashboard.session, Last()
    session.renderer.add(last)
    try:
        await until(lambda: last.frame and last.frame.state.kind is StatusKind.AWAY)
        await until(lambda: not session._framing.jumped)
        address = session.page.address
        assert address.startswith(f"person=1&window=60&at={link['at']}")
        server.restart()
        await until(lambda: session.view.moment is not None)
        assert session.view.moment == float(link["at"])
        assert session.page.address == address
        await until(lambda: not session.background.fault)
    finally:
        for part in list(session.renderer.drawn):
            session.renderer.remove(part)
        await store.close()
        await client.aclose()
        server.close()


async def test_a_page_without_a_store_becomes_the_dashboard_when_there_is_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    box = Dashboard.connected(settings)
    assert "fw-notice" in box.children[1].value
    server = await asyncio.to_thread(EmbeddedStore, tmp_path)
    try:
        await until(lambda: isinstance(box.children[0], Dashboard))
        session = box.children[0].session
        await until(lambda: session.page.pulse)
        for part in list(session.renderer.drawn):
            session.renderer.remove(part)
        await session.store.close()
    finally:
        server.close()
