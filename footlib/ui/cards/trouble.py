"""The persons who need to be looked at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from footlib.ui.browser.elements import joined, markup
from footlib.ui.model.data_status import SHAPES, StatusKind
from footlib.ui.model.roster import ALARM, PersonSnapshot, Trouble

_NAMED: Final = 6
"""Persons that are named for each kind of trouble; of more the number is written."""
_WORDS: Final = {
    Trouble.ANOMALY: f"⚠ anomaly in the last {ALARM:.0f} s",
    Trouble.SILENT: f"{SHAPES[StatusKind.GONE]} without data",
    Trouble.LATE: f"{SHAPES[StatusKind.LATE]} late",
}


def in_trouble(persons: Iterable[PersonSnapshot]) -> Markup:
    """The persons in trouble as links, wherever their tiles are, as HTML; empty without any."""
    by_trouble: dict[Trouble, list[PersonSnapshot]] = {}
    for person in persons:
        by_trouble.setdefault(person.trouble, []).append(person)
    lines = [
        markup('<p class="fw-trouble fw-trouble-{}">{}: {}</p>', kind.name.lower(), words, _listed(by_trouble[kind]))
        for kind, words in _WORDS.items()
        if kind in by_trouble
    ]
    if n := len(by_trouble.get(Trouble.LEFT, ())):
        lines.append(markup("<p>{} without data for over a day</p>", n))
    return joined(lines)


def _listed(persons: Sequence[PersonSnapshot]) -> Markup:
    links = Markup(", ").join(person_link(person) for person in persons[:_NAMED])
    more = len(persons) - _NAMED
    return markup("{} and {} more", links, more) if more > 0 else links


def person_link(person: PersonSnapshot) -> Markup:
    """A person's number and name as a link that opens the page."""
    message = f'{{"kind":"open","person":{person.number}}}'
    name = person.name
    words = markup("{} · <bdi>{}</bdi>", person.number, name) if name else markup("{}", person.number)
    return markup('<a href="?person={}" data-fw="{}" title="{}">{}</a>', person.number, message, name, words)
