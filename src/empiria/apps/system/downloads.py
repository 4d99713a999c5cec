"""Tables sent as they are made, however long: CSV for people, JSON Lines for programs."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

from empiria.reporting.table import safe


class _Echo:
    """What csv writes to: the line itself comes back."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table as CSV (UTF-8, comma). Texts that came from elsewhere never become formulas."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([_written(cell) for cell in row])

    return _download(name, lines(), "text/csv; charset=utf-8")


def _written(cell: Any) -> Any:
    """Without exponents, in which spreadsheets shorten numbers and readers of tables refuse them."""
    if isinstance(cell, str):
        return safe(cell)
    is_shortened = isinstance(cell, float) and "e" in repr(cell)
    return format(Decimal(repr(cell)), "f") if is_shortened else cell


def json_lines_response(name: str, rows: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """One JSON object a line (UTF-8)."""

    def lines() -> Iterator[str]:
        for row in rows:
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"

    return _download(name, lines(), "application/jsonl; charset=utf-8")


def _download(name: str, lines: Iterator[str], content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
