"""Texts that a spreadsheet would take for a formula."""

import re
from typing import Final

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What OWASP lists under CSV injection; with apostrophes before it, so that the way back is clear."""


def harmless(text: str) -> str:
    """A text as a spreadsheet shows it, with an apostrophe before what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The reverse of `harmless`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
