"""One engine, one stack and one browser for all tests of this folder, which run in their order."""

import os
import shlex
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import launch
from tests.stack import engine as engines
from tests.stack import images
from tests.stack.engine import Engine, NoEngineError
from tests.stack.project import Project, project

BUILD_SEC = 900.0
_LAST_LINES = "40"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine. Where none can be had all tests are left out, which CI does not accept."""
    try:
        with engines.engine() as running:
            yield running
    except NoEngineError as error:
        if os.environ.get("CI"):
            pytest.exit(f"The stack cannot be tested: {error}", returncode=1)
        pytest.exit(f"The tests of the stack are left out: {error}", returncode=0)


@pytest.fixture(scope="session")
def stack(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The stack, built and started as docs/deploy.md says, and taken down at the end."""
    images.make(engine, tmp_path_factory.mktemp("images"))
    made = project(engine, tmp_path_factory.mktemp("stack"))
    made.shell("docker-compose build", timeout=BUILD_SEC)
    with engine.watched("health_status", made.health_log):
        made.shell("docker-compose up -d")
        yield made
    made.shell("docker-compose down --volumes")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(stack: Project, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A browser on the containers' host."""
    options = launch()
    program = tmp_path_factory.mktemp("browser") / "chromium"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([*stack.engine.inside(), options["executable_path"]])} "$@"\n')
    program.chmod(0o700)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=options["args"])
        yield chromium
        await chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Say beside a failure what the parts said at last."""
    found = getattr(item, "funcargs", {}).get("stack")
    if call.excinfo is not None and isinstance(found, Project):
        call.excinfo.value.add_note(found.shell(f"docker-compose logs --no-color --tail {_LAST_LINES} 2>&1"))
    return (yield)
