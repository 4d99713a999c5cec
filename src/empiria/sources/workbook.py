"""One sheet of a workbook as rows of text, each with its number in the sheet."""

import fastexcel
import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.reading import Finding
from empiria.sources.received import Member
from empiria.sources.sheet_cells import Cell, formulas_without_result, letters, merged_cells, sheet_xml

UNREAD = "unread"  # how the names of columns begin that are not looked at


class Sheet:
    """A sheet whose first row with anything in it is the header."""

    def __init__(self, member: Member, *, name: str | None = None) -> None:
        self.file = member.file
        try:
            self._book = fastexcel.read_excel(member.data)
        except fastexcel.FastExcelError as error:
            raise InputError(mark("The workbook is damaged."), place={"file": member.file}) from error
        self.others = list(self._book.sheet_names)
        if name is not None and name not in self.others:
            raise InputError(
                mark("There is no sheet “%(name)s”; found: %(found)s."),
                place={"file": member.file},
                name=name,
                found=", ".join(self.others),
            )
        self.name = name or self.others[0]
        self.others.remove(self.name)
        rows = self._load()
        filled = rows.filter(pl.any_horizontal(pl.exclude("row").is_not_null()) if rows.width > 1 else False)
        if filled.is_empty():
            raise InputError(mark("The sheet is empty."), place=self.place())
        self.header_line = int(filled["row"][0])
        self.header = [(cell or "").strip() for cell in filled.row(0)[:-1]]
        self._body = filled.slice(1)
        self._xml = sheet_xml(member, sheet=self.name)

    def place(self, line: int | None = None, column: str | None = None) -> dict[str, object]:
        return {"file": self.file, "sheet": self.name, "line": line, "column": column}

    def frame(self, names: list[str]) -> pl.DataFrame:
        """The filled rows below the header as columns of text, empty where a cell is, and `row`.

        Raises InputError for what only looks empty in a column whose name does not begin with UNREAD: a formula without
        a stored result, and a cell merged into another.
        """
        read = {at for at, name in zip(self._columns, names, strict=False) if not name.startswith(UNREAD)}
        self._refuse_uncomputed(read)
        if self._body.is_empty():
            raise InputError(mark("The table has a header and no rows."), place=self.place())
        self._refuse_merged(read)
        return self._body.rename(dict(zip(self._body.columns, names, strict=False))).with_columns(
            pl.exclude("row").fill_null("")
        )

    def holds_numbers(self, index: int) -> bool:
        """Whether a column's cells below the header are numbers, not text."""
        own = self._columns[index]
        # every other column is declared, or the library logs that it had to guess it
        declared: fastexcel.DTypeMap = {column: "string" for column in self._columns if column != own}
        columns = self._book.load_sheet(
            self.name, header_row=None, skip_rows=self.header_line, dtypes=declared
        ).available_columns()
        return any(column.absolute_index == own and column.dtype in ("int", "float") for column in columns)

    def unread(self) -> list[Finding]:
        if not self.others:
            return []
        return [
            Finding(
                code="sheets-unread",
                severity="warning",
                message=mark("The workbook has further sheets: %(names)s."),
                action=mark("Only “%(name)s” was read."),
                params={"names": ", ".join(self.others), "name": self.name},
            )
        ]

    def _refuse_uncomputed(self, read: set[int]) -> None:
        for cell in formulas_without_result(self._xml):
            if cell.row > self.header_line and cell.column in read:
                raise InputError(
                    mark(
                        "The formula has no stored result; open the workbook in a spreadsheet and save it there, or put "
                        "a number in its place."
                    ),
                    place=self._at(cell),
                )

    def _refuse_merged(self, read: set[int]) -> None:
        """Rows that are merged as a whole leave empty ones behind, which nobody misses."""
        filled = self._body["row"]
        for merged in merged_cells(self._xml):
            first, last = merged.first, merged.last
            rows = filled.filter(filled.is_between(max(first.row, self.header_line + 1), last.row))
            hidden = (
                Cell(row, column)
                for row in rows
                for column in sorted(read)
                if first.column <= column <= last.column and Cell(row, column) != first
            )
            if cell := next(hidden, None):
                raise InputError(
                    mark("The cell is merged with others (%(cells)s); undo that and fill in each of them."),
                    place=self._at(cell),
                    cells=str(merged),
                )

    def _at(self, cell: Cell) -> dict[str, object]:
        return self.place(cell.row, cell.letters)

    def _load(self) -> pl.DataFrame:
        # skip_rows=0 keeps empty rows at the top, without which rows would be counted from the wrong place
        loaded = self._book.load_sheet(self.name, header_row=None, skip_rows=0, dtypes="string")
        # the library leaves out empty columns at the left, then counts from the first filled one
        self._columns = [column.absolute_index for column in loaded.available_columns()]
        batch, errors = loaded.to_arrow_with_errors()
        if errors is not None:
            line, column = errors.errors[0].position
            column = self._columns[column]
            raise InputError(
                mark("The cell holds an error of the spreadsheet (%(detail)s)."),
                place=self.place(line + 1, letters(column)),
                detail=errors.errors[0].detail.rpartition("but got ")[2].strip("'"),
            )
        frame = pl.DataFrame(pl.from_arrow(batch))
        return frame.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
