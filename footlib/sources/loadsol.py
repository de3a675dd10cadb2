"""The text export of novel's loadsol insoles with three zones a foot.

The first line names the recording (``….loadflux``), the second may hold a comment. Then a line of titles, as
``PGV247-L::heel``, ``::medial`` and ``::lateral`` of each insole in any order with the sum behind, and one of units,
``Time[secs]`` and ``Force[N]``; with a unit of motion each insole has columns of acceleration and rotation too. Columns
are parted by tabs, a value that was lost is ``-``. (Facts of the public examples of https://github.com/zpomarat/loadsol.)

Medial and lateral are the two halves of the forefoot: the medial one is the front sensor, the lateral one the middle
one, the heel the back one.
"""

import re
from typing import Final

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines
from footlib.sources.scale import WHOLE

_TITLE: Final = re.compile(r"(?P<insole>.*)-(?P<side>[LR])::(?P<zone>heel|medial|lateral)", re.IGNORECASE)
_ZONES: Final = ("medial", "lateral", "heel")
"""In the order of front, middle and back."""
_TIME: Final = "time[sec"
_HEAD: Final = 10
"""Lines among which the titles are."""


def matches(lines: Lines) -> bool:
    """Whether a line of titles, and one of units below it, are of this format."""
    return _titles(lines) is not None


def read(lines: Lines) -> Recording:
    """Read the forces, in newtons; the clock begins at zero.

    Raises
    ------
    SourceError
        Names the line, or says which zone is not there.
    """
    at = _titles(lines) or 0
    titles = lines.head[at].split("\t")
    found = {
        (match["side"].upper(), match["zone"].lower()): column
        for column, title in enumerate(titles)
        if (match := _TITLE.fullmatch(title.strip()))
    }
    wanted = [(foot.name[0], zone) for foot in Foot for zone in _ZONES]
    if missing := [f"{zone} of -{side}" for side, zone in wanted if (side, zone) not in found]:
        raise SourceError(
            f"{lines.name}, line {at + 1}: found no {', '.join(missing)}; export both insoles with their three zones, "
            "or tell the columns with --mapping"
        )
    header = at + 2
    width = len(lines.rows[header].split("\t")) if len(lines.rows) > header else len(titles)
    numbers = lines.table(header, width, "\t", [0, *(found[key] for key in wanted)])
    return recording_of_forces(lines, header, numbers[:, 0], numbers[:, 1:], cut=WHOLE)


def _titles(lines: Lines) -> int | None:
    """Number of the line of titles, from 0 on; None if there is none."""
    for number, (titles, units) in enumerate(zip(lines.head[:_HEAD], lines.head[1:], strict=False)):
        if "::" in titles and "\t" in titles and units.lower().startswith(_TIME):
            return number
    return None
