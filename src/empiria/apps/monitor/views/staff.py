"""What the staff's pages share: who is signed in, tables to download, findings in the reader's language."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import ImportFinding

# A cell that begins so would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def finding_row(finding: ImportFinding) -> list[Any]:
    """Severity, row, column, message, action and code, in the reader's language."""
    return [
        finding.get_severity_display(),
        finding.row,
        finding.column,
        _(finding.message) % finding.params,
        _(finding.action) % finding.params if finding.action else "",
        finding.code,
    ]
