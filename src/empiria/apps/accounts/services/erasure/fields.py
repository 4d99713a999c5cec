"""Emptying fields, and finding the files that go with rows."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.deletion import Collector

from empiria.apps.system.privacy import DELETE, Personal


def carry_out(declared: Personal, rows: QuerySet) -> list[str]:
    """Empty or delete these rows of a declaration, as it says; the names of files whose rows are gone."""
    if declared.on_erasure == DELETE:
        files = files_of(rows)
        rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
        return files
    empty_fields(rows, declared.fields)
    return []


def empty_fields(rows: QuerySet, names: Iterable[str]) -> int:
    """Empty these fields of the rows, each as its kind allows; how many rows there were."""
    found = list(rows.values_list("pk", flat=True))
    emptied = {name: _nothing(rows.model._meta.get_field(name)) for name in names}
    return rows.model._default_manager.filter(pk__in=found).update(**emptied)


def _nothing(field: Any) -> Any:
    """What an empty field holds."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return ""
    if isinstance(field, models.JSONField):
        return {}
    raise TypeError(f"{field} cannot be emptied: declare it otherwise, or let it be null")


def files_of(rows: QuerySet) -> list[str]:
    """The names of all files that are in these rows, and in the rows that are deleted with them."""
    collector = Collector(using=rows.db)
    collector.collect(rows)
    gone: list[Iterable[models.Model]] = [*collector.data.values(), *collector.fast_deletes]
    return sorted(
        {
            getattr(row, field.name).name
            for batch in gone
            for row in batch
            for field in row._meta.concrete_fields
            if isinstance(field, models.FileField) and getattr(row, field.name)
        }
    )
