"""What a page that is being loaded is told once more."""

from typing import Any

import ipywidgets as widgets

from footlib.ui.browser.resync import Resync


class Heard(widgets.HTML):  # type: ignore[misc]  # ipywidgets has no types
    """Remembers what was sent of it."""

    def __init__(self, value: str) -> None:
        self.sent: list[list[str]] = []
        super().__init__(value)

    def send_state(self, key: Any = None) -> None:
        if isinstance(key, list):
            self.sent.append(key)
        super().send_state(key)


def test_only_what_changed_is_said_again() -> None:
    still, moved, late = Heard("a"), Heard("b"), Heard("c")
    box = widgets.VBox([still, moved])
    resend = Resync()
    resend.snapshot([box])
    moved.value = "changed"
    box.children = (*box.children, late)
    resend.snapshot([box])
    for each in (still, moved, late):
        each.sent.clear()
    resend.resend([box])
    assert still.sent == []
    assert moved.sent == [["value"]]
    assert "value" in late.sent[0], "one that the page may not know at all"
