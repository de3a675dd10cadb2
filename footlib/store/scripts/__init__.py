"""The Lua scripts that make several keys of a person change or be read as one."""

import re
from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Final, NamedTuple

_REQUIRED: Final = re.compile(r"\brequire\('(\w+)'\)")


class Script(NamedTuple):
    """A script's text and the digest by which Redis knows it."""

    text: str
    digest: str


@cache
def get(name: str) -> Script:
    """The script of that name, read once."""
    text = _linked(name)
    return Script(text, sha1(text.encode(), usedforsecurity=False).hexdigest())


def _linked(name: str) -> str:
    # Redis has no `require`: what a module gives stands in the place of the call.
    text = files(__package__).joinpath(f"{name}.lua").read_text(encoding="utf-8")
    return _REQUIRED.sub(lambda call: f"(function()\n{_linked(call[1])}end)()", text)
