"""Comparison groups and their members of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Count, Q, QuerySet

from empiria.apps.places.models import (
    Classification,
    Group,
    Grouping,
    GroupMember,
    Typology,
    TypologyClass,
    Unit,
)


@dataclass(frozen=True)
class GroupingSummary:
    """A grouping with its groups of today; each group carries `size`."""

    grouping: Grouping
    groups: list[Group]


def groups_of(unit: Unit) -> list[Group]:
    """The groups a unit is in today, in the order of their groupings."""
    memberships = GroupMember.objects.open().filter(unit=unit).select_related("group__grouping")
    groups = [member.group for member in memberships]
    return sorted(groups, key=lambda group: (group.grouping.position, group.grouping.code))


def members_of(group: Group) -> QuerySet[Unit]:
    """Today's members by name, with the units above them."""
    current = GroupMember.objects.open().filter(group=group).values("unit")
    return Unit.objects.filter(pk__in=current).select_related("parent__parent").order_by("search_key", "code")


def group_by_code(code: str) -> Group | None:
    return Group.objects.select_related("grouping").filter(code=code).first()


def groupings_with_groups() -> list[GroupingSummary]:
    """Every grouping with those of its groups that have members today; two SQL queries."""
    sized = Group.objects.annotate(size=Count("members", filter=Q(members__valid_to=None))).filter(size__gt=0)
    groups: dict[int, list[Group]] = {}
    for group in sized.order_by("position", "code"):
        groups.setdefault(group.grouping_id, []).append(group)
    return [GroupingSummary(grouping, groups.get(grouping.pk, [])) for grouping in Grouping.objects.all()]


def grouping_titles(codes: Iterable[str]) -> dict[str, str]:
    """Titles of groupings by code, in the order asked for; one that is gone is called by its code."""
    titles = {one.code: one.title for one in Grouping.objects.filter(code__in=codes)}
    return {code: titles.get(code, code) for code in codes}


def group_frame(codes: Iterable[str]) -> pl.DataFrame:
    """Groups of units today: `unit` (code for life) and a column per grouping with the group's code, null where in none."""
    rows: dict[str, dict[str, str]] = {code: {} for code in codes}
    members = GroupMember.objects.open().values_list("unit__code", "group__grouping__code", "group__code")
    for unit, grouping, group in members:
        if unit in rows:
            rows[unit][grouping] = group
    columns: dict[str, list[str | None]] = {"unit": list(rows)}
    for grouping in Grouping.objects.values_list("code", flat=True):
        columns[grouping] = [row.get(grouping) for row in rows.values()]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def hand_picked_list(code: str) -> Grouping | None:
    return Grouping.objects.hand_picked().filter(code=code).first()


def listed_units(grouping: Grouping) -> list[Unit]:
    """The units a hand-picked list names, ended ones too, by name."""
    named = Unit.objects.filter(code__in=grouping.rule["units"]).select_related("parent")
    return list(named.order_by("search_key", "code"))


@dataclass(frozen=True)
class TypologyView:
    """A typology with, per class, how many units of today are in it; and where the assignment comes from."""

    typology: Typology
    classes: Sequence[TypologyClass]
    classed: int
    municipalities: int
    assignments: list[tuple[str, str, int]]


def typology_view(code: str) -> TypologyView | None:
    typology = Typology.objects.filter(code=code).first()
    if typology is None:
        return None
    open_today = Q(classifications__valid_to=None, classifications__unit__valid_to=None)
    classes = list(typology.classes.annotate(size=Count("classifications", filter=open_today)))
    assigned = Classification.objects.open().filter(typology_class__typology=typology, unit__valid_to=None)
    return TypologyView(
        typology=typology,
        classes=classes,
        classed=assigned.count(),
        municipalities=Unit.objects.municipalities().open().count(),
        assignments=list(
            assigned.values_list("source", "edition")
            .annotate(units=Count("pk"))
            .order_by("source", "edition")
        ),
    )


def typologies() -> QuerySet[Typology]:
    return Typology.objects.all()
