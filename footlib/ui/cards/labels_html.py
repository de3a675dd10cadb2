"""How labels are written as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from markupsafe import Markup

from footlib.store import Label
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, joined, markup
from footlib.ui.model.frame import Frame

_COLUMNS: Final = ("Start", "Length", "Kind", "Note", "Sensors", "")
_SHOWN: Final = 50
"""Labels in the table; more are for an export."""
_MARKED: Final = 300
"""Labels in the strip: more have no room, and a page that moves gets all of them every second."""


def strip(labels: Sequence[Label], frame: Frame) -> Markup:
    """Labels of what is shown, each in its place along the time of the curves above."""
    if not labels:
        return NOTHING
    span = max(frame.stop - frame.start, 1e-3)
    # Of many, those of all of its length.
    marks = joined(_mark(label, frame.start, span) for label in labels[:: -(-len(labels) // _MARKED)])
    spoken = f"{counted(len(labels), 'label')} in what is shown"
    return markup('<div class="fw-line" role="img" aria-label="{}"><div>{}</div></div>', spoken, marks)


def head(kinds: Sequence[str], frame: Frame) -> Markup:
    """What a label would be of, and the kinds."""
    if (chosen := frame.search.chosen) is not None:
        of = f"for {frame.times.clock(chosen[0], tenths=True)} to {frame.times.clock(chosen[1], tenths=True)}"
    elif frame.time is not None:
        of = f"for {frame.times.clock(frame.time)}, or for a stretch that is chosen on the curves"
    else:
        of = "once there are readings"
    buttons = joined(
        button(
            "add_label",
            markup("<kbd>{}</kbd> {}", number, kind) if frame.labelling and number < 10 else kind,
            label=f"Label as {kind} (L, then {number})" if number < 10 else f"Label as {kind}",
            of=kind,
        )
        for number, kind in enumerate(kinds, 1)
    )
    picking = Markup(' <strong role="status">press a number</strong>') if frame.labelling else NOTHING
    return markup('<h2>Labels</h2><p>{}{}</p><span role="group" aria-label="Label">{}</span>', of, picking, buttons)


def table(labels: Sequence[Label], frame: Frame, edited: str) -> Markup:
    """The labels of what is shown."""
    total = len(frame.trials.labels)
    if not labels:
        words = f"No label lies in what is shown; {total} elsewhere." if total else "Nothing has been labelled yet."
        return markup('<p class="fw-empty">{}</p>', words)
    columns = joined(markup('<th scope="col">{}</th>', column) for column in _COLUMNS)
    rows = joined(_row(label, frame, edited) for label in labels[:_SHOWN])
    more = len(labels) - _SHOWN
    rest = markup('<p class="fw-empty">{} more; look at less of the time.</p>', more) if more > 0 else NOTHING
    return markup(
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Labels">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}",
        columns,
        rows,
        rest,
    )


def _mark(label: Label, start: float, span: float) -> Markup:
    left = 100 * max(0.0, label.start - start) / span
    width = max(0.0, min(100 * (label.stop - max(label.start, start)) / span, 100 - left))
    message = msgspec.json.encode({"kind": "edit_label", "id": label.id}).decode()
    return markup(
        '<i class="fw-label" style="left:{:.2f}%;width:{:.2f}%" data-fw="{}" title="{}"></i>',
        left,
        width,
        message,
        label.kind,
    )


def _row(label: Label, frame: Frame, edited: str) -> Markup:
    start = f"{frame.times.moment(label.start, frame.now, tenths=True)}"
    length = f"{label.stop - label.start:.1f} s" if label.stop > label.start else "a moment"
    spoken = f"{label.kind} of {start}"
    acts = button("go_label", "Go", label=f"Go to {spoken}", id=label.id)
    acts += button("edit_label", "Note", label=f"Change {spoken}", pressed=edited == label.id, id=label.id)
    acts += button("remove_label", "Remove", label=f"Remove {spoken}", id=label.id)
    text = " · ".join(filter(None, (label.text, label.by)))
    cells = (start, length, markup("<b>{}</b>", label.kind), text, " ".join(label.sensors))
    return markup(
        '<tr data-label="{}">{}<td><span class="fw-acts">{}</span></td></tr>',
        label.id,
        joined(markup("<td>{}</td>", cell) for cell in cells),
        acts,
    )
