"""What a report has whatever it tells of: the letter head, a note, the reader's clock."""

from __future__ import annotations

from dataclasses import dataclass, field

from footlib.drawing.times import LocalTime
from footlib.reporting import logo
from footlib.settings import Settings


@dataclass(frozen=True, slots=True)
class Letter:
    """Letter head, note and clock of a report.

    Attributes
    ----------
    logo
        A picture as a data URI; empty without one.
    address
        Whose letter it is, several lines; empty without one.
    note
        What whoever sends the report says of it.
    times
        Writes days and times of day.
    """

    logo: str = ""
    address: str = ""
    note: str = ""
    times: LocalTime = field(default_factory=LocalTime)

    @classmethod
    def of(cls, settings: Settings, note: str = "", times: LocalTime | None = None) -> Letter:
        """The letter head that REPORT_LOGO and REPORT_ADDRESS give, with a note.

        Raises
        ------
        SettingsError
            If REPORT_LOGO cannot be read, is no picture or too large, or holds more than a picture needs.
        """
        picture = "" if settings.report_logo is None else logo.data_uri(settings.report_logo)
        return cls(picture, settings.report_address, note.strip(), times or LocalTime())
