"""Files as other people's insoles write them."""

from pathlib import Path

import numpy as np

HEADER = "t_s,L0,L1,L2,R0,R1,R2"


def written(folder: Path, text: str, name: str = "walk.any") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def physionet_text(force: np.ndarray, rate: float = 100.0) -> str:
    """Lines of the database from the forces of 16 sensors."""
    lines = []
    for row, sensors in enumerate(force):
        numbers = [row / rate, *sensors, sensors[:8].sum(), sensors[8:].sum()]
        lines.append("\t".join(f"{number:.4f}" for number in numbers))
    return "\n".join(lines) + "\n"


def moticon_text(cells: np.ndarray, marks: dict[int, tuple[str, str]] | None = None) -> str:
    """A text export with 16 pressures a foot and event marks (right, left) by row."""
    pressures = [f"{foot} pressure {cell}[N/cm²]" for foot in ("left", "right") for cell in range(1, 17)]
    titles = ["# time", *pressures, "Right Events label[]", "Right Events[]", "Left Events label[]", "Left Events[]"]
    lines = ["# Start timestamp: 1663250316241", "# Recording type: live", "\t".join(titles)]
    for row, pressure in enumerate(cells):
        right, left = (marks or {}).get(row, ("", ""))
        events_ = ["Event" if right else "", right, "Event" if left else "", left]
        lines.append("\t".join([f"{(row + 1) / 100:.2f}", *(f"{p:.2f}" for p in pressure), *events_]))
    return "\n".join(lines) + "\n"
