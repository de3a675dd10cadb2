"""The documentation site: built without a warning, read without asking another host, whole."""

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect
from sphinx.util.inventory import InventoryFile

import footlib
from tests.wheel import ROOT, run

# Sphinx takes 14 s of a core, and a busy machine gives a fraction of one.
pytestmark = pytest.mark.timeout(400)
REFERENCE = ROOT / "docs" / "reference"
WIDTHS = (390, 1440)
LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"
IDS = "() => [...document.querySelectorAll('[id]')].map(one => one.id)"


def pages(site: Path) -> list[Path]:
    """Every page; the door leads on by itself, and what stands beside styles is none."""
    return sorted(path for path in site.rglob("*.html") if path != site / "index.html" and "_static" not in path.parts)


def exists(address: str) -> bool:
    return Path(unquote(address.removeprefix("file://"))).is_file()


@dataclass(frozen=True)
class Visited:
    """What a browser saw of a page: what it asked for, where links lead, and what they may lead to."""

    asked: list[str]
    links: list[str]
    ids: set[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made as `make docs` makes it."""
    folder = tmp_path_factory.mktemp("site")
    options = ("-EWq", "--keep-going", "-d", str(folder / "doctrees"), "-c", "docs")
    run(sys.executable, "-m", "sphinx", *options, str(ROOT), str(folder / "html"), cwd=ROOT)
    return folder / "html"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visited(site: Path, browser: Browser) -> AsyncIterator[dict[str, Visited]]:
    """Every page of the site, opened from the disk."""
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = {}
    for path in pages(site):
        asked.clear()
        await page.goto(path.as_uri(), wait_until="load")
        links, ids = await page.evaluate(LINKS), await page.evaluate(IDS)
        seen[path.as_uri()] = Visited([*asked], links, set(ids))
    yield seen
    await page.close()


def public(module: str) -> set[str]:
    """The public names of a module, by `__all__` or, without one, what it defines."""
    found = import_module(module)
    own = [name for name, one in vars(found).items() if getattr(one, "__module__", None) == module]
    names = getattr(found, "__all__", [name for name in own if not name.startswith("_")])
    return {f"{module}.{name}" for name in names}


def referred() -> list[str]:
    """Every module whose names the reference describes; those of `footlib` itself are described where they are from."""
    return [
        module
        for page in sorted(REFERENCE.glob("*.md"))
        for module in re.findall(r"^\.\. automodule:: (\S+)$", page.read_text(), re.MULTILINE)
        if module != "footlib"
    ]


async def test_the_door_leads_to_the_first_page(site: Path, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto((site / "index.html").as_uri())
    await expect(page).to_have_url(f"{site.as_uri()}/docs/index.html")
    await page.close()


async def test_no_page_asks_another_host(site: Path, visited: dict[str, Visited]) -> None:
    assert f"{site.as_uri()}/docs/index.html" in visited
    elsewhere = {
        url for page in visited.values() for url in page.asked if not url.startswith((f"{site.as_uri()}/", "data:"))
    }
    assert not elsewhere
    files = {url.partition("?")[0] for page in visited.values() for url in page.asked if url.startswith("file:")}
    assert not [url for url in files if not exists(url)]


async def test_every_link_leads_somewhere(site: Path, visited: dict[str, Visited]) -> None:
    lost = set()
    for at, page in visited.items():
        for link in page.links:
            target, anchor = urldefrag(link)
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            if not exists(target) or (anchor and target in visited and unquote(anchor) not in visited[target].ids):
                lost.add((at.removeprefix(site.as_uri()), link))
    assert not lost


@pytest.mark.parametrize("module", referred())
def test_every_public_name_is_in_the_reference(module: str, site: Path) -> None:
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    described = {name for kind, names in inventory.data.items() if kind.startswith("py:") for name in names}
    assert public(module) <= described


def test_the_names_of_the_package_lead_to_their_place(site: Path) -> None:
    page = (site / "docs" / "reference" / "footlib.html").read_text()
    listed = set(
        re.findall(
            r'<a class="reference internal" href="[^"]+" title="footlib[^"]*"><code[^>]*><span class="pre">(\w+)<', page
        )
    )
    assert listed >= set(getattr(footlib, "__all__", ()))


async def test_search_finds_a_function_without_a_server(site: Path, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{site.as_uri()}/search.html?q=double_support")
    await expect(page.locator("#search-results a").first).to_have_attribute(
        "href", re.compile(r"reference/analysis\.html")
    )
    await page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_pages_are_for_everybody(site: Path, browser: Browser, theme: str) -> None:
    # Of axe's rules only those of contrast depend on the theme, and widths do not.
    options = {} if theme == "light" else {"runOnly": ["color-contrast", "link-in-text-block"]}
    context = await browser.new_context(color_scheme="dark" if theme == "dark" else "light")
    page = await context.new_page()
    for name in ("dashboard", "reference/sensors"):
        await page.goto(f"{site.as_uri()}/docs/{name}.html")
        await expect(page.locator("html")).to_have_attribute("data-theme", theme)
        violations = (await Axe().run(page, options=options)).response["violations"]
        assert not [one["id"] for one in violations if one["impact"] in {"serious", "critical"}], name
        for width in WIDTHS if theme == "light" else ():
            await page.set_viewport_size({"width": width, "height": 900})
            overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{name} at {width} px"
    await context.close()
