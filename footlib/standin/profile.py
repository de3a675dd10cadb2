"""Fault profiles: a TOML file that says which requests fail, and how.

::

    [[fault]]
    kind = "slow"           # a name of footlib.standin.FAULTS
    persons = [1, 4]        # everybody without
    share = 0.2             # of their requests; all without
    seconds = 3.0           # a parameter of this kind

Every fault is drawn for on its own at each request, in the order of the file; the first that strikes counts.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from footlib.errors import SettingsError
from footlib.standin.faults import FAULTS, Fault, bounded

_TABLES: Final = Annotated[list[dict[str, Any]], Meta(min_length=1, description="one [[fault]] table or more")]
_COMMON: Final = {
    "persons": Annotated[
        frozenset[Annotated[int, Meta(ge=1)]], Meta(min_length=1, description="person numbers from 1 on, as [1, 4]")
    ],
    "share": bounded(0, 1),
}


def read_profile(path: Path) -> tuple[Fault, ...]:
    """Read a fault profile.

    Raises
    ------
    SettingsError
        Names the file, the key, what was found and what is allowed.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"--faults names {path}, which cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"--faults names {path}, which is no TOML: {error}") from error
    try:
        return _faults(document)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def _faults(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    for key in document:
        if key != "fault":
            raise _wrong(key, "an unknown key", "[[fault]] tables")
    tables = _checked("fault", document.get("fault"), _TABLES)
    return tuple(_fault(f"fault[{place}]", table) for place, table in enumerate(tables, start=1))


def _fault(where: str, table: Mapping[str, Any]) -> Fault:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in FAULTS:
        raise _wrong(f"{where}.kind", _shown(kind), _one_of(FAULTS, kind))
    types = _COMMON | {name: parameter.type for name, parameter in FAULTS[kind].parameters.items()}
    values = {}
    for key, value in table.items():
        if key in types:
            values[key] = _checked(f"{where}.{key}", value, types[key])
        elif key != "kind":
            raise _wrong(f"{where}.{key}", "an unknown key", _one_of(["kind", *types], key))
    return Fault(kind, values.pop("share", 1.0), values.pop("persons", None), values)


def _checked(where: str, value: Any, allowed: Any) -> Any:
    try:
        return msgspec.convert(value, allowed)
    except msgspec.ValidationError:
        raise _wrong(where, _shown(value), allowed.__metadata__[0].description) from None


def _one_of(names: Collection[str], near: Any) -> str:
    close = difflib.get_close_matches(str(near), names, 1)
    return f"one of {', '.join(names)}" + (f" (did you mean {close[0]}?)" if close else "")


def _wrong(where: str, found: str, allowed: str) -> SettingsError:
    return SettingsError(f"{where}: found {found}, allowed is {allowed}")


def _shown(value: Any) -> str:
    # TOML has no null.
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
