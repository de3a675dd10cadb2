"""How a program has written a table of readings as text, and its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from footlib.errors import SourceError
from footlib.sensors import NAMES
from footlib.tables.layout import OWN, Layout

if TYPE_CHECKING:
    import pyarrow as pa

BLANK: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-"})
"""What programs write for a value that is missing, in small letters."""
_DELIMITERS: Final = (",", ";", "\t", "|", " ")
_HEAD: Final = 16
"""Lines among which the titles are, below what some programs write over them."""
_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?inf(inity)?$"
_SHOWN: Final = 20


def text_of(path: Path) -> str | None:
    """The content of a text file; None if it is Parquet.

    Raises
    ------
    SourceError
        If it cannot be read, or holds no text or nothing.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    if content.startswith(b"PAR1"):
        return None
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path.name}, line {line}: holds bytes that are no text; allowed is UTF-8") from error
    if not text.strip():
        raise SourceError(f"{path.name} is empty")
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, which are those of files: CR LF, LF or CR.

    Those of Unicode, at which `str.splitlines` divides as well, may stand within a cell.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What separates the cells of a table, and what its columns are called.

    Attributes
    ----------
    name
        Of the file, for messages.
    text
        All of it.
    delimiter
        Between two cells.
    titles
        Of the columns.
    above
        Lines above the readings, that of the titles among them.
    """

    name: str
    text: str
    delimiter: str
    titles: tuple[str, ...]
    above: int

    def cells(self) -> pa.Table:
        """All cells as text, in columns ``0``, ``1``, ...; lines without any are passed over.

        Raises
        ------
        SourceError
            Names the first line that has another number of cells than the titles.
        """
        import pyarrow as pa
        import pyarrow.csv as pc

        numbers = [str(number) for number in range(len(self.titles))]
        body = self._body()
        if not body.strip():
            return pa.table({number: pa.array([], pa.string()) for number in numbers})
        try:
            return pc.read_csv(
                pa.BufferReader(body.encode()),
                read_options=pc.ReadOptions(column_names=numbers),
                parse_options=pc.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                convert_options=pc.ConvertOptions(column_types=dict.fromkeys(numbers, pa.string())),
            )
        except pa.ArrowInvalid as error:
            for line, cells in self._rows():
                if len(cells) != len(self.titles):
                    raise SourceError(
                        f"{self.name}, line {line}: found {len(cells)} columns, allowed is {len(self.titles)}"
                    ) from error
            raise SourceError(f"{self.name} is no table of readings: {error}") from error

    def line(self, row: int) -> int:
        """Number of the line of a row of `cells`."""
        return next(line for number, (line, _) in enumerate(self._rows()) if number == row)

    def between(self) -> int:
        """Lines without a cell that have others after them."""
        lines = self._body().rstrip().split("\n")
        return sum(not line.strip() for line in lines)

    def column(self, title: str) -> int | None:
        """Number of a column; None if there is none of this title."""
        wanted = title.casefold()
        return next((number for number, found in enumerate(self.titles) if found.casefold() == wanted), None)

    def _body(self) -> str:
        place = 0
        for _ in range(self.above):
            place = self.text.find("\n", place) + 1 or len(self.text)
        return self.text[place:]

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self._body(), newline=""), delimiter=self.delimiter)
        return ((self.above + reader.line_num, cells) for cells in reader if cells)


def dialect_of(name: str, text: str, layout: Layout = OWN) -> Dialect | None:
    """How a table of readings is written; None if no line names the six channels and the first is not six numbers.

    Parameters
    ----------
    name
        Of the file, for messages.
    text
        All of it.
    layout
        What the columns are called, which in the dialect go by the names of their sensors.
    """
    called = layout.called
    if "\n" not in text:
        text = text.replace("\r", "\n")
    head = text.split("\n", _HEAD + 1)[:_HEAD]
    for above, line in enumerate(head, 1):
        for delimiter in _DELIMITERS:
            titles = [title.strip() for title in _split(line, delimiter)]
            if called.keys() <= {title.casefold() for title in titles}:
                known = NAMES if called.keys() != {name.casefold() for name in NAMES} else ()
                titles = [called.get(title.casefold(), "" if title in known else title) for title in titles]
                return Dialect(name, text, delimiter, _fitted(titles, head[above:], delimiter), above)
    for delimiter in _DELIMITERS[:-1]:
        cells = _split(head[0], delimiter)
        if len(cells) == len(NAMES) and all(map(_is_number, cells)):
            return Dialect(name, text, delimiter, NAMES, 0)
    return None


def nearest(text: str, layout: Layout) -> list[str]:
    """Titles of the line that has most of those of a layout; of the first line where none has any."""
    wanted = set(layout.titles)
    lines = text.split("\n", _HEAD)[:_HEAD]
    rows = [[title.strip() for title in _split(line, mark)] for line in lines for mark in _DELIMITERS]
    return max(rows, key=lambda titles: len(wanted & {title.casefold() for title in titles}))


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _fitted(titles: list[str], below: list[str], delimiter: str) -> tuple[str, ...]:
    """Titles with one for a column that has none: names of rows in front, or nothing behind the last delimiter."""
    cells = next((_split(line, delimiter) for line in below if line.strip()), [])
    if len(cells) != len(titles) + 1:
        return tuple(titles)
    return (*titles, "") if not cells[-1].strip() else ("", *titles)


def _is_number(cell: str) -> bool:
    """Whether a cell holds a number, with a decimal point or comma."""
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def present(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a column without the space around them, null where they are blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    blank = pc.is_in(pc.utf8_lower(trimmed), pa.array(sorted(BLANK)))
    return pc.if_else(blank, pa.scalar(None, pa.string()), trimmed)


def numbers(cells: pa.ChunkedArray) -> pa.ChunkedArray | int:
    """Cells as numbers, with a decimal point or comma; else the first row that holds none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for decimal in (cells, pc.replace_substring(cells, ",", ".")):
        try:
            return decimal.cast(pa.float64())
        except pa.ArrowInvalid:
            continue
    known = pc.match_substring_regex(pc.replace_substring(cells, ",", "."), _NUMBER, ignore_case=True)
    return int(pc.index(known.combine_chunks(), False).as_py())


def abbreviated(cell: str) -> str:
    """A cell for a message, shortened."""
    return repr(cell[:_SHOWN])
