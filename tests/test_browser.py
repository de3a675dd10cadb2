"""The browser of the tests is the one that Playwright means to start."""

import psutil
import pytest
from playwright.sync_api import sync_playwright

from tests.browser import NOT_WANTED, launch
from tests.processes import command_line

pytestmark = pytest.mark.e2e


def test_what_playwright_does_without_is_not_there() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch())
        lines = [command_line(child).split() for child in psutil.Process().children(recursive=True)]
        browser.close()
    given = {tuple(word for word in line if word.startswith("--disable-features=")) for line in lines}
    ((playwrights, ours),) = (map(_names, lists) for lists in given if len(lists) > 1)
    assert playwrights <= ours
    assert ours == set(NOT_WANTED)


def _names(word: str) -> set[str]:
    return set(word.partition("=")[2].split(","))
