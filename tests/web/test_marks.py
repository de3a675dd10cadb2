"""What of the curves may hang over their edge."""

import pytest

from footlib.ui.browser.page import STYLE
from tests.web.conftest import Kernel

MARK = '<g id="{id}" clip-path="url(#clip)">{of}</g>'
CURVE = '<g class="curve"><path class="line" style="stroke: var(--fw-{colour});"></path></g>'
FIGURE = (
    '<div class="fw-plot"><svg class="svg-figure"><defs><clipPath id="clip"><rect></rect></clipPath></defs>'
    + MARK.format(id="lines", of=3 * CURVE.format(colour="left"))
    + MARK.format(id="boxes", of=CURVE.format(colour="alarm"))
    + MARK.format(id="head", of=CURVE.format(colour="head"))
    + MARK.format(id="dots", of='<g class="object_grp"><path class="dot element"></path></g>')
    + MARK.format(id="signs", of='<g class="object_grp"><text class="label element">a</text></g>')
    + "</svg></div>"
)


@pytest.mark.parametrize(
    ("mark", "whole"), [("lines", False), ("boxes", False), ("signs", False), ("head", True), ("dots", True)]
)
async def test_the_playhead_at_the_edge_is_whole_and_no_line_goes_on(kernel: Kernel, mark: str, whole: bool) -> None:
    await kernel.start(FIGURE)
    await kernel.page.add_style_tag(content=STYLE)
    clip = await kernel.page.locator(f"#{mark}").evaluate("one => getComputedStyle(one).clipPath")
    assert (clip == "none") is whole
