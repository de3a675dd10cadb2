"""The buttons that save a report."""

from __future__ import annotations

from markupsafe import Markup

from footlib.ui.browser.elements import button, markup


def report_buttons(kind: str, words: str, of: str) -> Markup:
    """Two buttons, without and with personal data; both send `kind`, the second one with ``person`` true.

    Parameters
    ----------
    kind, words
        The message, and what stands on the first button.
    of
        What is reported, for a screen reader.
    """
    return markup(
        '<span role="group" aria-label="{}">{}{}</span>',
        words,
        button(kind, words, label=f"Report of {of}, without name"),
        button(kind, "with name", label=f"Report of {of}, with name", person=True),
    )
