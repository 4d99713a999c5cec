"""Codes of a whole column: lost zeros restored where that is certain, each parsed once, errors with their line."""

import re
from collections.abc import Collection
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.reading import Finding, summed_finding
from empiria.sources.teryt import LENGTHS, Code, parse_code, restore_zeros

GUARDED = r"""^(?:="|')([0-9]*)"?$"""  # ="0201011" and '0201011, by which Excel is kept from taking the zero
SHORTENED = re.compile(r"\d[.,]?\d*[eE]\+?\d+")  # 1,12E+10


def identify_codes(
    cells: pl.DataFrame,
    *,
    place: dict[str, Any],
    column: str,
    lengths: Collection[int] = LENGTHS,
    numeric: bool = False,
) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with `unit`, `teryt`, `level` and `kind` in place of `code`; `row` says where each stands.

    `numeric` says that the codes were stored as numbers, so that a zero may be lost without a trace: where six
    digits could be a whole code as well as one without its zero, that is an error, not a guess.
    """
    cells, findings = unguard(cells, ["code"], column=column)
    codes = cells.group_by("code").agg(row=pl.col("row").min()).sort("row")
    restored = restore_zeros(set(codes["code"]), lengths=lengths)
    place = place | {"column": column}
    if numeric and not restored:
        _refuse_ambiguous(codes, place=place)
    parsed = [
        _parse(code, restored.get(code, code), lengths=lengths, place=place | {"line": row})
        for code, row in codes.rows()
    ]
    units = pl.DataFrame(parsed, schema=list(Code._fields), orient="row").with_columns(code=codes["code"])
    cells = cells.join(units, on="code", how="left", maintain_order="left").drop("code")
    return cells, findings + _zeros_restored(codes, restored, column=column)


def unguard(
    rows: pl.DataFrame, names: list[str], *, column: str | None = None
) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows without the signs by which spreadsheets are told that the digits in these columns are text."""
    guarded = pl.concat_list(pl.col(name).str.contains(GUARDED) for name in names).list.any()
    findings = summed_finding(
        rows.filter(guarded).with_columns(code=pl.concat_str(names)),
        code="codes-guarded",
        message=mark("Codes are written so that a spreadsheet keeps their zeros: %(code)s. Rows: %(count)s."),
        action=mark("Only the digits were taken."),
        column=column,
        shows=["code"],
    )
    return rows.with_columns(pl.col(names).str.replace(GUARDED, "${1}")), findings


def leave_out_parts(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows of whole units, and a finding for parts of municipalities, which would count twice."""
    part = pl.col("level") == "part"
    kinds = pl.col("kind").unique().sort().str.join(", ")
    findings = summed_finding(
        rows.filter(part).with_columns(kinds=kinds),
        code="parts",
        message=mark("Parts of municipalities (kinds %(kinds)s). Rows: %(count)s."),
        action=mark("Left out, they would count twice (lines %(first)s–%(last)s)."),
        shows=["kinds"],
    )
    return rows.filter(~part), findings


def _parse(code: str, full: str, *, lengths: Collection[int], place: dict[str, Any]) -> Code:
    if not code:
        raise InputError(mark("The code of the unit is missing."), place=place)
    if SHORTENED.fullmatch(code):
        raise InputError(
            mark(
                "A spreadsheet shortened the code to “%(code)s”; its digits are lost, export the file again."
            ),
            place=place,
            code=code,
        )
    if full.isdigit() and len(full) not in lengths:
        raise InputError(
            mark("“%(code)s” does not have the digits of a code; expected %(lengths)s of them."),
            place=place,
            code=code,
            lengths=", ".join(str(length) for length in sorted(lengths)),
        )
    try:
        return parse_code(full)
    except InputError as error:
        raise error.at(**place) from None


def _refuse_ambiguous(codes: pl.DataFrame, *, place: dict[str, Any]) -> None:
    six = codes.filter(pl.col("code").str.len_chars() == 6)
    if not six.is_empty() and restore_zeros(set(six["code"]) | {"1465011"}):
        code, row = six.row(0)
        raise InputError(
            mark("%(code)s is stored as a number: it may be %(code)s or 0%(code)s. Store codes as text."),
            place=place | {"line": row},
            code=code,
        )


def _zeros_restored(codes: pl.DataFrame, restored: dict[str, str], *, column: str) -> list[Finding]:
    return summed_finding(
        codes.with_columns(full=pl.col("code").replace_strict(restored, default=None)).drop_nulls("full"),
        code="zeros-restored",
        severity="warning",
        message=mark("A spreadsheet took the leading zero of codes (such as %(code)s). Codes: %(count)s."),
        action=mark("Restored, as in %(full)s."),
        column=column,
        shows=["code", "full"],
    )
