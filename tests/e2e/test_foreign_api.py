"""A foreign API that misbehaves costs only the person's readings; log and page say why."""

import asyncio
import time
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.e2e.conftest import demonstration, opened, standin

PROFILE = """
[[fault]]
kind = "html"
persons = [2]

[[fault]]
kind = "status_500"
persons = [3]

[[fault]]
kind = "truncated_json"
persons = [4]

[[fault]]
kind = "large_body"
persons = [5]

[[fault]]
kind = "hang"
persons = [6]
"""
REASONS = {2: "HTML", 3: "500", 4: "JSON", 5: "bytes", 6: "no whole answer", 7: "404"}


async def test_each_trouble_costs_only_its_own_person(tmp_path: Path, browser: Browser) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    with (
        standin(tmp_path / "api", "--faults", str(profile)) as url,
        demonstration(
            tmp_path / "run",
            FOOTWATCH_BASE_URL=url,
            FOOTWATCH_IDS="1-7",
            FOOTWATCH_REQUEST_DELAY="0.2",
            FOOTWATCH_REQUEST_TIMEOUT="3",
        ) as running,
    ):
        store = running.store()
        deadline = time.monotonic() + 60
        while True:
            updates = await store.watch(dict.fromkeys(range(1, 8)))
            good = len(updates[1].recording) > 25
            if good and all(updates[person].status.failures > 1 for person in REASONS):
                break
            assert time.monotonic() < deadline, {person: update.status for person, update in updates.items()}
            await asyncio.sleep(0.1)
        await store.close()
        for person, reason in REASONS.items():
            assert len(updates[person].recording) == 0, person
            assert reason.lower() in updates[person].status.last_error.lower(), person
            assert f"persons={person}" in running.text(), "the log says it"
        async with opened(browser, f"{running.url}?person=3") as page:
            await expect(page.locator(".fw-dashboard")).to_contain_text("500", timeout=30_000)
            await page.get_by_role("button", name="Next person").click()
            await expect(page.locator(".fw-dashboard")).to_contain_text("JSON", timeout=30_000)
