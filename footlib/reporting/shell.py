"""A summary as a table for the shell."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from footlib.analysis.summary import Summary
from footlib.drawing.walked import walked
from footlib.texts import counted


def print_summary(summary: Summary) -> None:
    """Print the numbers with their reference, and the facts that they rest on."""
    sources = list(dict.fromkeys(measure.band.source for measure in summary.measures if measure.band))
    table = Table("Measure", "Value", "Unit", "Reference")
    for measure in summary.measures:
        refused = f"refused: {measure.reason}"
        value = refused if measure.value is None else f"{measure.value:.{measure.places}f}"
        band = measure.band
        reference = f"{band.low:g} to {band.high:g} [{sources.index(band.source) + 1}]" if band else ""
        table.add_row(measure.label, value, measure.unit, escape(reference))
    console = Console()
    console.print(table)
    rate = f"{summary.rate:.1f} Hz" if summary.rate > 0 else "an unknown rate"
    gaps = counted(summary.gaps, "gap")
    facts = f"{summary.n} readings at {rate}, {gaps}, times by the {summary.clock}"
    feet = "; ".join(
        f"{foot.foot} "
        + (
            f"none, {foot.refused.reason}"
            if foot.refused
            else "on over {}, off under {} {}".format(*summary.cuts(foot), summary.calibration.unit)
        )
        for foot in summary.thresholds.feet
    )
    console.print(f"{facts}. Contact: {escape(feet)}.")
    if not summary.calibration.counted:
        console.print(escape(f"{summary.calibration.sentence}."))
    if words := walked(summary):
        console.print(words)
    for number, source in enumerate(sources, 1):
        console.print(escape(f"[{number}] {source}"))
