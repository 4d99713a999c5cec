"""What a unit carries itself: its area, its latest population, its point on the map. Groups and maps need them everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models, transaction

from empiria.analysis.errors import mark
from empiria.apps.places.models import Unit
from empiria.apps.system.services import record
from empiria.sources.reading import Finding, Reading

from .groups import refresh_groups

BATCH = 400


@dataclass(frozen=True, kw_only=True)
class FigureImportResult:
    """How many units changed, how many stayed as they were, and what had no unit."""

    changed: int
    unchanged: int
    findings: list[Finding]


@transaction.atomic
def import_areas(*, reading: Reading, by: models.Model | None) -> FigureImportResult:
    """Take the units' areas (hectares) from an official register; the audit entry is written when any changed."""
    units = Unit.objects.in_bulk(reading.table["unit"].unique().to_list(), field_name="code")
    findings, changed, unchanged = [], [], 0
    for row in reading.table.iter_rows(named=True):
        unit = units.get(row["unit"])
        if unit is None:
            findings.append(_unknown(row["teryt"], row=row.get("row")))
        elif unit.area_ha != row["area_ha"]:
            unit.area_ha = row["area_ha"]
            changed.append(unit)
        else:
            unchanged += 1
    Unit.objects.bulk_update(changed, ["area_ha"], batch_size=BATCH)
    if changed:
        record(
            by=by,
            action="places.import-areas",
            object_type="places.Unit",
            object_id="",
            details={"sha256": reading.provenance.sha256, "changed": len(changed)},
            texts={"file": reading.provenance.file},
        )
    return FigureImportResult(changed=len(changed), unchanged=unchanged, findings=findings)


@transaction.atomic
def set_populations(*, values: Mapping[str, tuple[int, int]], by: models.Model | None) -> FigureImportResult:
    """Set the latest population of units: code for life → (inhabitants, year). A figure older than the known one is left.

    In order: writes the figures, recomputes the comparison groups, writes the audit entry; nothing when nothing changed.
    """
    units = Unit.objects.in_bulk(list(values), field_name="code")
    findings = [_unknown(code) for code in sorted(values.keys() - units.keys())]
    changed = []
    for code, unit in units.items():
        population, year = values[code]
        if (unit.population_year or 0) <= year and (unit.population, unit.population_year) != (
            population,
            year,
        ):
            unit.population, unit.population_year = population, year
            changed.append(unit)
    if changed:
        Unit.objects.bulk_update(changed, ["population", "population_year"], batch_size=BATCH)
        years = sorted({unit.population_year for unit in changed if unit.population_year})
        record(
            by=by,
            action="places.set-populations",
            object_type="places.Unit",
            object_id="",
            details={"changed": len(changed), "years": years},
        )
        refresh_groups(by=by)
    return FigureImportResult(changed=len(changed), unchanged=len(units) - len(changed), findings=findings)


@transaction.atomic
def set_coordinates(
    *, values: Mapping[str, tuple[float, float]], by: models.Model | None
) -> FigureImportResult:
    """Set where units are marked on maps: code for life → (latitude, longitude); the audit entry when any changed."""
    units = Unit.objects.in_bulk(list(values), field_name="code")
    findings = [_unknown(code) for code in sorted(values.keys() - units.keys())]
    changed = []
    for code, unit in units.items():
        if (unit.latitude, unit.longitude) != values[code]:
            unit.latitude, unit.longitude = values[code]
            changed.append(unit)
    if changed:
        Unit.objects.bulk_update(changed, ["latitude", "longitude"], batch_size=BATCH)
        record(
            by=by,
            action="places.set-coordinates",
            object_type="places.Unit",
            object_id="",
            details={"changed": len(changed)},
        )
    return FigureImportResult(changed=len(changed), unchanged=len(units) - len(changed), findings=findings)


def _unknown(code: str, *, row: int | None = None) -> Finding:
    return Finding(
        code="unknown-unit",
        severity="warning",
        message=mark("The code %(teryt)s is not a known unit."),
        action=mark("The row was left out."),
        row=row,
        params={"teryt": code},
    )
