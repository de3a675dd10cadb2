"""What only the browser knows: who looks, theme, time zone, address, keys."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import anywidget
import traitlets

from footlib.drawing import progress, strides
from footlib.drawing.palette import Theme
from footlib.drawing.times import LocalTime
from footlib.texts import cleaned
from footlib.ui.model.subscriptions import Subscriptions

_HERE: Final = Path(__file__).parent / "static"
STYLE: Final = "\n".join(
    (
        *((_HERE / name).read_text(encoding="utf-8") for name in ("style.css", "cards.css")),
        strides.STYLE,
        progress.STYLE,
        *((_HERE / name).read_text(encoding="utf-8") for name in ("wall.css", "print.css")),
    )
)
FIRST_GRACE: Final = 60.0
"""Seconds that a page may take to appear."""
_PULSE: Final = 1.0
_LONGEST_NAME: Final = 80
ASK: Final = "ask"
"""Value of the setting AUTHOR with which viewers say their name."""
_OF_ITSELF: Final = {"visible": bool, "dark": bool, "width": int, "zone": str, "offset": int}

Handler = Callable[[Mapping[str, Any]], None]


class Page(anywidget.AnyWidget):
    """The page as the kernel sees it: a heart that beats both ways, and the style sheet.

    Every second the kernel sets `pulse`, and a page that is looked at answers. A page that
    hears nothing says so over the picture, and calls; a kernel that hears nothing rests until
    it is called.

    Attributes
    ----------
    introduced
        Whether the browser has said in which theme, width and time zone it shows the page. Before, no widget may be
        made beside those of the start: one that came while the browser takes those over would stay without its
        layout, and what holds it would never be shown.
    patience
        Seconds without an answer after which nothing is sent any more. What was sent until
        then reaches a page that comes back in one burst, so it is little.

    Examples
    --------
    >>> page = Page()  # doctest: +SKIP
    >>> page.seen  # doctest: +SKIP
    True
    """

    patience: ClassVar[float] = 2.0
    introduced = False

    _esm = (_HERE / "page.js").read_text(encoding="utf-8")
    _css = STYLE

    pulse = traitlets.Int(0).tag(sync=True)
    theme_choice = traitlets.Unicode("").tag(sync=True)
    address = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("Footwatch").tag(sync=True)
    kiosk = traitlets.Bool(False).tag(sync=True)
    ready = traitlets.Bool(False).tag(sync=True)
    stale = traitlets.Bool(False).tag(sync=True)
    choosing = traitlets.Bool(False).tag(sync=True)
    labelling = traitlets.Bool(False).tag(sync=True)
    head = traitlets.Float(-1.0).tag(sync=True)
    scope = traitlets.Unicode("").tag(sync=True)
    # What the page says of itself.
    visible = traitlets.Bool(True)
    dark = traitlets.Bool(False)
    width = traitlets.Int(1440)
    zone = traitlets.Unicode("")
    offset = traitlets.Int(0)
    # Who writes, as the viewer said or a proxy did; empty where nobody is to be named.
    author = traitlets.Unicode("")
    asks_author = False
    # Whether a card of the notebook's own that fails says to whoever looks what is wrong with it.
    shows_tracebacks = True

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.scope = f"fw-scope-{self.model_id[:8]}"
        self.times = LocalTime()
        self._outdated: set[str] = set()
        self._heard = time.monotonic() + FIRST_GRACE
        self._pulsed = 0.0
        self._handlers: dict[str, Subscriptions[tuple[str, Handler]]] = {}
        self._hearing = Subscriptions[Callable[[], None]]()
        self.subscribe("here", self._take_report)
        self.observe(self._heard_now, "visible")
        self.observe(self._place, ["zone", "offset"])
        self.on_msg(self._receive)

    @property
    def theme(self) -> Theme:
        """The theme that the page shows."""
        return Theme.DARK if self.dark else Theme.LIGHT

    @property
    def seen(self) -> bool:
        """Whether somebody looks at the page just now."""
        return bool(self.visible) and time.monotonic() - self._heard < self.patience

    def heartbeat(self) -> None:
        """Send a pulse when one is due."""
        now = time.monotonic()
        if self.seen and now - self._pulsed >= _PULSE:
            self._pulsed = now
            self.pulse += 1

    def subscribe_heard(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener at every message of the page, which may have been away; returns what ends it."""
        return self._hearing.add(listener)

    def subscribe(self, kind: str, handler: Handler, card: str = "") -> Callable[[], None]:
        """Call a handler when the page sends a message of a kind, as ``{"kind": "seek", ...}``.

        Parameters
        ----------
        kind, handler
            The kind, and what is called with the message.
        card
            Who is meant, where several cards of a kind may be on the page. A message that names none, as that of a
            key, is for the first card that subscribed, and for all handlers of no card.

        Returns
        -------
        Callable
            Ends it.
        """
        return self._handlers.setdefault(kind, Subscriptions()).add((card, handler))

    def close(self) -> None:
        """Take it off the page, and hear nothing any more."""
        self._handlers.clear()
        self._hearing.clear()
        super().close()

    def name_author(self, setting: str, environ: Mapping[str, str] = os.environ) -> None:
        """Name whoever writes as the setting AUTHOR wants it; Voilà hands a proxy's header over as a variable."""
        self.asks_author = setting.lower() == ASK
        if setting and not self.asks_author:
            self.author = _name(_in_utf8(environ.get(f"HTTP_{setting.upper().replace('-', '_')}", "")))

    def sign(self, author: str) -> None:
        """Name whoever writes, on this page and on later ones of the same browser."""
        self._outdated.add(self.author)
        self.author = _name(author)
        self._outdated.discard(self.author)
        self.send({"kind": "keep_author", "name": self.author})

    def file_stem(self, person: int, what: str) -> str:
        """Begin of the name of a file for the viewer: the person's number and the time, never a name."""
        return f"footwatch-{person}-{what}-{self.times.at(time.time()):%Y%m%d-%H%M%S}"

    def download(self, name: str, kind: str, data: bytes) -> None:
        """Let the browser save a file."""
        self.send({"kind": "download", "name": name, "type": kind}, [data])

    def picture(self, name: str, of: str, title: str) -> None:
        """Let the browser save a picture of the card with the class `of`."""
        self.send({"kind": "picture", "name": name, "of": of, "title": title})

    def _heard_now(self, _: Any = None) -> None:
        self._heard = time.monotonic()
        for listener in self._hearing:
            listener()

    def _take_report(self, message: Mapping[str, Any]) -> None:
        for name, kind in _OF_ITSELF.items():
            if type(message.get(name)) is kind:
                self.set_trait(name, message[name])
        said = message.get("author")
        # A report that was under way when the viewer gave a name does not know it yet.
        if self.asks_author and isinstance(said, str) and _name(said) not in self._outdated:
            self.author = _name(said)
            self._outdated.clear()
        self.introduced = True

    def _place(self, _: Any) -> None:
        self.times = LocalTime(self.zone, self.offset)

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        # Anybody who can open the page can send anything here.
        if isinstance(content, dict) and isinstance(content.get("kind"), str):
            self._heard_now()
            for handler in self._meant(content["kind"], content.get("card")):
                handler(content)

    def _meant(self, kind: str, card: object) -> list[Handler]:
        subscriptions = list(self._handlers.get(kind, ()))
        meant = card or next((card for card, _ in subscriptions if card), None)
        return [handler for card, handler in subscriptions if not card or card == meant]


def _name(said: str) -> str:
    return cleaned(said)[:_LONGEST_NAME]


def _in_utf8(header: str) -> str:
    # Tornado takes the bytes of a header for Latin-1; proxies write UTF-8.
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
