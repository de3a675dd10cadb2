"""Texts that a spreadsheet would take for a formula."""

import re
from typing import Final

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What OWASP lists under CSV injection; with apostrophes before it, so that the way back is clear."""


def escape_formula(text: str) -> str:
    """A text as a spreadsheet shows it, with an apostrophe before what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The reverse of `escape_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
