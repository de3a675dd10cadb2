"""The browser that the end-to-end tests drive: `python -m tests.browser` prints its path."""

import os
import shutil
import sys
from pathlib import Path
from typing import TypedDict

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
NOT_WANTED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Playwright's own, for Chromium heeds only the last list.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)
"""Features of Chromium. The address bar's two pages take each new window 0.8 s of a core, though nobody sees them."""
COLOURS = """async data => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const pen = document.createElement('canvas').getContext('2d');
    [pen.canvas.width, pen.canvas.height] = [image.width, image.height];
    pen.drawImage(image, 0, 0);
    const all = pen.getImageData(0, 0, image.width, image.height).data;
    const seen = {};
    for (let i = 0; i < all.length; i += 4) {
        const key = all.slice(i, i + 3).join();
        seen[key] = (seen[key] ?? 0) + 1;
    }
    return seen;
}"""
"""For `page.evaluate`, with a PNG in base64: how many pixels have which colour."""


class Launch(TypedDict):
    """How Playwright starts the browser."""

    executable_path: str
    args: list[str]


def launch() -> Launch:
    """For Playwright's `chromium.launch`."""
    return Launch(executable_path=find_browser(), args=["--no-sandbox", f"--disable-features={','.join(NOT_WANTED)}"])


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
