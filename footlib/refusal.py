"""Why an answer is no measurement, in words that hold no personal data."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec

from footlib.errors import ReadingError
from footlib.sensors import FULL_SCALE

_SHOWN: Final = 60
_MEASURED: Final = ("id", "value", "anomaly")
ALLOWED: Final = {
    "id": "an integer from 0 to 5 that no other sensor has",
    "value": f"an integer from 0 to {FULL_SCALE}",
    "anomaly": "true or false",
    "sensors": "an array of six sensors with the ids 0 to 5",
    "trace": "an object with sensors",
}
"""What the fields of a measurement may be."""
_KINDS: Final = {"array": "an array", "object": "an object", "str": "a text", "int": "a number", "float": "a number"}


def explained(error: Exception, body: bytes, prefix: str = "") -> ReadingError:
    """What a decoder did not like.

    Parameters
    ----------
    error
        A MsgspecError, UnicodeDecodeError or RecursionError.
    body
        What was decoded.
    prefix
        The field that it is a part of, as ``trace.sensors``.
    """
    if isinstance(error, RecursionError):
        return ReadingError(prefix or "body", "deeper nesting than any measurement has", "three levels")
    match = re.search(r"^(?P<why>.*?)(?: - at `\$(?P<path>.*)`)?$", str(error), re.DOTALL)
    why, path = (match["why"], match["path"] or "") if match else (str(error), "")
    if missing := re.search(r"missing required field `(\w+)`", why):
        return ReadingError(_joined(prefix, path, missing[1]), "nothing", ALLOWED[missing[1]])
    if not isinstance(error, msgspec.ValidationError):
        start = body[:_SHOWN].lstrip()[:1]
        what = "HTML" if start == b"<" else "an empty body" if not body.strip() else f"no JSON ({why})"
        return ReadingError(prefix or "body", what, "a measurement in JSON, UTF-8")
    field = _joined(prefix, path, "")
    name = re.sub(r"\[.*", "", field.rsplit(".", 1)[-1])
    return ReadingError(field or "body", _found(body, path, why, name), ALLOWED.get(name, "a measurement"))


def _joined(prefix: str, path: str, last: str) -> str:
    field = f"{prefix}{path}" if prefix else path.lstrip(".")
    return ".".join(part for part in (field, last) if part)


def _found(body: bytes, path: str, why: str, name: str) -> str:
    # What stands where sensors should be could hold personal data, so only its kind is told.
    if name not in _MEASURED:
        kind = re.sub(r".*got `([^`]+)`.*", r"\1", why, flags=re.DOTALL)
        return _KINDS.get(kind, kind)
    try:
        value = json.loads(body)
        for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[key] if key else value[int(index)]
    except (ValueError, LookupError, TypeError, RecursionError):
        return why
    return shortened(value)


def shortened(value: Any) -> str:
    """A measured value for a message; of an array or an object only that it is one."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    shown = json.dumps(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
