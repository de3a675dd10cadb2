"""Stands where a card could not be made."""

from __future__ import annotations

import ipywidgets as widgets

from footlib.ui.browser.elements import html
from footlib.ui.cards.base import Card
from footlib.ui.cards.failure_html import failure
from footlib.ui.model.frame import Frame
from footlib.ui.session import Session


class FailedCard(Card):
    """Says why a card of the notebook's own could not be made.

    Parameters
    ----------
    session
        What is looked at.
    name, error
        Of the card, and what it raised.

    Examples
    --------
    >>> FailedCard(session, "MyCard", error)  # doctest: +SKIP
    """

    def __init__(self, session: Session, name: str, error: Exception) -> None:
        self._said = failure(name, error, traced=session.page.shows_tracebacks)
        super().__init__(session)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the sentence."""
        return (html("fw-failure", self._said),)

    def refresh(self, frame: Frame) -> None:
        """Nothing changes."""
