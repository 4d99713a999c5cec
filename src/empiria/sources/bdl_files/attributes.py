"""What the column Atrybut of a long export says about a value (monitor handbook, table of attributes).

BDL writes 0 in cells that it suppresses: only the symbol tells them from a true zero.
"""

import polars as pl

from empiria.analysis.errors import mark
from empiria.sources.reading import CONFIDENTIAL, MISSING, NOT_COMPARABLE, NOT_YET, Finding

# Notes of a value, joined by "; " where there are several.
BREAK = "series break"  # the methodology changed
INCOMPLETE = "incomplete"  # an aggregate that may lack a part
PRELIMINARY = "preliminary"
LOW_PRECISION = "low precision"
WITH_CITY = "county and city together"
ROUNDS_TO_ZERO = "rounds to zero"

# symbol: (why the value is missing, or "" where it stands; its notes)
SYMBOLS = {
    "": ("", ""),
    "0": ("", ""),
    "z": ("", ""),  # a true zero
    "Z": ("", BREAK),
    "a": ("", ROUNDS_TO_ZERO),
    "A": ("", f"{BREAK}; {ROUNDS_TO_ZERO}"),
    "k": ("", INCOMPLETE),
    "K": ("", f"{BREAK}; {INCOMPLETE}"),
    "M": ("", BREAK),
    "p": ("", WITH_CITY),
    "s": ("", PRELIMINARY),
    "v": ("", LOW_PRECISION),
    "x": (CONFIDENTIAL, ""),
    "X": (CONFIDENTIAL, BREAK),
    "n": (NOT_YET, ""),
    "-": (NOT_COMPARABLE, ""),
}


def apply_attributes(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """`status` and `note` from `attribute`; the value is taken away where the symbol says there is none.

    An empty cell is missing whatever its symbol. An unknown symbol leaves the value and is a finding.
    """
    meanings = pl.DataFrame(
        [(symbol, *meaning) for symbol, meaning in SYMBOLS.items()],
        schema={"attribute": pl.String, "status": pl.String, "note": pl.String},
        orient="row",
    )
    frame = frame.join(meanings, on="attribute", how="left", maintain_order="left")
    findings = [_finding(group) for group in _marked(frame)]
    gone = pl.col("status") != ""
    frame = frame.with_columns(
        status=pl.col("status").fill_null(""),
        note=pl.col("note").fill_null(""),
        value=pl.when(gone.fill_null(value=False)).then(None).otherwise(pl.col("value")),
    )
    missing = pl.col("value").is_null() & (pl.col("status") == "")
    return frame.with_columns(
        status=pl.when(missing).then(pl.lit(MISSING)).otherwise(pl.col("status"))
    ), findings


def _marked(frame: pl.DataFrame) -> list[dict[str, object]]:
    return (
        frame.filter(pl.col("attribute") != "")
        .group_by("attribute")
        .agg(
            pl.col("status", "note").first(),
            count=pl.len(),
            written=(pl.col("value").is_not_null()).sum(),
            first=pl.col("row").min(),
            last=pl.col("row").max(),
        )
        .sort("attribute")
        .to_dicts()
    )


def _finding(group: dict[str, object]) -> Finding:
    params = {
        "symbol": group["attribute"],
        **{key: group[key] for key in ("count", "written", "first", "last")},
    }
    row = group["first"] if isinstance(group["first"], int) else None
    if group["status"] is None:
        return Finding(
            code="attribute-unknown",
            severity="warning",
            message=mark("An attribute that is not known, “%(symbol)s”; cells: %(count)s."),
            action=mark("The values are kept without a note."),
            row=row,
            column="Atrybut",
            params=params,
        )
    if group["status"]:
        return Finding(
            code="attribute-missing",
            severity="info",
            message=mark(
                "Attribute “%(symbol)s”: there is no value. Cells: %(count)s, with a number: %(written)s."
            ),
            action=mark("Read as missing (%(status)s), whatever number is written."),
            row=row,
            column="Atrybut",
            params=params | {"status": group["status"]},
        )
    return Finding(
        code="attribute-note",
        severity="info",
        message=mark("Attribute “%(symbol)s”: a footnote. Cells: %(count)s."),
        action=mark("The value is kept, with its note (%(note)s)."),
        row=row,
        column="Atrybut",
        params=params | {"note": group["note"]},
    )
