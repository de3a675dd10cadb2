"""Characters that look like others, by their names."""

from typing import Final

NONE: Final = "\N{EN DASH}"
"""Stands where a number would."""
TIMES: Final = "\N{MULTIPLICATION SIGN}"
MINUS: Final = "\N{MINUS SIGN}"
BACK: Final = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
ON: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
