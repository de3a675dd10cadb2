"""The story of a walk: recorded by hand whatever dies meanwhile, found a month later, compared, and taken along."""

import asyncio
import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Page, expect

from footlib import load
from footlib.recording import Recording
from footlib.standin import Walker, walk
from footlib.store import Store, Trial, TrialNote
from footlib.trials import bring_in
from tests.e2e.conftest import Running, demonstration, opened
from tests.e2e.walks import says

MONTH = 30 * 86400.0


@pytest.mark.timeout(300)
async def test_a_walk_from_its_record_to_the_forgetting(browser: Browser, tmp_path: Path) -> None:
    own = {"IDS": "3", "MAX_SEC": "5", "CLEAR_DELAY": "1", "AUTHOR": "X-Forwarded-User"}
    with demonstration(tmp_path / "run", **{f"FOOTWATCH_{name}": value for name, value in own.items()}) as running:
        url = f"{running.url}?person=3"
        async with opened(browser, url, headers={"X-Forwarded-User": "Anna"}) as page:
            await record(page)
        for part in (("-m", "cacher"), ("valkey",)):
            running.kill(*part)
        async with opened(browser, url) as page:
            await end(page)
            link = page.url
        async with running.store() as store:
            trial, recording = await kept(store)
            assert trial.note == TrialNote("10 m walk", "stick", "", "Anna")
            await bring_earlier(store)
        running.kill("valkey")
        async with opened(browser, link) as page:
            await says(page, "paused")
            await expect(page.locator(".fw-rate")).to_have_text("10 m walk")
            await expect(page.locator(".fw-trial")).to_have_count(5)
            await compare(page)
            await label(page)
        await take_along(running, tmp_path, recording)
        await forget(running)


async def record(page: Page) -> None:
    await says(page, "live")
    await page.keyboard.press("r")
    card = page.locator(".fw-trials-card")
    await expect(card.get_by_role("button", name="Stop")).to_be_visible()
    await card.get_by_label("Name", exact=True).fill("10 m walk")
    await card.get_by_label("Condition", exact=True).fill("stick")
    await card.get_by_label("Condition", exact=True).press("Tab")
    await expect(card.locator(".fw-trial b")).to_have_text("10 m walk")


async def end(page: Page) -> None:
    """End the trial that another page began when it is longer than what is kept of the history, and open it."""
    await says(page, "live")
    stop = page.locator(".fw-header").get_by_role("button", name="Stop recording")
    await expect(stop).to_be_visible()
    await expect(stop).to_contain_text(re.compile(r"0:[1-9]\d"), timeout=30_000)
    await stop.click()
    row = page.locator(".fw-trial")
    await expect(row).to_contain_text("Hz")
    await expect(row).to_contain_text("stick · Anna")
    await row.get_by_role("button", name="Open").click()
    await says(page, "paused")
    await expect(page.locator(".fw-rate")).to_have_text("10 m walk")


async def kept(store: Store) -> tuple[Trial, Recording]:
    (trial,) = (await store.trials.page(3)).trials
    recording = await store.trials.readings(3, trial)
    assert recording.duration > 9
    assert recording.time[0] - trial.start < 1, "from its begin on"
    assert np.diff(recording.time).min() > 0
    return trial, recording


async def bring_earlier(store: Store) -> None:
    """Four walks of the same person, the first of them a month ago."""
    newest = (await store.trials.page(3)).trials[0].start
    for week in range(4):
        time = np.arange(0.0, 20.0, 0.05)
        counts, _ = walk(Walker(cadence=96.0 + 3 * week), time)
        recording = Recording.from_columns(newest - MONTH + 7 * 86400 * week + time, counts)
        await bring_in(store, 3, recording, TrialNote("10 m walk", "stick"))


async def compare(page: Page) -> None:
    """Put the walk beside the first one."""
    await page.get_by_role("button", name="Compare: keep").click()
    await page.locator(".fw-trial").last.get_by_role("button", name="Open").click()
    card = page.locator(".fw-compare-card")
    await expect(card.locator("tbody tr").first).to_be_visible()
    await expect(page.locator(".fw-progress .fw-tile").first).to_be_visible()


async def label(page: Page) -> None:
    """Label a moment of the first walk."""
    await page.keyboard.press("l")
    await page.keyboard.press("1")
    await expect(page.locator(".fw-labels b")).to_have_text("turn")


async def command(running: Running, *words: str | Path) -> str:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("footwatch"),
        *map(str, words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**variables, "FOOTWATCH_DATA_DIR": str(running.data_dir)},
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    return told.decode()


async def take_along(running: Running, folder: Path, recording: Recording) -> None:
    """Report and export the walk, and read it back."""
    csv, parquet, pdf = (folder / f"walk.{suffix}" for suffix in ("csv", "parquet", "pdf"))
    await command(running, "report", "3", "--trial", "last", "--out", pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    await command(running, "export", "3", csv, "--trial", "last")
    await command(running, "export", "3", parquet, "--trial", "last")
    await command(running, "export", "3", folder / "bids", "--bids")
    for file in (csv, parquet, max((folder / "bids").rglob("*_motion.tsv"))):
        back = load(file)
        assert back.counts.tolist() == recording.counts.tolist(), file
        assert np.allclose(back.time - back.time[0], recording.time - recording.time[0], rtol=0, atol=1e-5), file
    await command(running, "export", "3", folder / "all", "--all")
    labels = [load(file).labels for file in sorted((folder / "all").glob("*.parquet"))]
    assert [[one.kind for one in some] for some in labels] == [["turn"], [], [], [], []]


async def forget(running: Running) -> None:
    """Forget the person, whom no cacher may follow meanwhile."""
    running.stop()
    assert "5 trials" in await command(running, "forget", "3", "--yes")
    assert "Nothing is stored of person 3" in await command(running, "forget", "3", "--yes")
