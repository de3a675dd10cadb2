"""What is done for a page before it is printed."""

from tests.web.conftest import Kernel

FIGURE = """<style>.bqplot { width: 1800px; height: 200px; } svg { width: 100%; height: 100%; }</style>
<div class="bqplot figure"><svg class="svg-background"></svg><svg class="svg-figure"></svg></div>
<div class="bqplot figure" style="display: none"><svg></svg></div>"""
TOLD = """() => {
    const [figure] = document.querySelectorAll(".bqplot");
    const views = [...document.querySelectorAll("svg")].map(svg => svg.getAttribute("viewBox"));
    const told = name => figure.style.getPropertyValue(name);
    return [views, told("--fw-aspect"), told("--fw-scale"),
            document.documentElement.style.getPropertyValue("--fw-printed")];
}"""


async def test_figures_are_scaled_to_paper_while_a_page_is_printed(kernel: Kernel) -> None:
    await kernel.start(FIGURE)
    page = kernel.page
    await page.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = ({TOLD})(); }})")
    assert (await page.pdf()).startswith(b"%PDF")
    views, aspect, scale, when = await page.evaluate("printed")
    assert views == ["0 0 1800 200", "0 0 1800 200", None], "the hidden one has no size"
    assert (float(aspect), float(scale)) == (9, 2)
    assert when[1:5].isdigit(), "the day and the time of day, as a text of CSS"
    await page.wait_for_function(f"({TOLD})()[0].every(view => view === null)")
