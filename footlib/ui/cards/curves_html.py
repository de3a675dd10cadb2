"""What stands around the curves as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from footlib.drawing.symbols import TIMES
from footlib.ui.browser.elements import button, joined, markup
from footlib.ui.figures.foot_curves import FootCurves
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import SPEEDS, Mode


def drawn(base: float, feet: Sequence[FootCurves]) -> Markup:
    """What web/page/hover.js reads: from when seconds count, and which models hold what is drawn."""
    left, right = (" ".join(mark.model_id for mark in foot.read) for foot in feet)
    return markup('<i hidden data-base="{}" data-left="{}" data-right="{}"></i>', base, left, right)


def transport(frame: Frame) -> Markup:
    """Step, play, how fast, and whether again and again."""
    words, tip = "▶ Play", "Play on from the moment looked at (K)"
    if frame.mode is Mode.REPLAY:
        words, tip = "❚❚ Pause", "Pause the replay (space)"
    elif frame.interrupted:
        words, tip = "▶ Go on", "Go on with the replay (space)"
    speeds = joined(button("speed", f"{TIMES}{s:g}", pressed=s == frame.speed, speed=s) for s in SPEEDS)
    return markup(
        '<span>{}{}{}</span><span role="group" aria-label="Speed of a replay">{}</span>{}',
        button("back", "◂", label="Previous reading (left arrow)"),
        button("play_or_pause", words, label=tip),
        button("forward", "▸", label="Next reading (right arrow)"),
        speeds,
        button("loop", "↻ Loop", label="Loop: play again and again", pressed=frame.loop, on=not frame.loop),
    )


def whole(frame: Frame) -> Markup:
    """The way out of a zoom; its place is kept while there is none."""
    what = "window" if frame.trial is None else "trial"
    return button("unzoom", f"Whole {what}", label=f"Show the whole {what} again (Escape)", off=not frame.zoomed)
