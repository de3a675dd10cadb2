"""What the columns of a table of readings are called, and what they hold."""

from __future__ import annotations

from typing import Final

from footlib.sensors import FULL_SCALE, NAMES

FLAGS: Final = tuple(f"{name}_anomaly" for name in NAMES)
"""Names of the columns of each sensor's flag, in tables."""
UNIT: Final = "unit"
"""The column that says what counts stand for, as `footlib.calibration.Calibration.text`, where they are not all."""
UNITS: Final = {
    "time": "s since 1970-01-01T00:00:00Z, wall clock of reception",
    "trace_id": "[H]HMMSSDDMMYYYY, device clock",
    "label": "kinds of the labels of the reading, ; between them",
    **dict.fromkeys(NAMES, f"counts 0..{FULL_SCALE}"),
    **dict.fromkeys(FLAGS, "true where the sensor is flagged"),
}
"""What the columns hold, for the metadata of tables."""
