"""The page's templates, which Voilà would compile anew for every page."""

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
    """Has no template, but lets the loaders after it keep what they compile; a changed one is compiled anew.

    It has to be asked first, for nbconvert makes an environment a page and lets nobody else at it.
    """

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002, ARG002
    ) -> Template:
        """Pass the question on."""
        environment.bytecode_cache = _COMPILED
        raise TemplateNotFound(name)
