"""A cache of compiled templates; Voilà would compile them for every page."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Final

from jinja2 import BaseLoader, BytecodeCache, Environment, Template, TemplateNotFound
from jinja2.bccache import Bucket


class _InMemory(BytecodeCache):
    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _InMemory()


class CachingLoader(BaseLoader):
    """Has no template itself, but gives the environment a cache of what other loaders compile.

    It has to be the first loader: nbconvert makes an environment for each page and gives no other access to it.
    """

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002, ARG002
    ) -> Template:
        """Set the cache, and leave the template to the next loader."""
        environment.bytecode_cache = _COMPILED
        raise TemplateNotFound(name)
