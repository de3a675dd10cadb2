"""What JupyterLab is given to run at its start."""

from playwright.async_api import Page

from tests.web.conftest import Kernel
from tests.wheel import ROOT


async def test_jupyterlab_gets_an_extension_that_waits_for_widgets_scripts(page: Page, kernel: Kernel) -> None:
    await kernel.open("lab")
    script = ROOT / "notebooks/lab/labextensions/footwatch/static/remoteEntry.js"
    await page.evaluate("() => { AbortSignal.timeout = ms => ({ ms }); }")
    await page.add_script_tag(path=script)
    assert await page.evaluate("[2000, 90000].map(ms => AbortSignal.timeout(ms).ms)") == [60_000, 90_000]
    made = "_JUPYTERLAB.footwatch.get('./extension').then(module => module().default.id)"
    assert await page.evaluate(made) == "footwatch:patience"
