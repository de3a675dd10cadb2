"""HTML that is made of templates and values."""

import re

import numpy as np
import pytest
from markupsafe import Markup

from footlib.errors import FootlibError
from footlib.ui.browser.elements import button, joined, markup
from footlib.ui.model.data_status import StatusKind

EVIL = "<img src=x onerror=alert(1)>\"'&"


@pytest.mark.parametrize("value", [EVIL, FootlibError(EVIL), [EVIL], (EVIL, 1)])
def test_whatever_is_put_in_is_text(value: object) -> None:
    written = markup('<p title="{}">{}</p>', value, value)
    assert re.fullmatch(r'<p title="[^"<>]*">[^"<>]*</p>', written)


def test_markup_stays_as_it_is_and_numbers_take_their_form() -> None:
    bold = markup("<b>{:.1f}</b>", np.float64(1.25))
    assert bold == "<b>1.2</b>"
    assert (
        markup("{}{:.0f}{:>3}{}", joined([bold, bold]), np.int16(7), 5, StatusKind.LIVE)
        == "<b>1.2</b><b>1.2</b>7  5live"
    )
    assert isinstance(bold + EVIL, Markup)


def test_a_button_cannot_be_left_by_what_it_sends() -> None:
    html = button("open", EVIL, label=EVIL, name=EVIL)
    assert html.count("<") == html.count(">") == 2
