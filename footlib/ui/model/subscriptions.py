"""Who wants to be told of something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

_Listener = TypeVar("_Listener")


class Subscriptions(Generic[_Listener]):
    """Listeners in the order in which they came; each can end without the others, also while they are told.

    Examples
    --------
    >>> subscriptions = Subscriptions[str]()
    >>> end = subscriptions.add("one")
    >>> list(subscriptions)
    ['one']
    >>> end()
    >>> list(subscriptions)
    []
    """

    def __init__(self) -> None:
        self._listeners: dict[object, _Listener] = {}

    def add(self, listener: _Listener) -> Callable[[], None]:
        """Take a listener; returns what ends that, once or more often."""
        key = object()
        self._listeners[key] = listener

        def end() -> None:
            self._listeners.pop(key, None)

        return end

    def clear(self) -> None:
        """End all."""
        self._listeners.clear()

    def __iter__(self) -> Iterator[_Listener]:
        return iter(list(self._listeners.values()))

    def __len__(self) -> int:
        return len(self._listeners)
