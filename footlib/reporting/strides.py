"""The strides of a report, laid over each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from footlib.analysis import Contact, Quantity, Refused, StrideCurves, stride_curves
from footlib.drawing import strides
from footlib.sensors import Foot


@dataclass(frozen=True, slots=True)
class StrideRow:
    """One quantity: its name and unit, and of each foot the plot as HTML."""

    quantity: Quantity
    name: str
    unit: str
    plots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrideSheet:
    """Both feet's strides, or why there are none.

    Attributes
    ----------
    rows
        The load first; empty where a foot is refused.
    counted
        How many strides of each foot, left and right.
    caution, reason
        What the rate does not carry, and why there are no strides; empty where it does and there are.
    """

    rows: tuple[StrideRow, ...]
    counted: tuple[tuple[Foot, str], ...]
    caution: str
    reason: str


def stride_sheet(contact: Contact) -> StrideSheet:
    """Lay the strides of both feet over each other and draw every quantity."""
    feet = []
    for foot in Foot:
        curves = stride_curves(contact, foot)
        if isinstance(curves, Refused):
            return StrideSheet((), (), "", curves.reason)
        feet.append(curves)
    counted = tuple((curves.foot, strides.counted(curves)) for curves in feet)
    return StrideSheet(tuple(_rows(feet)), counted, feet[0].caution, "")


def _rows(feet: list[StrideCurves]) -> Iterator[StrideRow]:
    for quantity, name in strides.WORDS.items():
        scale = strides.axis(feet, quantity)
        unit = quantity.unit_in(feet[0].contact.recording.calibration)
        yield StrideRow(quantity, name, unit, tuple(strides.plot(curves, quantity, scale) for curves in feet))
