"""The two shapes of an export, CTAB (wide) and CREL (long), as one long table of cells, still text.

Cells: `code`, `name`, `series`, `label`, `measure`, `period`, `text`, `attribute`, and where the cell stands:
`row` (line) and `column` (header).
"""

import re
from typing import NamedTuple

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.days import refuse_year_to_come, refuse_years_to_come
from empiria.sources.delimited import Delimited, require_columns
from empiria.sources.reading import Finding

CODE, NAME, YEAR, VALUE, MEASURE, ATTRIBUTE = "Kod", "Nazwa", "Rok", "Wartosc", "Jednostka miary", "Atrybut"
KNOWN = (CODE, NAME, YEAR, VALUE, MEASURE, ATTRIBUTE)
CELL = re.compile(r"(?P<labels>.+)[;,]\s*(?P<year>[0-9]{4})\s*[;,]\s*\[(?P<measure>.*)\]", re.DOTALL)
# In a header re-saved with commas the inner semicolons became commas; a comma of the label itself is followed
# by a space or stands between digits.
INNER_COMMA = re.compile(r",(?!\s)(?<!\d,(?=\d))")


class Column(NamedTuple):
    """What the header of one column of a wide export says."""

    labels: list[str]
    period: int
    measure: str


def read_cells(table: Delimited, *, subgroup: str) -> tuple[pl.DataFrame, list[Finding]]:
    """The cells of an export of either shape, told apart by the header; raises InputError when it is neither."""
    header = [_known_name(name) for name in table.header]
    if header[:2] != [CODE, NAME]:
        raise InputError(
            mark("An export of the Local Data Bank begins with the columns Kod and Nazwa; found: %(found)s."),
            place=table.place(table.header_line),
            found=", ".join(table.header)[:200] or "—",
        )
    if is_wide(table):
        return _read_wide(table, subgroup=subgroup)
    return _read_long(table, header=header, subgroup=subgroup), []


def is_wide(table: Delimited) -> bool:
    """Whether the years stand in the header: such a file has no attributes."""
    return not {YEAR, VALUE} & {_known_name(name) for name in table.header}


def series_key(subgroup: str, labels: list[str]) -> str:
    """The stable key of a series: the subgroup and every label, as `P3787|ogółem|ogółem`."""
    return "|".join([subgroup, *labels])


def _known_name(name: str) -> str:
    """The header as the site spells it where it is one of the known ones, else as it stands."""
    plain = name.casefold().replace("ść", "sc")
    return next((known for known in KNOWN if known.casefold() == plain), name)


def _read_long(table: Delimited, *, header: list[str], subgroup: str) -> pl.DataFrame:
    require_columns(header, KNOWN, place=table.place(table.header_line))
    dimensions = header[2 : header.index(YEAR)]
    frame = table.frame(header).with_columns(pl.exclude("row").str.strip_chars())
    wrong = frame.filter(~pl.col(YEAR).str.contains(r"^[0-9]{4}$"))
    if not wrong.is_empty():
        raise InputError(
            mark("“%(found)s” is not a year."),
            place=table.place(wrong["row"][0], table.header[header.index(YEAR)]),
            found=wrong[YEAR][0],
        )
    refuse_years_to_come(
        frame.select("row", period=pl.col(YEAR).cast(pl.Int32)),
        place=table.place(column=table.header[header.index(YEAR)]),
    )
    labels = [_squeezed(pl.col(name)) for name in dimensions]
    return frame.select(
        code=CODE,
        name=NAME,
        series=pl.concat_str(pl.lit(subgroup), *labels, separator="|"),
        label=pl.concat_str(labels, separator="; ") if labels else pl.lit(""),
        measure=MEASURE,
        period=pl.col(YEAR).cast(pl.Int32),
        text=VALUE,
        attribute=ATTRIBUTE,
        row="row",
        column=pl.lit(table.header[header.index(VALUE)]),
    )


def _read_wide(table: Delimited, *, subgroup: str) -> tuple[pl.DataFrame, list[Finding]]:
    headers, findings = _rejoin_headers(table)
    columns = [_read_header(cell, table=table) for cell in headers]
    _refuse_repeated(headers, columns, table=table)
    indices = [str(index) for index in range(len(columns))]
    meta = pl.DataFrame(
        {
            "index": indices,
            "series": [series_key(subgroup, column.labels) for column in columns],
            "label": ["; ".join(column.labels) for column in columns],
            "measure": [column.measure for column in columns],
            "period": [column.period for column in columns],
            "column": headers,
        },
        schema_overrides={"period": pl.Int32},
    )
    cells = (
        table.frame([CODE, NAME, *indices])
        .unpivot(index=[CODE, NAME, "row"], on=indices, variable_name="index", value_name="text")
        .join(meta, on="index", how="left", maintain_order="left")
    )
    return cells.select(
        pl.col(CODE).str.strip_chars().alias("code"),
        pl.col(NAME).str.strip_chars().alias("name"),
        "series",
        "label",
        "measure",
        "period",
        "text",
        pl.lit("").alias("attribute"),
        "row",
        "column",
    ), findings


def _rejoin_headers(table: Delimited) -> tuple[list[str], list[Finding]]:
    """The headers of a wide export; where its quotation marks were lost, a header ends with its [unit]."""
    cells = table.header[2:]
    if not any(re.fullmatch(r"\[.*\]", cell) for cell in cells):
        return cells, []
    joined: list[str] = []
    parts: list[str] = []
    for cell in cells:
        parts.append(cell)
        if re.fullmatch(r"\[.*\]", cell):
            joined.append(";".join(parts))
            parts = []
    finding = Finding(
        code="quotes-lost",
        severity="info",
        message=mark("The quotation marks of the header were lost when the file was saved again."),
        action=mark("Each column was put together again up to its [unit]."),
        row=table.header_line,
    )
    return joined + parts, [finding]


def _read_header(cell: str, *, table: Delimited) -> Column:
    """A header is read from the right: [unit], year, and every earlier part is a label."""
    match = CELL.fullmatch(cell)
    if match is None:
        raise InputError(
            mark("The header is not of the form “label;year;[unit]”."),
            place=table.place(table.header_line, cell or "—"),
        )
    refuse_year_to_come(int(match["year"]), place=table.place(table.header_line, cell))
    text = match["labels"]
    labels = text.split(";") if ";" in cell else INNER_COMMA.split(text)
    return Column([" ".join(label.split()) for label in labels], int(match["year"]), match["measure"].strip())


def _refuse_repeated(headers: list[str], columns: list[Column], *, table: Delimited) -> None:
    seen: dict[tuple[str, int], str] = {}
    for header, column in zip(headers, columns, strict=True):
        key = ("|".join(column.labels), column.period)
        if key in seen:
            raise InputError(
                mark("The same column stands twice (also as “%(other)s”)."),
                place=table.place(table.header_line, header),
                other=seen[key],
            )
        seen[key] = header


def _squeezed(column: pl.Expr) -> pl.Expr:
    return column.str.replace_all(r"\s+", " ")
