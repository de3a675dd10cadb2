"""A whole HTML page within a cell."""

from __future__ import annotations

import ipywidgets as widgets

from footlib.ui.browser.elements import markup


class Framed(widgets.HTML):  # type: ignore[misc]
    """Shows a page in a frame of its own, so that its styles stay within and its scripts do not run.

    Parameters
    ----------
    page
        The HTML.
    height
        Of the frame, pixels.
    """

    def __init__(self, page: str, height: int = 640) -> None:
        style = f"width: 100%; height: {height}px; border: 1px solid #8884; border-radius: 8px"
        super().__init__(
            str(markup('<iframe class="fw-framed" sandbox title="Page" style="{}" srcdoc="{}"></iframe>', style, page))
        )
