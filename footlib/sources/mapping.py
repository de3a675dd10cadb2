"""Which columns of a table are which sensors', and what they hold: a TOML file.

::

    unit = "N"              # counts, N, kPa, V or another word; counts without
    bits = 12               # of counts: of the converter; 10 without
    scale = 9.81            # a value of the file is so much of the unit; 1 without
    full = 900.0            # so much of the unit is the end of the range; without, the most that the file has
    time = "Zeit"           # the column of times; found by its name without
    time_unit = "ms"        # s, ms, us, ns, min or h; what the file tells without
    rate = 100.0            # readings a second of a file without times

    [columns]               # one title or several: forces of several are added, of anything else the mean is taken
    L0 = ["hallux_l", "met_l"]
    L1 = "mid_l"
    L2 = "heel_l"
    R0 = ["hallux_r", "met_r"]
    R1 = "mid_r"
    R2 = "heel_r"

    [places]                # where they sit, if that is known: x, y as fractions of the sole, as in footlib.sensors
    L0 = [0.42, 0.73]       # and so on, all six

Counts of N bits become ``value * 1023 // (2**bits - 1)``. Of any other unit 0 becomes 12 and `full` 1023, so that
nothing is cut where `full` is not told.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.errors import SourceError
from footlib.sensors import FULL_SCALE, NAMES
from footlib.sources.scale import WHOLE, calibration_at, counts_at, top_of
from footlib.tables import UNITS, Layout

FORCES: Final = ("N", "kN", "kg", "kgf", "lbf")
"""Units whose values of several columns are added."""
_BITS: Final = 10
_SHOWN: Final = 60

_Title = Annotated[str, Meta(min_length=1)]
_Positive = Annotated[float, Meta(gt=0, le=1e9, description="a number above 0")]


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a mapping file says; see the module.

    Raises
    ------
    SourceError
        If its values do not go together.
    """

    columns: Annotated[
        dict[str, _Title | Annotated[tuple[_Title, ...], Meta(min_length=1)]],
        Meta(description=f"a table [columns] with {', '.join(NAMES)}, each a title or a list of titles"),
    ]
    unit: Annotated[str, Meta(min_length=1, max_length=40, description="counts, N, kPa, V or another word")] = "counts"
    bits: Annotated[int, Meta(ge=1, le=32, description="a whole number from 1 to 32")] = _BITS
    scale: _Positive = 1.0
    full: _Positive | None = None
    time: Annotated[str, Meta(min_length=1, description="the title of a column")] | None = None
    time_unit: Annotated[str, Meta(description=f"one of {', '.join(UNITS)}")] | None = None
    rate: _Positive | None = None
    places: Annotated[
        dict[str, tuple[float, float]],
        Meta(description=f"a table [places] with {', '.join(NAMES)}, each a pair of fractions as [0.42, 0.73]"),
    ] = {}

    def checked(self) -> Mapping:
        """The same.

        Raises
        ------
        SourceError
            Names what does not go with what.
        """
        for key, table in (("columns", self.columns), ("places", self.places)):
            if table and set(table) != set(NAMES):
                raise _wrong(key, f"{', '.join(table)}", f"the six sensors {', '.join(NAMES)}")
        if self.unit != "counts" and self.bits != _BITS:
            raise _wrong("bits", f"{self.bits} and the unit {self.unit}", "bits of counts; leave one of them out")
        if self.unit == "counts" and (self.full is not None or self.scale != 1.0):
            raise _wrong("full" if self.full else "scale", "it and counts", "it with another unit; counts have bits")
        if self.time_unit is not None and self.time_unit not in UNITS:
            raise _wrong("time_unit", repr(self.time_unit), f"one of {', '.join(UNITS)}")
        if self.rate is not None and (self.time is not None or self.time_unit is not None):
            raise _wrong("rate", "it and a column of times", "one of them")
        self.layout()
        return self

    def layout(self) -> Layout:
        """The same for tables."""
        titles = [self.columns[name] for name in NAMES]
        channels = tuple((title,) if isinstance(title, str) else title for title in titles)
        single = all(len(titles) == 1 for titles in channels)
        plain = self.unit == "counts" and self.bits == _BITS and not self.places and single
        largest = 2**self.bits - 1 if self.unit == "counts" else None
        convert = None if plain else self._convert
        return Layout(channels, convert, self.time, largest=largest, adding=self.unit in FORCES)

    def _convert(self, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], Calibration]:
        places = tuple(self.places[name] for name in NAMES) if self.places else ()
        if self.unit == "counts":
            return self._mapped(values, places)
        scaled = values * self.scale
        top = self.full if self.full is not None else top_of(scaled, WHOLE)
        return counts_at(scaled, top).astype(np.float64), calibration_at(top, self.unit, places)

    def _mapped(
        self, values: NDArray[np.float64], places: tuple[tuple[float, float], ...]
    ) -> tuple[NDArray[np.float64], Calibration]:
        if self.bits == _BITS:
            return np.floor(values), Calibration(COUNTS.unit, places=places)
        largest = 2**self.bits - 1
        of_bits = Calibration(f"counts of {self.bits} bits", largest / FULL_SCALE, 0.0, places)
        return np.floor(values * FULL_SCALE / largest), of_bits


def read(path: str | Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    SourceError
        Names the file and the key, what was found and what is allowed.
    """
    path = Path(path)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"--mapping names {path}, which cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"--mapping names {path}, which is no TOML: {error}") from error
    try:
        return _of(document)
    except SourceError as error:
        raise SourceError(f"{path.name}: {error}") from None


def _of(document: dict[str, Any]) -> Mapping:
    fields = Mapping.__struct_fields__
    for key in document:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            raise _wrong(key, "an unknown key", f"one of {', '.join(fields)}{meant}")
    types = {field.name: field.type for field in msgspec.structs.fields(Mapping)}
    values = {}
    for key, value in document.items():
        try:
            values[key] = msgspec.convert(value, types[key])
        except msgspec.ValidationError:
            raise _wrong(key, _shown(value), _allowed(types[key])) from None
    if "columns" not in values:
        raise _wrong("columns", "nothing", _allowed(types["columns"]))
    return Mapping(**values).checked()


def _allowed(kind: Any) -> str:
    kinds = [kind, *getattr(kind, "__args__", ())]
    return next(str(meta.description) for one in kinds for meta in getattr(one, "__metadata__", ()) if meta.description)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _wrong(key: str, found: str, allowed: str) -> SourceError:
    return SourceError(f"{key}: found {found}, allowed is {allowed}")
