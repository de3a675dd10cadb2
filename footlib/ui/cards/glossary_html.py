"""Words and keys, behind a button of the header: what opens them, and what they are."""

from __future__ import annotations

from functools import cache
from typing import Final

from markupsafe import Markup

from footlib.ui.browser.elements import joined, markup
from footlib.ui.model.glossary import KEYS, TERMS, term

BUTTON: Final = Markup(
    '<button type="button" class="fw-help" data-term="" aria-haspopup="dialog" title="Words and keys (?)">?</button>'
)
"""Opens the dialog that stands beside it; the browser does that alone."""


def term_link(key: str, words: str = "", more: str = "") -> Markup:
    """A word that leads to its explanation, with the technical word in its tooltip.

    Parameters
    ----------
    key
        Of the glossary.
    words
        What stands there; the glossary's words by default.
    more
        What else its tooltip says, as the numbers of this moment.
    """
    meant = term(key)
    tip = f"{meant.tip} {more}".strip()
    return markup('<a class="fw-term" href="#{}" data-term="{}" title="{}">{}</a>', key, key, tip, words or meant.words)


@cache
def dialog() -> Markup:
    """All words and keys."""
    keys = joined(
        markup(
            "<div><dt>{}</dt><dd>{}</dd></div>", joined(markup("<kbd>{}</kbd>", name) for name in one.names), one.does
        )
        for one in KEYS
    )
    words = joined(
        markup(
            '<div tabindex="-1" data-meaning="{}"><dt>{}{}</dt><dd>{}</dd></div>',
            one.key,
            one.words,
            markup(" <small>{}</small>", one.technical) if one.technical else "",
            one.meaning,
        )
        for one in TERMS
    )
    return markup(
        '<dialog class="fw-glossary" aria-label="Words and keys"><form method="dialog"><h2>Words and keys</h2>'
        '<button aria-label="Close">✕</button></form><div class="fw-meanings" tabindex="0" role="region" '
        'aria-label="All words and keys"><h3>Keys</h3><dl class="fw-keys">{}</dl>'
        "<h3>Words</h3><dl>{}</dl></div></dialog>",
        keys,
        words,
    )
