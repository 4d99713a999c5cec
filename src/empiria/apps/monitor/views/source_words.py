"""Files that figures came from, in words: for pages, the line under a drawing, and the sheet of a spreadsheet."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import SourceNote


def origins(sources: Iterable[SourceNote]) -> str:
    """Who published the figures, each once; a file whose origin nobody told is named itself, not taken for another's."""
    told = {one.origin or _("origin not given (%(file)s)") % {"file": one.file} for one in sources}
    return "; ".join(sorted(told)) or _("no file of the release")


def file_lines(sources: Iterable[SourceNote]) -> list[tuple[str, str]]:
    """A line for each file: name, origin, when it was retrieved, licence, SHA-256."""
    return [
        (_("File"), " · ".join([one.file, *particulars(one), f"SHA-256 {one.sha256}"])) for one in sources
    ]


def particulars(source: SourceNote) -> list[str]:
    """What is known of a file beside its name and its hash; what is not known is said to be so."""
    retrieved = source.retrieved
    return [
        source.origin or _("origin not given"),
        _("retrieved on %(date)s") % {"date": date_format(retrieved, "j E Y")}
        if retrieved
        else _("date of retrieval not given"),
        source.licence or _("licence not given"),
        *([_("redacted to protect personal data; the figures are the same")] if source.is_redacted else []),
    ]
