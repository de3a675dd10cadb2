"""The recipes of the cookbook run as they stand there, against a real store in which somebody walks."""

import ast
import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from footlib.reading import Reading, decode_answer
from footlib.settings import Settings
from footlib.standin import Monitor, StandinOptions
from footlib.store import Entry, Writer
from footlib.store.clock import MICROSECONDS
from tests.wheel import ROOT

COOKBOOK = ROOT / "docs" / "cookbook.md"
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
PERSON = 3
BEFORE = 90
"""Seconds that the person has walked when the recipes begin."""


@asynccontextmanager
async def walking(writer: Writer) -> AsyncIterator[None]:
    """Somebody has walked for a while and walks on, ten readings a second, with an anomaly now and then."""
    monitor = Monitor(StandinOptions(anomaly_share=0.1))

    def reading(elapsed: float) -> Reading:
        return decode_answer(monitor.answer(PERSON, elapsed))

    async def walk_on() -> None:
        while True:
            now = writer.clock.stamp(PERSON)
            await writer.append([Entry(PERSON, now, reading((now - start) / MICROSECONDS))])
            await asyncio.sleep(0.1)

    start = writer.clock.now() - BEFORE * MICROSECONDS
    past = (step * MICROSECONDS // 10 for step in range(10 * BEFORE))
    await writer.append([Entry(PERSON, start + ago, reading(ago / MICROSECONDS)) for ago in past])
    task = asyncio.create_task(walk_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def run(block: str, line: int, names: dict[str, Any]) -> None:
    """Run a cell as a notebook would; a traceback names the line of the page."""
    tree = ast.increment_lineno(ast.parse(block), line)
    code = compile(tree, str(COOKBOOK), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, names)
    if inspect.iscoroutine(result):
        await result


async def test_every_recipe_does_what_the_page_says(
    settings: Settings,
    writer: Writer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOOTWATCH_HOST", str(settings.host))
    monkeypatch.setenv("FOOTWATCH_PORT", str(settings.port))
    page, names = COOKBOOK.read_text(), {"__name__": "cookbook"}
    assert len(re.findall(r"^## \d+\. ", page, re.MULTILINE)) == 11
    async with walking(writer):
        for found in BLOCK.finditer(page):
            block, shown = found.groups()
            await run(block, page[: found.start(1)].count("\n"), names)
            printed = capsys.readouterr().out
            assert shown is None or printed == shown, block
    assert (tmp_path / "figure.svg").read_text().startswith("<svg")
    assert "no readings" not in printed
