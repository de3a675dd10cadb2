"""What tests of widgets need."""

import warnings
from collections.abc import AsyncIterator

import pytest

with warnings.catch_warnings():
    # bqscales 0.3.7 gives a trait metadata in a way that traitlets asks not to; only upstream can mend it.
    warnings.simplefilter("ignore", DeprecationWarning)
    import footlib.ui.figures.plotting  # noqa: F401

from footlib.store import Store
from footlib.ui import View
from footlib.ui.browser.page import FIRST_GRACE, Page
from footlib.ui.cards.base import Card

# No browser answers in these tests, neither to the first question nor to pulses, nor counts where a part is placed.
Page.told = True
Page.patience = FIRST_GRACE
Card.places = 1


@pytest.fixture
async def view(store: Store) -> AsyncIterator[View]:
    view = View(store, 1)
    yield view
    for part in list(view.driver.parts):
        view.driver.remove(part)
