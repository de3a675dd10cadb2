"""What the browser's half of the page calls things is what the kernel's half calls them."""

import re

import anywidget
import pytest

from footlib.store import Store
from footlib.ui import Dashboard
from footlib.ui.browser.page import Page
from tests.wheel import ROOT

TYPES = (ROOT / "web" / "page" / "types.d.ts").read_text()


def declared(kind: str, name: str) -> str:
    """The text of a type."""
    return re.split(r"\n\n", TYPES.partition(f"export {kind} {name} ")[2])[0]


def test_both_sides_know_the_same_traits() -> None:
    own = Page.class_traits(sync=True).keys() - anywidget.AnyWidget.class_traits(sync=True).keys()
    assert set(re.findall(r"^  (\w+):", declared("interface", "PageState"), re.MULTILINE)) == own


@pytest.mark.asyncio
async def test_somebody_hears_whatever_a_page_says(store: Store) -> None:
    literals = re.findall(r'kind: ((?:"\w+"[ |]*)+)', declared("type", "FromPage"))
    kinds = set(re.findall(r'"(\w+)"', declared("type", "KeyCommand") + "".join(literals)))
    assert {"here", "hello", "seek", "unzoom", "toggle", "choosing", "address"} <= kinds
    dashboard = Dashboard(store, {"person": "1"})
    assert kinds <= dashboard.session.page._handlers.keys()
    dashboard.close()
