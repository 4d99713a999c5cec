"""What every reader returns: a tidy table, where it came from, and what was noticed on the way."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import polars as pl

# Why a value is missing: the vocabulary of the column `status`, empty where there is a value.
MISSING = "missing"  # nothing is given, and no reason
CONFIDENTIAL = (
    "confidential"  # no information, confidential or not applicable: the source does not tell them apart
)
NOT_YET = "not yet available"
NOT_COMPARABLE = "not comparable"  # the level, the list of units or the list of features changed
ZERO_IS_NO_DATA = "zero is no data"  # so the catalogue reads a zero of the source
DID_NOT_EXIST = "did not exist"  # the unit, in that year
OTHER = "other reason"  # told in words of the source's own, which are not kept: they may be about somebody
# As tables may write what others of these say.
AS_WRITTEN = ("not yet published", "not applicable", "unit did not exist")
# Beside these there is no value.
NO_VALUE = (
    MISSING,
    CONFIDENTIAL,
    NOT_YET,
    NOT_COMPARABLE,
    ZERO_IS_NO_DATA,
    DID_NOT_EXIST,
    OTHER,
    *AS_WRITTEN,
)


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The file as it was received. `retrieved`, `origin` and `licence` are what the importer was told."""

    file: str
    sha256: str
    size: int
    retrieved: datetime | None = None
    origin: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something noticed in a file, and what was done about it.

    `message` and `action` are English templates with named placeholders, translated where they are shown.
    `row` is the line of the file (the header is line 1), the row of the sheet or the number of the feature —
    the first one where the finding stands for several; `code` is stable for filters and tests.
    """

    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    action: str
    row: int | None = None
    column: str | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def render(
        self, translate: Callable[[str], str], written: Callable[[dict[str, Any]], dict[str, Any]] = dict
    ) -> tuple[str, str]:
        """Message and action in the reader's language, the numbers among their params as `written` has them."""
        params = written(self.params)
        return translate(self.message) % params, translate(self.action) % params


def summed_finding(
    rows: pl.DataFrame,
    *,
    code: str,
    message: str,
    action: str,
    severity: Literal["info", "warning"] = "info",
    column: str | None = None,
    shows: Collection[str] = (),
) -> list[Finding]:
    """One finding that stands for all the rows, at the first of them; none where there are none.

    Its params: `count` of rows, of `units` where the rows have them, `first` and `last` line, and what the first
    row holds in the columns that it `shows`.
    """
    if rows.is_empty():
        return []
    first = rows.row(rows["row"].arg_min() or 0, named=True)
    params = {"count": rows.height, "first": first["row"], "last": rows["row"].max()}
    if "unit" in rows.columns:
        params["units"] = rows["unit"].n_unique()
    params |= {name: first[name] for name in shows}
    return [
        Finding(
            code=code,
            severity=severity,
            message=message,
            action=action,
            row=params["first"],
            column=column,
            params=params,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A tidy table with its provenance and findings. Nothing is dropped without a finding."""

    table: pl.DataFrame
    provenance: Provenance
    findings: list[Finding]
