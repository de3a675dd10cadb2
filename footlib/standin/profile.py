"""Fault profiles: a TOML file that says which requests fail, and how.

::

    [[fault]]
    kind = "slow"           # a name of footlib.standin.FAULTS
    persons = [1, 4]        # everybody without
    share = 0.2             # of their requests; all without
    seconds = 3.0           # a parameter of this kind

Every fault rolls its own die for a request, in the order of the file; the first that strikes counts.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from footlib.errors import SettingsError
from footlib.standin.faults import FAULTS, Fault, Parameter

_COMMON: Final = ("kind", "persons", "share")


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
    except ValueError as error:
        raise SettingsError(f"--faults names {path}, which is no TOML: {error}") from error
    try:
        return _faults(document)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def _faults(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    for key in document:
        if key != "fault":
            raise _wrong(key, "an unknown key", "[[fault]] tables")
    tables = document.get("fault", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise _wrong("fault", _shown(tables) if tables else "nothing", "one [[fault]] table or more")
    return tuple(_fault(f"fault[{number}]", table) for number, table in enumerate(tables, start=1))


def _fault(where: str, table: Mapping[str, Any]) -> Fault:
    if "kind" not in table:
        raise _wrong(f"{where}.kind", "nothing", _one_of(FAULTS))
    kind = table["kind"]
    if not isinstance(kind, str) or kind not in FAULTS:
        raise _wrong(f"{where}.kind", _shown(kind), _one_of(FAULTS, kind))
    parameters = FAULTS[kind].parameters
    for key in table:
        if key not in parameters and key not in _COMMON:
            raise _wrong(f"{where}.{key}", "an unknown key", _one_of([*_COMMON, *parameters], key))
    return Fault(
        kind=kind,
        share=_number(f"{where}.share", table.get("share", 1.0), 0, 1),
        persons=_persons(f"{where}.persons", table["persons"]) if "persons" in table else None,
        values={
            name: _value(f"{where}.{name}", table[name], parameter)
            for name, parameter in parameters.items()
            if name in table
        },
    )


def _persons(where: str, value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not value or not all(type(person) is int and person > 0 for person in value):
        raise _wrong(where, _shown(value), "person numbers from 1 on, as [1, 4]")
    return frozenset(value)


def _value(where: str, value: Any, parameter: Parameter) -> float | str:
    if not isinstance(parameter.default, str):
        return _number(where, value, parameter.low, parameter.high)
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise _wrong(where, _shown(value), "a text of printable characters")
    return value


def _number(where: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _wrong(where, _shown(value), f"a number from {low:g} to {high:g}")
    return value


def _one_of(names: Collection[str], near: Any = None) -> str:
    close = difflib.get_close_matches(str(near), names, 1)
    return f"one of {', '.join(names)}" + (f" (did you mean {close[0]}?)" if close else "")


def _wrong(where: str, found: str, allowed: str) -> SettingsError:
    return SettingsError(f"{where}: found {found}, allowed is {allowed}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
