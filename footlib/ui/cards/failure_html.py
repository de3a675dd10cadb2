"""What stands in the place of a card of the notebook's own that fails."""

from __future__ import annotations

import traceback

from markupsafe import Markup

from footlib.ui.browser.elements import markup
from footlib.ui.data import faults


def failure(name: str, error: Exception, *, traced: bool) -> Markup:
    """Which card fails and why; its traceback for those who edit the notebook, and otherwise where that is.

    Parameters
    ----------
    name
        Of the card's class.
    error
        What it raised; logged once.
    traced
        Whether the traceback is for those who look at the page.
    """
    faults.log_once(error, "a card of the notebook's own fails; it is logged once")
    if not traced:
        words = f"{name} fails ({type(error).__name__}). The log of Footwatch says where."
        return markup('<p class="fw-card-failure" role="alert">{}</p>', words)
    # The first line is that of whoever called it, which is no business of the card's author.
    steps = traceback.extract_tb(error.__traceback__)[1:]
    lines = [*traceback.format_list(steps), *traceback.format_exception_only(error)]
    return markup(
        '<div class="fw-card-failure" role="alert"><p>{} fails:</p><pre>{}</pre></div>', name, "".join(lines).strip()
    )
