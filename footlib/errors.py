"""Every error that Footwatch raises on purpose.

::

    FootlibError
    ├── SettingsError       a setting has a value that cannot work
    ├── ReadingError        an answer of the API is not a measurement
    ├── RecordingError      columns of a recording do not fit together
    ├── SourceError         a file of somebody's recording cannot be read
    ├── ExportError         a file cannot be written
    ├── ImportingError      a recording cannot be put into the store
    ├── TrialError          a trial cannot be begun, changed or found
    ├── LabelError          a label makes no sense, or is not there any more
    ├── RefusedError        the data do not carry the result that was asked for
    └── StoreError          Redis answered, but not as it should
        ├── StoreAwayError  Redis cannot be reached or cannot write just now
        │   └── StoreProtectedError  Redis lets in programs of its own machine only
        └── StoreHeldError  somebody else holds the embedded store

A message says what was found, what was expected and what to do.
"""


class FootlibError(Exception):
    """Anything that Footwatch refuses with a sentence for the person who uses it.

    Examples
    --------
    >>> try:
    ...     footlib.load("nowhere.csv")
    ... except footlib.FootlibError as error:
    ...     print(error)
    nowhere.csv cannot be read: No such file or directory
    """


class SettingsError(FootlibError):
    """A setting has a value that cannot work."""


class ReadingError(FootlibError):
    """An answer of the API is not a measurement.

    Parameters
    ----------
    field
        Path of the field, as ``trace.sensors[2].value``; ``body`` for the whole.
    found
        What stood there, shortened.
    allowed
        What may stand there.
    """

    def __init__(self, field: str, found: str, allowed: str) -> None:
        self.field = field
        self.found = found
        self.allowed = allowed
        super().__init__(f"{field}: found {found}, allowed is {allowed}")


class RecordingError(FootlibError):
    """Columns of a recording do not fit together."""


class SourceError(FootlibError):
    """A file of somebody's recording cannot be read."""


class ExportError(FootlibError):
    """A file cannot be written."""


class ImportingError(FootlibError):
    """A recording cannot be put into the store."""


class TrialError(FootlibError):
    """A trial cannot be begun, changed or found."""


class LabelError(FootlibError):
    """A label makes no sense, or is not there any more."""


class RefusedError(FootlibError):
    """The data do not carry the result that was asked for."""


class StoreError(FootlibError):
    """Redis answered, but not as it should."""


class StoreAwayError(StoreError):
    """Redis cannot be reached or cannot write just now; trying again later may help."""


class StoreProtectedError(StoreAwayError):
    """Redis lets in programs of its own machine only, until somebody sets a password."""


class StoreHeldError(StoreError):
    """Somebody else holds the embedded store."""
