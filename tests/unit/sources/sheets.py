"""Workbooks made for a test."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

Row = Sequence[str | int | float | None]


def workbook(
    sheets: Mapping[str, Sequence[Row]],
    *,
    error_at: tuple[int, int] | None = None,
    uncomputed_at: tuple[int, int] | None = None,
    merged: str | None = None,
) -> bytes:
    """Cells as given (text stays text). Into a cell of the last sheet `error_at` puts #DIV/0!, `uncomputed_at` a formula
    whose result is not stored; `merged` is a range of it.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    (sheet.write_string if isinstance(cell, str) else sheet.write_number)(line, column, cell)
        if error_at and name == list(sheets)[-1]:
            sheet.write_formula(*error_at, "=1/0", None, "#DIV/0!")
        if uncomputed_at and name == list(sheets)[-1]:
            sheet.write_formula(*uncomputed_at, "=40+44", None, "")
        if merged and name == list(sheets)[-1]:
            sheet.merge_range(merged, 7)
    book.close()
    return buffer.getvalue()
