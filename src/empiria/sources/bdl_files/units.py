"""Whose a cell is: codes with their lost zeros, names without suffixes, parts that would count twice."""

import polars as pl

from empiria.analysis.errors import mark
from empiria.sources.codes import identify_codes
from empiria.sources.reading import DID_NOT_EXIST, Finding, summed_finding
from empiria.sources.teryt import BDL_LENGTHS

KIND_SUFFIX = r"\s*\([0-9]\)$"
YEARS_SUFFIX = r"\s+(?:od\s+[0-9]{4}(?:\s+do\s+[0-9]{4})?|do\s+[0-9]{4})$"
OLD_WARSAW = "1431"  # the county that the city's districts and communes of before 2002 are filed under

PART_MESSAGES = {
    "4": mark(
        "Towns that are part of an urban-rural municipality (kind 4). Units: %(units)s, cells: %(count)s."
    ),
    "5": mark("Rural parts of an urban-rural municipality (kind 5). Units: %(units)s, cells: %(count)s."),
    "8": mark("Districts of Warsaw (kind 8). Units: %(units)s, cells: %(count)s."),
    "9": mark("Delegations of cities (kind 9). Units: %(units)s, cells: %(count)s."),
}


def identify(cells: pl.DataFrame, *, file: str) -> tuple[pl.DataFrame, list[Finding]]:
    """The cells with `unit`, `teryt`, `level`, `kind` and `valid_from`/`valid_to` (years) of their unit.

    Raises InputError, with the line, for a code that is none.
    """
    cells, findings = identify_codes(cells, place={"file": file}, column="Kod", lengths=BDL_LENGTHS)
    cells = cells.join(_names(cells), on="name", how="left", maintain_order="left")
    return cells.with_columns(name=pl.col("plain_name")).drop("plain_name"), findings


def leave_out_parts(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The cells of whole units: parts of municipalities and Warsaw as it was before 2002 would count twice."""
    old = pl.col("teryt").str.starts_with(OLD_WARSAW)
    part = pl.col("level") == "part"
    findings = [
        finding
        for kind, message in PART_MESSAGES.items()
        for finding in summed_finding(
            cells.filter(part & ~old & (pl.col("kind") == kind)),
            code=f"part-{kind}",
            message=message,
            action=mark("Left out, they would count twice (lines %(first)s–%(last)s)."),
        )
    ]
    findings += summed_finding(
        cells.filter(old),
        code="warsaw-before-2002",
        message=mark("Warsaw as it was before 2002. Units: %(units)s, cells: %(count)s."),
        action=mark("Left out (lines %(first)s–%(last)s); the city of today has the code 1465011."),
    )
    findings += summed_finding(
        cells.filter(pl.col("unit").str.len_chars() == 12),
        code="statistical-units",
        message=mark("Units that are not in TERYT, such as subregions. Units: %(units)s."),
        action=mark("Kept under their 12-digit ids."),
    )
    return cells.filter(~old & ~part), findings


def apply_validity(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """A zero outside the years that the unit's name gives ("od 2003 do 2012") is no value: it did not exist."""
    outside = (pl.col("period") < pl.col("valid_from")) | (pl.col("period") > pl.col("valid_to"))
    outside = outside.fill_null(value=False)
    zero, other = outside & (pl.col("value") == 0), outside & (pl.col("value") != 0)
    findings = summed_finding(
        cells.filter(zero),
        code="zero-outside-validity",
        message=mark("Zero written for years in which the unit did not exist. Cells: %(count)s."),
        action=mark("Read as missing (lines %(first)s–%(last)s)."),
    )
    findings += summed_finding(
        cells.filter(other),
        code="value-outside-validity",
        severity="warning",
        message=mark("Values for years outside those that the unit's name gives. Cells: %(count)s."),
        action=mark("Kept as they are (lines %(first)s–%(last)s)."),
    )
    return cells.with_columns(
        value=pl.when(zero).then(None).otherwise(pl.col("value")),
        status=pl.when(zero).then(pl.lit(DID_NOT_EXIST)).otherwise(pl.col("status")),
    ), findings


def _names(cells: pl.DataFrame) -> pl.DataFrame:
    """Each name as written, without its suffixes, and the years that they give."""
    without_kind = pl.col("name").str.replace(KIND_SUFFIX, "")
    return (
        cells.select(pl.col("name").unique())
        .with_columns(
            plain_name=without_kind.str.replace(YEARS_SUFFIX, ""),
            years=without_kind.str.extract(f"({YEARS_SUFFIX})"),
        )
        .select(
            "name",
            "plain_name",
            valid_from=pl.col("years").str.extract(r"od\s+([0-9]{4})").cast(pl.Int32),
            valid_to=pl.col("years").str.extract(r"do\s+([0-9]{4})").cast(pl.Int32),
        )
    )
