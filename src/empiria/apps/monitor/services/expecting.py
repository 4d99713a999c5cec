"""Whether what a source sent is what the catalogue takes it for: a wrong key gives a finding, never wrong figures."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from empiria.analysis.errors import mark
from empiria.apps.monitor.models import IndicatorKey, Source
from empiria.sources.reading import Finding, Reading


def as_expected(reading: Reading, series: Sequence[dict[str, Any]], *, source: Source) -> Reading:
    """The reading without the series that the source calls otherwise than the catalogue expects.

    A key that is confirmed already (by a person, or by an earlier fetch) keeps its figures: the finding then only warns.
    """
    keys = {
        key.key: key
        for key in IndicatorKey.objects.filter(
            source=source, key__in=[str(one["id"]) for one in series]
        ).select_related("indicator")
    }
    refused: list[str] = []
    findings: list[Finding] = []
    for one in series:
        if "sought" in one:
            findings.append(_candidates(one))
            continue
        key = keys.get(str(one["id"]))
        if key is None or one.get("about") is None or is_expected(key, one["about"]):
            continue
        findings.append(_differs(key, one["about"]))
        if not key.confirmed:
            refused.append(f"bdl:{key.key}" if source == Source.BDL else key.key)
    return Reading(
        table=reading.table.filter(~pl.col("series").is_in(refused)),
        provenance=reading.provenance,
        findings=[*reading.findings, *findings],
    )


def is_expected(key: IndicatorKey, about: dict[str, Any]) -> bool:
    """Every expected word (or one of those between bars) occurs in what the source calls it, and its unit is expected."""
    told = _told(about).casefold()
    units = {unit.strip().casefold() for unit in key.expected_unit.split("|") if unit.strip()}
    words = [word.split("|") for word in key.expected_name.casefold().split()]
    has_words = all(any(one in told for one in several) for several in words)
    return has_words and (not units or about.get("unit", "").strip().casefold() in units)


def _told(about: dict[str, Any]) -> str:
    return "; ".join(part for part in (about.get("title", ""), *about.get("names", [])) if part)


def _differs(key: IndicatorKey, about: dict[str, Any]) -> Finding:
    return Finding(
        code="variable-differs",
        severity="warning" if key.confirmed else "error",
        message=mark(
            "The source calls “%(key)s” “%(told)s” [%(unit)s]; for “%(indicator)s” the catalogue expects “%(expected)s” "
            "[%(units)s]."
        ),
        action=mark("Imported, for the key is confirmed in the catalogue.")
        if key.confirmed
        else mark("Not imported; correct the key in the catalogue, or confirm it there."),
        column=key.key,
        params={
            "key": key.key,
            "told": _told(about),
            "unit": about.get("unit", ""),
            "indicator": key.indicator.code,
            "expected": key.expected_name,
            "units": key.expected_unit,
        },
    )


def _candidates(one: dict[str, Any]) -> Finding:
    """What a search found for an indicator without a key; a person chooses."""
    found = [f"{each['id']} ({'; '.join(each['names'])}; {each['unit']})" for each in one["candidates"]]
    params = {"indicator": one["indicator"], "sought": one["sought"], "found": " · ".join(found)}
    return Finding(
        code="variable-sought",
        severity="warning",
        message=mark("“%(indicator)s” has no variable yet; for “%(sought)s” the source finds: %(found)s.")
        if found
        else mark("“%(indicator)s” has no variable yet, and for “%(sought)s” the source finds none."),
        action=mark("Say in the catalogue which variable it is."),
        column=one["id"],
        params=params,
    )
