"""Exports of the Local Data Bank (BDL) of Statistics Poland, as its site gives them or re-saved since."""

import re
from datetime import datetime
from pathlib import Path

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.bdl_files.attributes import apply_attributes
from empiria.sources.bdl_files.joining import join_kinds, refuse_repeated
from empiria.sources.bdl_files.shapes import is_wide, read_cells
from empiria.sources.bdl_files.totals import compare_totals
from empiria.sources.bdl_files.units import apply_validity, identify, leave_out_parts
from empiria.sources.delimited import Delimited
from empiria.sources.encoding import decode
from empiria.sources.numbers import grouped_thousands, parse_numbers, refuse_ambiguous_commas
from empiria.sources.reading import Finding, Reading, summed_finding
from empiria.sources.received import Member, Received, open_received

FILE_NAME = re.compile(r"(?<![A-Z])[A-Z]{4}_([0-9]{1,5})(?![0-9])")
SUBGROUP = re.compile(r"[Pp]?([0-9]{1,5})")
COLUMNS = [
    "unit", "teryt", "level", "name", "series", "subgroup", "label", "measure",
    "period", "value", "status", "note", "row",
]  # fmt: skip


def read_bdl(
    path: Path,
    *,
    subgroup: str | None = None,
    retrieved: datetime | None = None,
    origin: str = "",
    licence: str = "",
) -> Reading:
    """An export of either shape, CTAB (wide) or CREL (long), plain or in an archive of one or several.

    The table has one row per unit, series and period, sorted by them:

    - `unit` the code for life (`00`, `02`, `0201`, `020101`; 12 digits for units that are not in TERYT),
      `teryt` the code of the file, `level`, `name` without its suffixes;
    - `series` the stable key, subgroup and labels joined by `|`; `subgroup`, `label`, `measure`;
    - `period` (Int32, a year), `value` (Float64, null where missing), `status` (empty, or why it is missing:
      the vocabulary of `reading`), `note` (footnotes, of `attributes`), `row` (line of the file).

    `subgroup` (such as P1944) is needed when the file no longer has the name it was given: the labels alone
    ("ogółem") say nothing. Zeros of a wide export are kept: what they mean is the catalogue's to say.

    Raises InputError, with the place, for what cannot be read with certainty.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    findings = list(received.findings)
    parts = []
    for member in received.members:
        part, noticed = _read_member(member, received=received, subgroup=subgroup)
        parts.append(part)
        findings += noticed
    cells = pl.concat(parts)
    refuse_repeated(cells)
    cells, noticed = join_kinds(cells)
    findings += noticed + compare_totals(cells)
    table = cells.select(COLUMNS).sort("unit", "series", "period")
    return Reading(table=table, provenance=received.provenance, findings=findings)


def _read_member(
    member: Member, *, received: Received, subgroup: str | None
) -> tuple[pl.DataFrame, list[Finding]]:
    if member.is_spreadsheet:
        raise InputError(
            mark("This is a workbook; export the data as CSV from bdl.stat.gov.pl."),
            place={"file": member.file},
        )
    text, findings = decode(member)
    table = Delimited(text, file=member.file, expected=("Kod", "Nazwa"))
    key, noticed = _subgroup(member, received=received, given=subgroup)
    findings += noticed
    cells, noticed = read_cells(table, subgroup=key)
    findings += table.findings + noticed
    cells, noticed = identify(cells, file=member.file)
    findings += noticed + _thousands(cells)
    if table.separator == ",":
        refuse_ambiguous_commas(cells, file=member.file)
    cells = parse_numbers(cells, file=member.file)
    cells, noticed = leave_out_parts(cells)
    findings += noticed + (_plain_zeros(cells) if is_wide(table) else [])
    cells, noticed = apply_attributes(cells)
    findings += noticed
    cells, noticed = apply_validity(cells)
    findings += noticed
    if len(received.members) > 1:  # a line alone does not say which file is meant
        for finding in findings:
            finding.params["file"] = member.name
    return cells.with_columns(subgroup=pl.lit(key), file=pl.lit(member.file)), findings


def _subgroup(member: Member, *, received: Received, given: str | None) -> tuple[str, list[Finding]]:
    """The P number: as given, else of the file's name, else of the archive's."""
    match = FILE_NAME.search(member.name) or FILE_NAME.search(received.provenance.file)
    named = f"P{match[1]}" if match else None
    if given is None:
        if named is None:
            raise InputError(
                mark(
                    "The name of the file does not say which subgroup of the Local Data Bank it holds (as "
                    "RYNE_1944_CTAB_….csv does). State the subgroup, such as P1944."
                ),
                place={"file": member.file},
            )
        return named, []
    number = SUBGROUP.fullmatch(given.strip())
    if number is None:
        raise InputError(mark("“%(given)s” is not a subgroup; expected one such as P1944."), given=given)
    key = f"P{number[1]}"
    if named in (None, key):
        return key, []
    finding = Finding(
        code="subgroup-differs",
        severity="warning",
        message=mark("The name of the file says subgroup %(named)s, the import says %(given)s."),
        action=mark("Read as %(given)s."),
        params={"named": named, "given": key},
    )
    return key, [finding]


def _thousands(cells: pl.DataFrame) -> list[Finding]:
    grouped = grouped_thousands(cells).sort("row").with_columns(pl.col("text").str.strip_chars())
    return summed_finding(
        grouped,
        code="thousands",
        message=mark("Numbers have spaces between their thousands (such as %(text)s). Cells: %(count)s."),
        action=mark("The spaces were taken out."),
        column=next(iter(grouped["column"]), None),
        shows=["text"],
    )


def _plain_zeros(cells: pl.DataFrame) -> list[Finding]:
    return summed_finding(
        cells.filter(pl.col("value") == 0),
        code="zeros-without-attributes",
        message=mark("Zeros that no attribute explains: they may be true or suppressed. Cells: %(count)s."),
        action=mark("Kept; the indicator's definition says what a zero means."),
    )
