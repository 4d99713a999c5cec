"""Reads the file that a fetch made: the same table, and the same findings, as of any other file."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.bdl_files.attributes import apply_attributes
from empiria.sources.bdl_files.joining import join_kinds, refuse_repeated
from empiria.sources.bdl_files.totals import compare_totals
from empiria.sources.bdl_files.units import apply_validity, identify, leave_out_parts
from empiria.sources.days import refuse_years_to_come
from empiria.sources.live.errors import UnusableError
from empiria.sources.reading import Finding, Reading, summed_finding
from empiria.sources.received import only_member, open_received

FORMAT = "empiria-fetched-1"
# The symbols that exports print for the numbers which the API gives (monitor handbook, table of attributes).
SYMBOLS = {
    0: "0", 1: "", 3: "k", 4: "x", 7: "a", 9: "s", 11: "M", 13: "K", 14: "X", 15: "-", 17: "A", 20: "v", 21: "v",
    50: "n", 91: "x", 94: "z", 97: "p", 98: "Z",
}  # fmt: skip
# Flags of SMUP by a word of their description, the first that fits. One whose description says nothing known keeps its
# number, which is then told as an unknown attribute.
FLAGS = (("mniejsz", "a"), ("brak", "x"), ("tajemnic", "x"), ("nie wystąpi", "z"), ("wystąpi", ""))
# … and where the dictionary was not given.
KNOWN_FLAGS = {"1": "", "2": "z", "5": "x"}
CELLS = {
    "row": pl.Int64, "code": pl.String, "name": pl.String, "column": pl.String, "file": pl.String,
    "series": pl.String, "label": pl.String, "measure": pl.String, "period": pl.Int32, "value": pl.Float64,
    "text": pl.String, "attribute": pl.String,
}  # fmt: skip
COLUMNS = [
    "unit", "teryt", "level", "name", "series", "label", "measure", "period", "value", "status", "note", "row",
]  # fmt: skip


def write_answers(path: Path, content: dict[str, Any]) -> None:
    """The file of what was fetched; the same content gives the same bytes.

    Raises UnusableError for what no file can hold: half a character, or fields that nobody reads, nested without end.
    """
    try:
        text = json.dumps(
            {"format": FORMAT, **content}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        path.write_text(text, encoding="utf-8")
    except (RecursionError, UnicodeEncodeError):
        raise UnusableError(
            mark("What the source gave cannot be kept. Nothing was imported; fetch it again later."),
            place={"file": path.name},
        ) from None


def series_of(path: Path) -> list[dict[str, Any]]:
    """What the file says of each series, without its table."""
    series: list[dict[str, Any]] = json.loads(path.read_bytes())["series"]
    return series


def read_answers(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> tuple[Reading, list[dict[str, Any]]]:
    """The table (one row per unit, series and period), and what the source says of each series.

    `series` is the variable of the BDL as `bdl:72305`, or the indicator of SMUP as its number. `row` counts the rows that
    the source gave.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    content = _content(only_member(received).data, file=path.name)
    # Of an indicator made of several series, one alone would take the place of all.
    is_steady = not any(one.get("problem") == "unsteady" for one in content["series"])
    rows = CELLS_OF[content["source"]](content, path.name) if is_steady else []
    cells = pl.DataFrame(rows, schema=CELLS, orient="row")
    findings = [*received.findings, *_problems(content)]
    cells, noticed = _once(cells)
    findings += noticed
    if cells.is_empty():
        return Reading(table=_empty(), provenance=received.provenance, findings=findings), content["series"]
    refuse_years_to_come(cells, place={"file": path.name})
    for step in (
        lambda rows: identify(rows, file=path.name),
        leave_out_parts,
        apply_attributes,
        apply_validity,
    ):
        cells, noticed = step(cells)
        findings += noticed
    refuse_repeated(cells)
    cells, noticed = join_kinds(cells)
    findings += noticed + compare_totals(cells)
    table = cells.select(COLUMNS).sort("unit", "series", "period")
    return Reading(table=table, provenance=received.provenance, findings=findings), content["series"]


def _content(data: bytes, *, file: str) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if (
        not isinstance(content, dict)
        or content.get("format") != FORMAT
        or content.get("source") not in CELLS_OF
    ):
        raise InputError(mark("This is no file that was fetched from BDL or SMUP."), place={"file": file})
    return content


def _empty() -> pl.DataFrame:
    kinds = {
        **CELLS,
        "unit": pl.String,
        "teryt": pl.String,
        "level": pl.String,
        "status": pl.String,
        "note": pl.String,
    }
    return pl.DataFrame(schema={name: kinds[name] for name in COLUMNS})


def _bdl_cells(content: dict[str, Any], file: str) -> list[tuple[Any, ...]]:
    cells = []
    row = 0
    for series in content["series"]:
        about = series.get("about", {})
        label = "; ".join([about.get("title", ""), *about.get("names", [])]).strip("; ")
        for result in series.get("results", []):
            row += 1
            cells += [
                (
                    row, result["id"], result.get("name", ""), str(value["year"]), file, f"bdl:{series['id']}", label,
                    about.get("unit", ""), int(value["year"]), value.get("val"), _text(value.get("val")),
                    _symbol(value.get("attrId")),
                )
                for value in result.get("values", [])
            ]  # fmt: skip
    return cells


def _smup_cells(content: dict[str, Any], file: str) -> list[tuple[Any, ...]]:
    units, flags = content.get("units", {}), content.get("flags", {})
    cells = []
    row = 0
    for series in content["series"]:
        about = series.get("about", {})
        label = "; ".join(about.get("names", []))
        for result in series.get("results", []):
            row += 1
            code = units.get(str(result["id-teryt"]))
            if code is None:
                continue
            symbol, value = _flag(str(result.get("id-flaga", "")), flags), result.get("wartosc")
            if symbol == "z" and value is None:
                value = 0
            cells.append(
                (
                    row, code, "", str(result["id-daty"]), file, str(series["id"]), label, about.get("unit", ""),
                    int(str(result["id-daty"])[:4]), value, _text(value), symbol,
                )
            )  # fmt: skip
    return cells


CELLS_OF: dict[str, Callable[[dict[str, Any], str], list[tuple[Any, ...]]]] = {
    "bdl": _bdl_cells,
    "smup": _smup_cells,
}


def _symbol(number: object) -> str:
    """An attribute that is not known keeps its number, and becomes a finding."""
    return "" if number is None else SYMBOLS.get(int(str(number)), f"#{number}")


def _flag(number: str, flags: dict[str, str]) -> str:
    words = flags.get(number, "").lower()
    if not words:
        return KNOWN_FLAGS.get(number, f"#{number}")
    return next((symbol for part, symbol in FLAGS if part in words), f"#{number}")


def _text(value: object) -> str:
    """The figure as it was given: its decimals say how far sums may differ by rounding."""
    return "" if value is None else str(value)


def _once(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The same figure given twice is one figure; two different ones are refused later."""
    key = ["code", "series", "period", "value", "attribute"]
    kept = cells.unique(key, keep="first", maintain_order=True)
    findings = summed_finding(
        cells.join(kept.select("row", *key), on=["row", *key], how="anti", nulls_equal=True),
        code="rows-repeated",
        severity="warning",
        message=mark("The source gave the same figures twice. Cells: %(count)s."),
        action=mark("Taken once; units may be missing in their place."),
    )
    return kept, findings


PROBLEMS = {
    "unknown": (
        mark("The source has no variable “%(series)s”."),
        mark("Nothing was imported; give the indicator another key in the catalogue."),
    ),
    "unsteady": (
        mark("“%(series)s” was changed at the source while it was read."),
        mark("Nothing was imported; fetch it again later."),
    ),
}


def _problems(content: dict[str, Any]) -> list[Finding]:
    findings = []
    for series in content["series"]:
        if problem := series.get("problem"):
            message, action = PROBLEMS[problem]
            findings.append(
                Finding(
                    code=f"variable-{problem}",
                    severity="error",
                    message=message,
                    action=action,
                    column=str(series["id"]),
                    params={"series": str(series["id"])},
                )
            )
    units = content.get("units")
    if units is not None:
        unnamed = {
            str(row["id-teryt"]) for series in content["series"] for row in series.get("results", [])
        } - set(units)
        if unnamed:
            findings.append(
                Finding(
                    code="units-unnamed",
                    severity="warning",
                    message=mark("Units that the source's own dictionary does not name: %(count)s."),
                    action=mark("Left out."),
                    params={"count": len(unnamed)},
                )
            )
    return findings
