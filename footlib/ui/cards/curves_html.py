"""What stands around the curves as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from footlib.ui.browser.elements import button, markup
from footlib.ui.figures.foot_curves import FootCurves
from footlib.ui.model.frame import Frame


def drawn(base: float, feet: Sequence[FootCurves]) -> Markup:
    """What web/page/hover.js reads: from when seconds count, and which models hold what is drawn."""
    left, right = (" ".join(mark.model_id for mark in foot.read) for foot in feet)
    return markup('<i hidden data-base="{}" data-left="{}" data-right="{}"></i>', base, left, right)


def whole(frame: Frame) -> Markup:
    """The way out of a zoom; its place is kept while there is none."""
    what = "window" if frame.trial is None else "trial"
    return button("unzoom", f"Whole {what}", label=f"Show the whole {what} again (Escape)", off=not frame.zoomed)
