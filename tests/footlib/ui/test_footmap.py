"""What stands under the feet."""

import pytest

from footlib.store import Store, Writer
from footlib.ui import FootMap
from tests.footlib.ui.test_clocks import put
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio


async def test_who_stands_still_has_no_balance(store: Store, writer: Writer) -> None:
    for value in (300, 304, 297, 301):
        await put(writer, value=value)
    feet = FootMap(store, person=1)
    try:
        await until(lambda: "no step" in feet._readout.value)
        assert "bears" not in feet._readout.value
        assert 'fw-count-L0">301<' in feet._readout.value
    finally:
        feet.close()
