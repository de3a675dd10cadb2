"""Whom a page without a wish shows."""

from collections.abc import AsyncIterator, Callable

import pytest

from footlib.store import Store, Writer
from footlib.ui import Dashboard
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

Opener = Callable[[dict[str, str]], Dashboard]


@pytest.fixture
async def opened(store: Store) -> AsyncIterator[Opener]:
    dashboards: list[Dashboard] = []

    def make(wish: dict[str, str]) -> Dashboard:
        dashboards.append(Dashboard(store, wish))
        return dashboards[-1]

    yield make
    for dashboard in dashboards:
        for part in list(dashboard.session.renderer.drawn):
            dashboard.session.renderer.remove(part)


async def test_one_person_alone_is_opened(opened: Opener, writer: Writer) -> None:
    await writer.append(entries(3, 5))
    dashboard = opened({})
    await until(lambda: dashboard.session.view.person == 3 and not dashboard.session.view.everyone)
    dashboard.session.view.show_everyone()
    await until(lambda: dashboard.header._people_at and not dashboard.header.opens_alone)
    assert dashboard.session.view.everyone


async def test_the_first_of_several_is_not(opened: Opener, writer: Writer) -> None:
    await writer.append(entries(3, 5))
    dashboard = opened({})
    await until(lambda: dashboard.header._alone == 3)
    await writer.append(entries(4, 5))
    await until(lambda: not dashboard.header.opens_alone)
    assert dashboard.session.view.everyone


async def test_everyone_is_shown_to_whoever_asks_for_it(opened: Opener, writer: Writer) -> None:
    await writer.append(entries(3, 5))
    dashboard = opened({"view": "overview"})
    await until(lambda: dashboard.everyone and len(dashboard.everyone.tiles) == 1)
    await until(lambda: "3" in dashboard.header._names or len(dashboard.header._names) == 1)
    assert dashboard.session.view.everyone
