"""The browser that the end-to-end tests drive: `python -m tests.browser` prints its path."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def find_browser() -> str:
    """Path of a Chromium: FOOTWATCH_BROWSER, one on the PATH, or Playwright's own.

    Raises
    ------
    FileNotFoundError
        There is none; the message says how to get one.
    """
    named = os.environ.get("FOOTWATCH_BROWSER")
    for candidate in (named,) if named else NAMES:
        found = shutil.which(candidate)
        if found:
            return found
    if named is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            own = Path(playwright.chromium.executable_path)
        if own.exists():
            return str(own)
    raise FileNotFoundError(
        f"No browser found (looked for {named or ', '.join(NAMES)}). "
        "Install one: `apt-get install chromium`, or `.venv/bin/python -m playwright install chromium`."
    )


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{find_browser()}\n")
    except FileNotFoundError as error:
        sys.exit(str(error))
