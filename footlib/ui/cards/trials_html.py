"""How trials are written as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from footlib.drawing.symbols import BACK, ON
from footlib.drawing.trials import NUMBERS, length, length_of, numbers, quality
from footlib.store import Trial
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, joined, markup
from footlib.ui.cards.report_html import report_buttons
from footlib.ui.model.frame import Frame
from footlib.ui.model.trials import TrialList

_COLUMNS: Final = ("Date", "Name", "Length", "Quality", *NUMBERS, "")


def recording(frame: Frame) -> Markup:
    """The button that begins a trial, or ends the one that runs and says for how long it has."""
    trial = frame.running
    if trial is None:
        return button("record", "● Record", label="Record a trial from now on (R)")
    run = length(frame.reception - trial.begun)
    return markup(
        '<span class="fw-running-trial">{}</span>',
        button("end_record", markup("■ Stop <b>{}</b>", run), label=f"Stop recording, which has run for {run} (R)"),
    )


def head(known: TrialList, frame: Frame, gone: Trial | None, *, deleted: bool) -> Markup:
    """How many there are, and what can be begun."""
    if frame.running is None:
        begin = joined(
            button("record", words, label=tip, back=back)
            for words, tip, back in (
                ("● Record", "Record from now on (R)", "now"),
                ("with the last 30 s", "Record, with the last 30 seconds", "30 s"),
                ("the last minute", "Record, with the last minute", "1 min"),
                ("all that is stored", "Record, with all that is stored", "all"),
            )
        )
    else:
        begin = recording(frame)
    said = (counted(len(known.kept), "trial") if known.kept else "none yet") if known.loaded else "not known yet"
    shown = (
        button("trials_deleted", f"{len(known.deleted)} deleted lately", pressed=deleted, on=not deleted)
        if known.deleted or deleted
        else NOTHING
    )
    undo = (
        markup(
            '<p class="fw-trial-gone" role="status">{} was deleted. {}</p>',
            _name(gone) if gone.note.name else f"The trial of {frame.times.moment(gone.start, frame.now)}",
            button("restore_trial", "Undo", id=gone.id),
        )
        if gone is not None and any(trial.id == gone.id for trial in known.deleted)
        else NOTHING
    )
    report = report_buttons("visit_report", "Visit report", "the day's trials") if known.kept else NOTHING
    return markup(
        '<h2>Trials</h2><p>{} {}</p>{}<span role="group" aria-label="Record">{}</span>{}',
        said,
        shown,
        report,
        begin,
        undo,
    )


def table(rows: Sequence[Trial], page: int, pages: int, frame: Frame, edited: str, *, deleted: bool) -> Markup:
    """One page of trials with their buttons."""
    if not rows:
        words = "No trial is here." if frame.trials.kept or deleted else "Nothing has been recorded yet."
        return markup('<p class="fw-empty">{}</p>', words if frame.trials.loaded else "Not known yet.")
    columns = joined(markup('<th scope="col">{}</th>', column) for column in _COLUMNS)
    body = joined(_row(trial, frame, edited, deleted=deleted) for trial in rows)
    turn = (
        markup(
            '<div class="fw-pager"><span>{} page {} of {} {}</span></div>',
            button("trials_page", f"{BACK} newer", to=page - 1, off=page <= 0),
            page + 1,
            pages,
            button("trials_page", f"older {ON}", to=page + 1, off=page + 1 >= pages),
        )
        if pages > 1
        else NOTHING
    )
    return markup(
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Trials">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}",
        columns,
        body,
        turn,
    )


def _row(trial: Trial, frame: Frame, edited: str, *, deleted: bool) -> Markup:
    begun = trial.begun if trial.facts is None else trial.facts.first or trial.start
    when = frame.times.moment(begun, frame.now)
    day = markup("{}<small>{}</small>", frame.times.day(begun), frame.times.clock(begun))
    chosen = frame.trial is not None and frame.trial.id == trial.id
    cells = (day, _named(trial), _length(trial, frame), _quality(trial, frame), *numbers(trial.facts))
    spoken = f"{trial.note.name or 'the trial'} of {when}"
    if deleted:
        acts = button("restore_trial", "Restore", label=f"Restore {spoken}", id=trial.id)
    else:
        acts = button("trial", "Open", label=f"Open {spoken}", pressed=chosen, id=trial.id)
        acts += button("play_trial", "▶ Play", label=f"Play {spoken}", id=trial.id)
        acts += button(
            "edit_trial", "Note", label=f"Name and note of {spoken}", pressed=edited == trial.id, id=trial.id
        )
        if trial.facts is None and trial is not frame.running:
            acts += button(
                "keep_trial", "Keep", label=f"Keep {spoken} without waiting for another reading", id=trial.id
            )
    return markup(
        '<tr class="fw-trial{}" data-trial="{}">{}<td><span class="fw-acts">{}</span></td></tr>',
        " fw-chosen" if chosen else "",
        trial.id,
        joined(markup("<td>{}</td>", cell) for cell in cells),
        acts,
    )


def _name(trial: Trial) -> str:
    return f"“{trial.note.name}”"


def _named(trial: Trial) -> Markup:
    note = trial.note
    name = markup("<b>{}</b>", note.name) if note.name else Markup('<i class="fw-unnamed">no name</i>')
    rest = " · ".join(filter(None, (note.condition, note.text, note.by)))
    return markup('{}<small title="{}">{}</small>', name, rest, rest) if rest else name


def _length(trial: Trial, frame: Frame) -> str:
    if trial.facts is not None:
        return length_of(trial.facts)
    return length(min(trial.stop, frame.reception) - trial.begun)


def _quality(trial: Trial, frame: Frame) -> str:
    if trial.facts is None:
        return "is being recorded" if trial is frame.running else "waits for the next reading, then it is kept"
    return quality(trial.facts)
