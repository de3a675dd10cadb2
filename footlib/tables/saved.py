"""Tables of readings as text, saved by whatever program: columns by name, in its dialect."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS, UNIT
from footlib.errors import SourceError
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.tables import clock, formulas, text
from footlib.tables.clock import TimeSource
from footlib.tables.columns import PERSON_COLUMNS, TableColumns, flags
from footlib.tables.dialect import Dialect, abbreviated, numbers, present
from footlib.tables.layout import OWN, Layout

if TYPE_CHECKING:
    import pyarrow as pa

_YES: Final = ("true", "t", "yes", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "prawda")
_NO: Final = ("false", "f", "no", "falsch", "faux", "falso", "onwaar", "fałsz")
_LARGEST_TRACE: Final = 1e18


def read(dialect: Dialect, rate: float | None = None, unit: str | None = None, layout: Layout = OWN) -> Recording:
    """Read a table.

    Parameters
    ----------
    dialect
        From `footlib.tables.dialect.dialect_of`.
    rate
        Readings a second; needed where there is no column of times, refused where there is.
    unit
        Of the times, as in `footlib.tables.clock.UNITS`; what the file tells by default.
    layout
        Which columns are which sensors', and what they hold.

    Raises
    ------
    SourceError
        Names line and column.
    """
    timed = time_column(dialect, layout.time)
    if timed is not None and rate is not None:
        raise SourceError(f"{dialect.name} has times of its own; leave the rate of {rate:g} Hz out")
    if timed is None and rate is None:
        raise SourceError(f"{dialect.name} holds no column t_s; say at which rate it was recorded (--rate)")
    if rate is not None and not (rate > 0 and np.isfinite(rate)):
        raise SourceError(f"a rate of {rate} Hz cannot be, allowed is a number above 0")
    table = dialect.cells()
    if not len(table):
        return Recording.empty()
    title = "" if timed is None else f"column {timed + 1} ({dialect.titles[timed]})"
    source = TimeSource(partial(_line, dialect), title)
    found = {place: _floats(dialect, table, place, layout.allowed) for places in layout.places for place in places}
    counts, standing = layout.counted(layout.combined(found), source)
    if timed is None:
        time, sure = np.arange(len(table)) / (rate or 1.0), True
    else:
        time, sure = _times(dialect, table, timed, source, unit)
    flagged = {name: _flags(dialect, table, name) for name in (*FLAGS, "anomaly") if dialect.column(name) is not None}
    marked, traces, labels = flags(flagged, len(table)), _traces(dialect, table), _label_cells(dialect, table)
    ours = set(text.COLUMNS) <= set(dialect.titles)
    calibration = _calibration(dialect, table) if ours else standing
    columns = TableColumns(time, counts, marked, traces, source, sure, labels, ours, calibration)
    recording = columns.recording(_person(dialect, table))
    return replace(recording, skipped=recording.skipped + dialect.between())


def time_column(dialect: Dialect, title: str | None = None) -> int | None:
    """Number of the column of times; None if there is none.

    Raises
    ------
    SourceError
        If there is none of that title.
    """
    if title is not None:
        if (named := dialect.column(title)) is None:
            raise SourceError(f"{dialect.name} has no column {title} of times; it has {', '.join(dialect.titles)}")
        return named
    for known in ("time", "t_s", *filter(clock.is_time, dialect.titles), "iso_time"):
        if (number := dialect.column(known)) is not None:
            return number
    return None


def _line(dialect: Dialect, row: int) -> str:
    return f"{dialect.name}, line {dialect.line(row)}"


def _cells(dialect: Dialect, table: pa.Table, title: str) -> pa.ChunkedArray:
    return table[str(dialect.column(title))]


def _floats(dialect: Dialect, table: pa.Table, channel: str, allowed: str) -> NDArray[np.float64]:
    cells = present(_cells(dialect, table, channel))
    found = numbers(cells)
    if isinstance(found, int):
        raise SourceError(
            f"{_line(dialect, found)}: {channel} is {abbreviated(cells[found].as_py())}, allowed is {allowed}"
        )
    floats: NDArray[np.float64] = found.to_numpy()
    return floats


def _times(
    dialect: Dialect, table: pa.Table, timed: int, source: TimeSource, unit: str | None
) -> tuple[NDArray[np.float64], bool]:
    """Times in seconds, and whether their unit is beyond doubt."""
    cells = present(table[str(timed)])
    found = numbers(cells)
    if isinstance(found, int):
        stamps = clock.from_iso(cells)
        if stamps is None:
            raise SourceError(
                f"{source.at(found)}: found {abbreviated(cells[found].as_py())}, "
                "allowed are numbers of seconds, or times as 2026-11-24T12:00:30.5+01:00 in every line"
            )
        return stamps, True
    named = unit or clock.unit_of(dialect.titles[timed])
    time = clock.in_seconds(found.to_numpy(), named or "s")
    iso = (
        clock.from_iso(present(_cells(dialect, table, "iso_time"))) if dialect.column("iso_time") is not None else None
    )
    if iso is not None and unit is None:
        agreed = clock.agreed(time, iso, source)
        if agreed is not None:
            return agreed, True
    return time, unit is not None or named not in {None, "s"}


def _flags(dialect: Dialect, table: pa.Table, title: str) -> NDArray[np.bool_]:
    import pyarrow as pa
    import pyarrow.compute as pc

    words = pc.utf8_lower(present(_cells(dialect, table, title)).fill_null("0"))
    digits = pc.if_else(pc.is_in(words, pa.array(_YES)), "1", pc.if_else(pc.is_in(words, pa.array(_NO)), "0", words))
    found = numbers(digits)
    flagged = None if isinstance(found, int) else found.to_numpy()
    if flagged is None or not np.isin(flagged, (0, 1)).all():
        wrong = found if flagged is None else int(np.argmin(np.isin(flagged, (0, 1))))
        raise SourceError(f"{_line(dialect, wrong)}: {title} is {abbreviated(words[wrong].as_py())}, allowed is 0 or 1")
    marked: NDArray[np.bool_] = flagged.astype(np.bool_)
    return marked


def _traces(dialect: Dialect, table: pa.Table) -> NDArray[np.int64]:
    """The device's clock; unknown where a cell is blank, and everywhere if one holds no number."""
    import pyarrow as pa

    unknown = np.full(len(table), UNKNOWN_TRACE, np.int64)
    if dialect.column("trace_id") is None:
        return unknown
    cells = present(_cells(dialect, table, "trace_id"))
    try:
        exact: NDArray[np.int64] = cells.cast(pa.int64()).fill_null(UNKNOWN_TRACE).to_numpy()
    except pa.ArrowInvalid:
        found = numbers(cells)
        if isinstance(found, int):
            return unknown
        floats = found.to_numpy()
        known = np.abs(floats) < _LARGEST_TRACE
        return np.where(known, np.rint(np.where(known, floats, 0)), UNKNOWN_TRACE).astype(np.int64)
    return exact


def _label_cells(dialect: Dialect, table: pa.Table) -> NDArray[np.object_] | None:
    if dialect.column("label") is None:
        return None
    # Not `present`: what is blank among numbers, as "none", may be a kind.
    cells = _cells(dialect, table, "label").fill_null("").dictionary_encode().combine_chunks()
    texts = np.array([formulas.unescape_formula(text.strip()) for text in cells.dictionary.to_pylist()], dtype=object)
    labels: NDArray[np.object_] = texts[cells.indices.to_numpy()]
    return labels


def _calibration(dialect: Dialect, table: pa.Table) -> Calibration:
    """What the counts stand for; one recording has one unit."""
    import pyarrow.compute as pc

    if dialect.column(UNIT) is None:
        return COUNTS
    told = [cell for cell in pc.unique(_cells(dialect, table, UNIT)).to_pylist() if cell and cell.strip()]
    if len(told) > 1:
        raise SourceError(f"{dialect.name} has {len(told)} units in its column {UNIT}; allowed is one in all lines")
    try:
        return Calibration.read(told[0]) if told else COUNTS
    except SourceError as error:
        raise SourceError(f"{dialect.name}: in its column {UNIT}, {error}") from None


def _person(dialect: Dialect, table: pa.Table) -> Person | None:
    if any(dialect.column(name) is None for name in PERSON_COLUMNS):
        return None
    fields = {name: formulas.unescape_formula(_cells(dialect, table, name)[-1].as_py()) for name in PERSON_COLUMNS}
    known = bool(fields["disabled"].strip())
    # A column of years with a blank among them comes back as numbers with a point.
    born = re.sub(r"^(\d+)[.,]0+$", r"\1", fields["birthdate"])
    disabled = bool(_flags(dialect, table, "disabled")[-1]) if known else None
    person = Person(fields["firstname"], fields["lastname"], born, disabled)
    return None if person == Person() else person
