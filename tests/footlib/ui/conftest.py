"""What tests of widgets need."""

import warnings
from collections.abc import AsyncIterator

import pytest

with warnings.catch_warnings():
    # bqscales 0.3.7 gives a trait metadata in a way that traitlets asks not to; only upstream can mend it.
    warnings.simplefilter("ignore", DeprecationWarning)
    import footlib.ui.figures.plotting  # noqa: F401

from footlib.store import Store
from footlib.ui import Session
from footlib.ui.browser.page import FIRST_GRACE, Page

# No browser answers in these tests, neither to the first question nor to pulses.
Page.introduced = True
Page.patience = FIRST_GRACE


@pytest.fixture
async def session(store: Store) -> AsyncIterator[Session]:
    session = Session(store, 1)
    yield session
    session.close()
