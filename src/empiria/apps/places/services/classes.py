"""Which class of a published typology each unit is in, imported with its source and edition."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import models, transaction

from empiria.analysis.errors import InputError, mark
from empiria.apps.places.models import Classification, Level, Typology, TypologyClass, Unit
from empiria.apps.system.services import record
from empiria.sources.reading import Finding

from .groups import refresh_groups

BATCH = 400


@dataclass(frozen=True, kw_only=True)
class ClassImportResult:
    """What an assignment changed. `findings` name unknown units and municipalities left without a class."""

    added: int
    changed: int
    unchanged: int
    findings: list[Finding]


@transaction.atomic
def import_classes(
    *,
    typology: Typology,
    table: pl.DataFrame,
    source: str,
    edition: str = "",
    valid_from: dt.date,
    by: models.Model | None,
) -> ClassImportResult:
    """Put units into the classes of a typology from a day on; `table` has the columns unit, teryt, class and row.

    In order: refuses a class that the typology does not have; ends what another class says from before that day (a
    class given on the very same day is corrected); recomputes the comparison groups; writes the audit entry. A unit
    that the table does not name keeps its class.
    """
    classes = {item.code: item for item in typology.classes.all()}
    units = Unit.objects.in_bulk(table["unit"].to_list(), field_name="code")
    known = {
        item.unit_id: item for item in Classification.objects.open().filter(typology_class__typology=typology)
    }
    findings, opened, altered = [], [], []
    unchanged = 0
    for row in table.iter_rows(named=True):
        item = _class_named(row, classes, typology)
        unit = units.get(row["unit"])
        if unit is None:
            findings.append(_unknown(row))
            continue
        old = known.get(unit.pk)
        if old and (old.typology_class_id, old.source, old.edition) == (item.pk, source, edition):
            unchanged += 1
            continue
        if old and old.valid_from == valid_from:
            old.typology_class, old.source, old.edition = item, source, edition
        else:
            if old:
                _end(old, on=valid_from, unit=unit)
            opened.append(
                Classification(
                    unit=unit, typology_class=item, valid_from=valid_from, source=source, edition=edition
                )
            )
        if old:
            altered.append(old)
    Classification.objects.bulk_update(
        altered, ["typology_class", "source", "edition", "valid_to"], batch_size=BATCH
    )
    Classification.objects.bulk_create(opened, batch_size=BATCH)
    result = ClassImportResult(
        added=len(opened) - sum(1 for old in altered if old.valid_to),
        changed=len(altered),
        unchanged=unchanged,
        findings=findings + _unclassed(typology),
    )
    if result.added or result.changed:
        record(
            by=by,
            action="places.import-classes",
            object_type="places.Typology",
            object_id=typology.pk,
            details={
                "typology": typology.code,
                "valid_from": str(valid_from),
                "added": result.added,
                "changed": result.changed,
                "unchanged": result.unchanged,
            },
            texts={"source": source, "edition": edition},
        )
        refresh_groups(by=by)
    return result


def _class_named(row: dict[str, Any], classes: dict[str, TypologyClass], typology: Typology) -> TypologyClass:
    if row["class"] not in classes:
        raise InputError(
            mark("“%(found)s” is not a class of this typology; expected one of %(classes)s."),
            place={"line": row.get("row"), "column": "class"},
            found=row["class"],
            classes=", ".join(classes),
        )
    return classes[row["class"]]


def _end(old: Classification, *, on: dt.date, unit: Unit) -> None:
    if old.valid_from and on < old.valid_from:
        raise InputError(
            mark("%(name)s (%(teryt)s) already has a class from %(date)s on; this assignment is older."),
            name=unit.name,
            teryt=unit.teryt,
            date=old.valid_from,
        )
    old.valid_to = on


def _unknown(row: dict[str, Any]) -> Finding:
    return Finding(
        code="unknown-unit",
        severity="warning",
        message=mark("The code %(teryt)s is not a known unit."),
        action=mark("The row was left out."),
        row=row.get("row"),
        params={"teryt": row["teryt"]},
    )


def _unclassed(typology: Typology) -> list[Finding]:
    """One finding with the number and the first few, not two thousand of them."""
    classed = Classification.objects.open().filter(typology_class__typology=typology).values("unit")
    bare = Unit.objects.open().filter(level=Level.MUNICIPALITY).exclude(pk__in=classed).order_by("code")
    count = bare.count()
    if not count:
        return []
    return [
        Finding(
            code="units-without-class",
            severity="warning",
            message=mark("Municipalities without a class: %(count)s (such as %(names)s)."),
            action=mark("They are in no group of this typology."),
            params={"count": count, "names": ", ".join(f"{unit.name} ({unit.teryt})" for unit in bare[:3])},
        )
    ]
