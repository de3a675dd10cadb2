"""What words on the page mean, and what keys do: the one source of the page's own help and of the documents."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A word that stands on the page.

    Attributes
    ----------
    key
        What links on the page name it by.
    words
        As it stands there.
    technical
        What papers and programs call it; empty where that is the same.
    meaning
        What it is, in whole sentences.
    """

    key: str
    words: str
    technical: str
    meaning: str

    @property
    def tip(self) -> str:
        """For a pointer that rests on it, and for a screen reader."""
        return f"{self.technical}: {self.meaning}" if self.technical else self.meaning


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that do one thing.

    Attributes
    ----------
    names
        As they stand on a keyboard.
    does
        What they do, as the end of a sentence.
    """

    names: tuple[str, ...]
    does: str


KEYS: Final = (
    Keys(("Space",), "pauses, and goes on"),
    Keys(("End",), "goes back to the present"),
    Keys(("←", "→"), "go from reading to reading, with Shift ten at a time"),
    Keys(("K",), "plays on from the moment that is looked at"),
    Keys(("R",), "begins and ends a trial"),
    Keys(("L",), "labels the moment; then 1 to 9 says what it was"),
    Keys(("N", "P"), "show the next and the previous person"),
    Keys(("Escape",), "ends what was begun on the curves or with L, else shows the whole window again"),
    Keys(("?",), "opens words and keys; Escape closes them"),
)

TERMS: Final = (
    Term("cadence", "Cadence", "", "Steps a minute while walking, from the median time of a stride. It is no speed."),
    Term(
        "stance",
        "Stance",
        "stance phase, stance time / stride time",
        "The share of a stride in which the foot is on the ground: the median of the strides. A stride goes "
        "from one touch-down of a foot to its next.",
    ),
    Term(
        "contact",
        "On the ground",
        "contact time / time, on and off thresholds",
        "The share of the time walked in which the foot is on the ground, however it is divided into strides. A"
        " foot comes down when its load rises over the first threshold, a tenth of its range, and leaves the "
        "ground when it falls under the second one, a twentieth.",
    ),
    Term(
        "double",
        "Double support",
        "double limb support",
        "The share of the time walked in which both feet are on the ground. The thresholds alone move it by "
        "five points.",
    ),
    Term(
        "symmetry",
        "Symmetry of load",
        "symmetry index, 100 (R \u2212 L) / half the sum of both",
        "By how much the mean loads of the feet differ, and which of them bears more. Papers give it a sign: "
        "over 0 the right foot bears more, under 0 the left one.",
    ),
    Term(
        "alike",
        "Alike in so many strides",
        "strides within the warning",
        "The share of neighbouring strides, a left one and the right one after it, whose times on the ground "
        "differ by no more than your warning.",
    ),
    Term(
        "share",
        "Load L / R",
        "load share",
        "How the load of both feet, over what their sensors show unloaded, is shared while walking.",
    ),
    Term(
        "walking",
        "Walking",
        "walking bout",
        "Steps of left and right in turn, two strides of each foot at least, until no step comes for three "
        "seconds. Numbers of gait are of walking only.",
    ),
    Term(
        "standing",
        "Standing",
        "sway of the load share: standard deviation and range, percentage points",
        "Time without steps, and how the left foot's share of the load wanders meanwhile. Sitting with the feet"
        " on the floor looks the same.",
    ),
    Term(
        "saturated",
        "Saturated",
        "at full scale, 1023 counts",
        "The sensor is at the end of its range: the pressure was that or more. It is usual under the front of "
        "the foot; a largest value says little there.",
    ),
    Term(
        "anomalies",
        "Anomalies",
        "episodes of flagged readings",
        "Readings that the device itself flagged; those at most two seconds apart are one anomaly. Why it did, "
        "only its maker can say.",
    ),
    Term(
        "flagged",
        "Pressure during anomalies",
        "values of all anomalies, histogram of flagged readings",
        "How often which pressure was shown in all readings of this person that were ever flagged.",
    ),
    Term(
        "band",
        "Healthy 100 to 120",
        "reference band",
        "What groups of healthy adults showed. Being outside of it is not a finding: age, shoes, a slow walk or"
        " a stick are enough.",
    ),
    Term(
        "warning",
        "Warning and limit",
        "absolute symmetry index",
        "From which asymmetry the page marks it, and from which it says so of the second limit. Both are "
        "conventions, so they are yours.",
    ),
    Term(
        "hold",
        "Mark once it lasts",
        "hold, pending period",
        "Seconds for which an asymmetry must last before it is marked.",
    ),
    Term(
        "late",
        "Data late",
        "",
        "Seconds without a reading, beyond three usual intervals, after which the page says that it shows the past.",
    ),
    Term(
        "arrival",
        "Times of arrival",
        "wall clock of reception",
        "When a reading reached the machine that stores it, by that machine's clock. The device's own clock is "
        "shown on the person's card and used for nothing, for it may repeat or jump.",
    ),
    Term(
        "own_clock",
        "Times from the start",
        "recording's own clock",
        "A recording that was brought in counts its seconds from its own beginning.",
    ),
    Term(
        "counts",
        "Counts",
        "raw counts of an analogue-digital converter, 0 to 1023",
        "What a sensor shows. They are no newtons, kilograms or kilopascals, and sensors differ: compare a "
        "person with the same person, in the same shoes.",
    ),
    Term(
        "unloaded",
        "Unloaded foot",
        "baseline, 5th percentile",
        "What a sensor shows while its foot is in the air. It is taken away before loads are compared.",
    ),
    Term(
        "centre",
        "Dark dot",
        "centre of pressure, heel to toe",
        "Where between heel and toes a foot bears its load at this moment.",
    ),
    Term(
        "trust",
        "Flat, stuck, drifting",
        "sensor health",
        "A sensor that shows one value all the time, one value for seconds while the foot moves, or lowest "
        "values that wander. Of a foot with one that is flat or stuck, look at no number.",
    ),
    Term(
        "outlier",
        "Outlier",
        "more than 3 MADs from the median",
        "A stride unlike the others in load or time. It is drawn thin, and left out of the mean.",
    ),
)
_COLUMNS: Final = 120
_BY_KEY: Final = {term.key: term for term in TERMS}


def term(key: str) -> Term:
    """The term of a key."""
    return _BY_KEY[key]


def keys_table() -> str:
    """The keys as a table of Markdown."""
    rows = (f"| {', '.join(f'**{name}**' for name in one.names)} | {one.does} |" for one in KEYS)
    return "\n".join(("| key | does |", "|---|---|", *rows))


def page() -> str:
    """The glossary of the documents, as Markdown."""
    return "\n".join(
        (
            "# Words and keys",
            "",
            *_wrapped(
                "What stands on the page, what papers and programs call it, and what it is. The page itself says the "
                "same behind the button **?**, or the key of that name; a word with a dotted line under it leads there."
            ),
            "",
            *(line for one in TERMS for line in _wrapped(_item(one), "  ")),
            "",
            "## Keys",
            "",
            keys_table(),
            "",
        )
    )


def _item(one: Term) -> str:
    called = f" (*{one.technical}*)" if one.technical else ""
    return f"- **{one.words}**{called}: {one.meaning}"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
