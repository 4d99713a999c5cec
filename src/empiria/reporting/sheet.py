"""Tables as a spreadsheet: numbers stay numbers, text stays text, and the last sheet says where they come from."""

import io
import re
from collections.abc import Sequence
from typing import Any

from empiria.reporting.table import Column, Table

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(
    tables: Sequence[tuple[str, Table]], *, about: Sequence[tuple[str, str]], about_title: str
) -> bytes:
    """An XLSX file with a sheet for each (name, table) and one more that lists `about`: source, release, recipe, date."""
    # Imported here: only a download needs it.
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    used: set[str] = set()
    for name, table in tables:
        _write(book, _sheet_name(name, used), table, head)
    sheet = book.add_worksheet(_sheet_name(about_title, used))
    sheet.set_column(0, 0, 24, head)
    sheet.set_column(1, 1, 90)
    for row, (term, content) in enumerate(about):
        sheet.write_string(row, 0, term)
        sheet.write_string(row, 1, content)
    book.close()
    return out.getvalue()


def _write(book: Any, name: str, table: Table, head: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, column.heading, head)
        width = 34 if column.kind == "text" and position == 0 else 14
        sheet.set_column(position, position, width, book.add_format({"num_format": _format(column)}))
    for line, row in enumerate(table.rows, start=1):
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, position, cell)
            elif cell is not None:
                sheet.write_number(line, position, cell)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _format(column: Column) -> str:
    if column.kind == "number":
        return "#,##0" + ("." + "0" * column.decimals if column.decimals > 0 else "")
    return {"whole": "#,##0", "year": "0", "text": "@"}[column.kind]


def _sheet_name(name: str, used: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, each only once."""
    base = _FORBIDDEN.sub(" ", name).strip("' ")[:31] or "-"
    chosen, count = base, 2
    while chosen.casefold() in used:
        suffix = f" {count}"
        chosen, count = base[: 31 - len(suffix)] + suffix, count + 1
    used.add(chosen.casefold())
    return chosen
