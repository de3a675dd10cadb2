"""A page on paper: PDF by a Chromium, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from footlib.errors import ExportError

BROWSERS: Final = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
_SECONDS: Final = 60


def to_pdf(page: str) -> bytes:
    """Print a page to PDF.

    Parameters
    ----------
    page
        HTML that needs nothing else, as `footlib.reporting.render` makes it.

    Raises
    ------
    ExportError
        If there is no Chromium, or it does not print.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise ExportError(
            f"a PDF needs a Chromium ({', '.join(BROWSERS)}) on the PATH, and there is none; "
            "install one, or name a file that ends in .html and print it from any browser"
        )
    with tempfile.TemporaryDirectory(prefix="footwatch-") as folder:
        source, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            # Chromium's own box needs another user than root.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExportError(f"{browser} does not print: {error}; name a file that ends in .html") from error
        if not printed.exists():
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[-1]
            raise ExportError(f"{browser} does not print ({last}); name a file that ends in .html")
        return printed.read_bytes()
