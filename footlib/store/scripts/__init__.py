"""The Lua scripts that make several keys of a person change or be read as one."""

from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Final, NamedTuple

_SHARED: Final = {
    "append": "counting",
    "chunk": "window",
    "count": "counting",
    "episode": "window",
    "forget": "window",
    "read": "window",
    "span": "window",
    "sweep": "window",
    "trial_keep": "window",
}
"""What stands in front of a script."""


class Script(NamedTuple):
    """A script's text and the digest by which Redis knows it."""

    text: str
    digest: str


@cache
def get(name: str) -> Script:
    """The script of that name, read once."""
    parts = (_SHARED[name], name) if name in _SHARED else (name,)
    text = "\n".join(files(__package__).joinpath(f"{part}.lua").read_text(encoding="utf-8") for part in parts)
    return Script(text, sha1(text.encode(), usedforsecurity=False).hexdigest())
