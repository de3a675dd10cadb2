"""The style sheet for what stands still in a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import anywidget

from footlib.ui.browser.page import STYLE

_HERE: Final = Path(__file__).parent / "static"


class StillPage(anywidget.AnyWidget):
    """Brings the style sheet, and JupyterLab's light or dark theme, to widgets without a live page; takes pictures."""

    _esm = (_HERE / "still.js").read_text(encoding="utf-8")
    _css = STYLE + (_HERE / "explore.css").read_text(encoding="utf-8")

    def picture(self, name: str, title: str) -> None:
        """Let the browser save a picture of the card that holds this."""
        self.send({"name": name, "title": title})
