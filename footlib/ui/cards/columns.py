"""Which cards the page of one person has, unless a notebook names others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from footlib.ui.cards.anomalies import AnomalyHistory, Histogram
from footlib.ui.cards.base import Card
from footlib.ui.cards.comparison import CompareCard
from footlib.ui.cards.curves import Curves
from footlib.ui.cards.failed import FailedCard
from footlib.ui.cards.footmap import FootMap
from footlib.ui.cards.labels import LabelsCard
from footlib.ui.cards.numbers import Numbers
from footlib.ui.cards.person import PersonCard
from footlib.ui.cards.progress import ProgressCard
from footlib.ui.cards.sensor_table import SensorTable
from footlib.ui.cards.similar import SimilarCard
from footlib.ui.cards.strides import StridesCard
from footlib.ui.cards.trials import TrialsCard
from footlib.ui.session import Session

LEFT: Final[tuple[type[Card], ...]] = (FootMap, PersonCard, Histogram)
RIGHT: Final[tuple[type[Card], ...]] = (
    CompareCard,
    Numbers,
    Curves,
    LabelsCard,
    StridesCard,
    SimilarCard,
    TrialsCard,
    ProgressCard,
    AnomalyHistory,
    SensorTable,
)
MakeCard = Callable[[Session], Card]
"""A class of cards, or whatever makes one of a session."""


def make_cards(session: Session, cards: Iterable[MakeCard]) -> list[Card]:
    """Make the cards of a column; one that cannot be made says so in its place.

    Parameters
    ----------
    session
        What they show; on a wall screen those are left out that need somebody who scrolls.
    cards
        In their order, from the top.
    """
    made: list[Card] = []
    for make in cards:
        if session.page.kiosk and not getattr(make, "on_wall", True):
            continue
        before = set(session.renderer.drawn)
        try:
            made.append(make(session))
        except Exception as error:  # noqa: BLE001 - whatever somebody's own card does, the page goes on
            for half_made in set(session.renderer.drawn) - before:
                if isinstance(half_made, Card):
                    # A `close` of its own may need what it had no time to make.
                    Card.close(half_made)
            made.append(FailedCard(session, getattr(make, "__name__", "A card"), error))
    return made
