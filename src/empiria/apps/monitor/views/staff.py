"""What the staff's pages share: who is signed in, tables to download, findings in the reader's language."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import ImportFinding, Indicator
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Level
from empiria.reporting import sentences

# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Levels that files know and releases may not hold; units that no register names have none.
LEVELS = {
    **dict(Level.choices),
    "macroregion": gettext_lazy("macroregion"),
    "region": gettext_lazy("region"),
    "subregion": gettext_lazy("subregion"),
    "part": gettext_lazy("part of a municipality"),
    "unknown": gettext_lazy("not known"),
}


def member_of_staff(request: HttpRequest) -> Person:
    """Who is signed in, on a page that `staff_required` guards."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


class _Echo:
    """What csv writes to: the line itself comes back."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table as CSV (UTF-8, comma), sent as it is made. Texts of foreign files never become formulas."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([_safe(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def finding_row(finding: ImportFinding, *, indicators: Mapping[str, Indicator]) -> list[Any]:
    """Severity, row, column, message, action and code, in the reader's language."""
    params = finding.params | _in_words(finding.params, indicators)
    return [
        finding.get_severity_display(),
        finding.row,
        finding.column,
        _(finding.message) % params,
        _(finding.action) % params if finding.action else "",
        finding.code,
    ]


def _in_words(params: Mapping[str, Any], indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """What a finding says in codes, as the reader calls it: an indicator, why a value is missing, levels of units."""
    words = {}
    if indicator := indicators.get(params.get("indicator", "")):
        words["indicator"] = indicator.name
    if "status" in params:
        words["status"] = sentences.reason(params["status"], page_words())
    if "levels" in params:
        words["levels"] = ", ".join(str(LEVELS.get(level, level)) for level in params["levels"].split(", "))
    return words
