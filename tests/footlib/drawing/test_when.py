from datetime import datetime

from footlib.drawing.when import between


def test_a_day_is_said_once_unless_there_are_two() -> None:
    noon = datetime(2026, 11, 24, 12, 3, 21).astimezone().timestamp()
    assert between(noon, noon + 4) == "24 Nov 2026 12:03:21 to 12:03:25"
    assert between(noon, noon + 86400) == "24 Nov 2026 12:03:21 to 25 Nov 2026 12:03:21"


def test_a_recording_that_counts_from_its_start_has_no_day() -> None:
    assert between(3.0, 12.5) == "3.0 s to 12.5 s"
