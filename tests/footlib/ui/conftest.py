"""What tests of widgets need."""

from collections.abc import AsyncIterator

import pytest

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
