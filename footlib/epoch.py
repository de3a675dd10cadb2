"""Which numbers are times in seconds."""

from typing import Final

EPOCH_FROM: Final = 1e8
"""Seconds; a recording that begins earlier (1973) counts from its own start."""
TIME_LIMIT: Final = 6e10
"""Seconds; a number beyond (the year 3871, or 68) is no time in seconds, and may be no date."""
SAME_TIME: Final = 1e-4
"""Seconds; readings that are closer share a time, for no insole measures so often."""
