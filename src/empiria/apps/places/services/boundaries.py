"""Outlines of units, from GeoJSON keyed by TERYT."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from empiria.analysis.errors import InputError, mark
from empiria.apps.places.models import Boundary, Unit
from empiria.apps.system.services import record
from empiria.sources.coverage import thin_coverage
from empiria.sources.reading import Finding, Reading

BATCH = 400


@dataclass(frozen=True, kw_only=True)
class BoundaryImportResult:
    """What a file of outlines brought. `findings` name unknown units, and units of its levels left without a shape."""

    added: int
    replaced: int
    unchanged: int
    placed: int
    findings: list[Finding]

    @property
    def changes(self) -> int:
        return self.added + self.replaced + self.placed


@transaction.atomic
def import_boundaries(
    *, reading: Reading, by: models.Model | None, valid_from: dt.date | None = None
) -> BoundaryImportResult:
    """Take the outlines that hold from a day on (None: since when is not known), matched by the code for life.

    In order: closes an older outline on that day and opens the new one (an outline of the very same day is replaced);
    gives units without coordinates the label point of their outline; thins the outlines of the levels it brought for maps;
    reports what has no unit or no shape; writes the audit entry when anything changed.
    """
    units = {unit.code: unit for unit in Unit.objects.all()}
    known = {shape.unit_id: shape for shape in Boundary.objects.open().filter(unit__in=list(units.values()))}
    source = reading.provenance.origin or reading.provenance.file
    findings, opened, changed, placed = [], [], [], []
    unchanged = replaced = 0
    for row in reading.table.iter_rows(named=True):
        unit = units.get(row["unit"])
        if unit is None:
            findings.append(_unknown(row))
            continue
        if unit.longitude is None and row["longitude"] is not None:
            unit.longitude, unit.latitude = row["longitude"], row["latitude"]
            placed.append(unit)
        old = known.get(unit.pk)
        if old and old.geometry == row["geometry"]:
            unchanged += 1
            continue
        if old and old.valid_from == valid_from:
            old.geometry, old.source = row["geometry"], source[:300]
            replaced += 1
        else:
            if old:
                _close(old, on=valid_from, unit=unit)
            opened.append(
                Boundary(unit=unit, valid_from=valid_from, geometry=row["geometry"], source=source[:300])
            )
        if old:
            changed.append(old)
    Boundary.objects.bulk_update(changed, ["geometry", "source", "valid_to"], batch_size=BATCH)
    Boundary.objects.bulk_create(opened, batch_size=BATCH)
    Unit.objects.bulk_update(placed, ["longitude", "latitude"], batch_size=BATCH)
    levels = {str(level) for level in reading.table["level"].unique()}
    for level in sorted(levels):
        _thin(level)
    result = BoundaryImportResult(
        added=len(opened),
        replaced=replaced,
        unchanged=unchanged,
        placed=len(placed),
        findings=findings + _without_shape(levels),
    )
    if result.changes:
        record(
            by=by,
            action="places.import-boundaries",
            object_type="places.Boundary",
            object_id="",
            details={
                "sha256": reading.provenance.sha256,
                "valid_from": str(valid_from or ""),
                "added": result.added,
                "replaced": result.replaced,
                "unchanged": result.unchanged,
            },
            texts={"file": reading.provenance.file},
        )
    return result


def _thin(level: str) -> None:
    """Today's outlines of a level for maps, all of them anew: a line thinned by one side only would open a gap."""
    shapes = list(Boundary.objects.open().filter(unit__level=level, unit__valid_to=None).order_by("pk"))
    changed = []
    for shape, drawn in zip(shapes, thin_coverage([one.geometry for one in shapes]), strict=True):
        if shape.drawn != drawn:
            shape.drawn = drawn
            changed.append(shape)
    Boundary.objects.bulk_update(changed, ["drawn"], batch_size=BATCH)


def _close(old: Boundary, *, on: dt.date | None, unit: Unit) -> None:
    if on is None or (old.valid_from and on < old.valid_from):
        raise InputError(
            mark(
                "An outline of %(name)s (%(teryt)s) is already known from %(date)s on; these are older, or undated."
            ),
            name=unit.name,
            teryt=unit.teryt,
            date=old.valid_from,
        )
    old.valid_to = on


def _unknown(row: dict[str, Any]) -> Finding:
    return Finding(
        code="unknown-unit",
        severity="warning",
        message=mark("The code %(teryt)s (%(name)s) is not a known unit.")
        if row["name"]
        else mark("The code %(teryt)s is not a known unit."),
        action=mark("The row was left out."),
        row=row.get("row"),
        params={"teryt": row["teryt"], "name": row["name"]},
    )


def _without_shape(levels: set[str]) -> list[Finding]:
    shaped = Boundary.objects.open().values("unit")
    missing = Unit.objects.open().filter(level__in=levels).exclude(pk__in=shaped).order_by("code")
    return [
        Finding(
            code="unit-without-shape",
            severity="warning",
            message=mark("%(name)s (%(teryt)s) has no outline."),
            action=mark("It is missing from maps."),
            params={"teryt": unit.teryt, "name": unit.name},
        )
        for unit in missing
    ]
