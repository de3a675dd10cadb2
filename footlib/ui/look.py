"""The style sheet for what stands still in a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import anywidget

_HERE: Final = Path(__file__).parent


class Look(anywidget.AnyWidget):
    """Brings the style sheet, and JupyterLab's light or dark theme, to widgets without a live page."""

    _esm = """
    export default {
      render({ el }) {
        el.classList.add("fw-page");
        const theme = document.body.dataset.jpThemeLight;
        if (theme !== undefined && document.body.dataset.voila !== "voila") {
          document.documentElement.dataset.fwTheme = theme === "false" ? "dark" : "light";
        }
      },
    };
    """
    _css = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("style.css", "explore.css"))
