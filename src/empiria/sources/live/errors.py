"""What goes wrong when a source is asked: always told as a sentence, never the reader's own mistake."""

from empiria.analysis.errors import InputError


class SourceError(InputError):
    """The source does not answer, or answers what cannot be used."""


class UnusableError(SourceError):
    """One answer cannot be used, or one variable; others of the source may well be."""


class NotThereError(SourceError):
    """The source does not know what it was asked for."""


class UnsteadyError(SourceError):
    """What the source holds changes while it is being read."""


class QuotaSpentError(Exception):
    """The source takes no more questions for longer than this caller wants to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no more requests for {seconds:.0f} seconds")
        self.seconds = seconds
