"""Comparison groups: shipped definitions, and membership computed from the declared rules."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from django.db import models, transaction
from django.utils import timezone

from empiria.apps.places.models import (
    Classification,
    Group,
    Grouping,
    GroupMember,
    Level,
    Typology,
    TypologyClass,
    Unit,
    UnitKind,
)
from empiria.apps.system.services import record

from .group_rules import UnitFacts, divide, read_rule
from .group_wording import (
    Vocabulary,
    Words,
    group_explanation,
    group_suffix,
    group_title,
    list_explanation,
)

BATCH = 400
SHOWN = ["title_pl", "title_en", "explanation_pl", "explanation_en", "position"]


@dataclass(frozen=True, kw_only=True)
class GroupRefreshResult:
    groups: int
    joined: int
    left: int


@dataclass(frozen=True)
class _Draft:
    """A group as the rules make it today."""

    grouping: Grouping
    code: str
    title: Words
    explanation: Words
    position: int
    members: list[int]


@transaction.atomic
def refresh_groups(*, by: models.Model | None) -> GroupRefreshResult:
    """Recompute every grouping from its rule. Codes of groups stay; memberships that changed are ended or begun today.

    Runs after every write that can move a unit between groups. The audit entry is written when a membership changed.
    """
    load_definitions()
    drafts = _drafts()
    groups = _write_groups(drafts)
    wanted = {(groups[draft.code].pk, unit) for draft in drafts for unit in draft.members}
    joined, left = _write_members(wanted)
    if joined or left:
        record(
            by=by,
            action="places.refresh-groups",
            object_type="places.Group",
            object_id="",
            details={"groups": len(drafts), "joined": joined, "left": left},
        )
    return GroupRefreshResult(groups=len(drafts), joined=joined, left=left)


def load_definitions() -> None:
    """Keep the shipped typologies and groupings as their file says. Runs in the caller's transaction."""
    text = (files("empiria.apps.places") / "data" / "definitions.yaml").read_text(encoding="utf-8")
    shipped = yaml.safe_load(text)
    for entry in shipped["typologies"]:
        classes = entry.pop("classes")
        typology = _keep(Typology, entry)
        for position, item in enumerate(classes):
            _keep(
                TypologyClass, {"typology": typology, "position": position, **item}, key=("typology", "code")
            )
    for position, entry in enumerate(shipped["groupings"]):
        _keep(Grouping, {"position": position, **entry})


def _keep(model: type[models.Model], values: dict[str, Any], *, key: tuple[str, ...] = ("code",)) -> Any:
    """The row of that key, with those values; written only when it differs."""
    row = model._default_manager.filter(**{name: values[name] for name in key}).first()
    if row is None:
        return model._default_manager.create(**values)
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def _drafts() -> list[_Draft]:
    facts = _facts()
    vocabulary = _vocabulary()
    drafts = []
    for grouping in Grouping.objects.all():
        rule = read_rule(grouping.rule)
        if rule.units is not None:
            drafts.append(_hand_picked(grouping, rule.units, facts))
            continue
        division = divide(rule, facts.values())
        for position, (key, members) in enumerate(division.groups.items()):
            suffix = group_suffix(rule, key)
            drafts.append(
                _Draft(
                    grouping=grouping,
                    code=f"{grouping.code}.{suffix}" if suffix else grouping.code,
                    title=group_title(rule, key, vocabulary=vocabulary),
                    explanation=group_explanation(rule, key, members, division, vocabulary=vocabulary),
                    position=position,
                    members=[unit.pk for unit in members],
                )
            )
    return drafts


def _hand_picked(grouping: Grouping, codes: tuple[str, ...], facts: dict[str, UnitFacts]) -> _Draft:
    members = [facts[code].pk for code in codes if code in facts]
    ended = Unit.objects.filter(code__in=[code for code in codes if code not in facts]).order_by("name")
    return _Draft(
        grouping=grouping,
        code=grouping.code,
        title=Words(grouping.title_pl, grouping.title_en),
        explanation=list_explanation(len(members), [unit.name for unit in ended]),
        position=0,
        members=members,
    )


def _facts() -> dict[str, UnitFacts]:
    classes: dict[int, dict[str, str]] = {}
    rows = Classification.objects.open().values_list(
        "unit_id", "typology_class__typology__code", "typology_class__code"
    )
    for unit, typology, code in rows:
        classes.setdefault(unit, {})[typology] = code
    units = Unit.objects.open().values_list(
        "pk", "code", "name", "level", "kind", "parent__kind", "population", "population_year"
    )
    return {
        code: UnitFacts(
            pk=pk,
            code=code,
            name=name,
            level=level,
            kind=kind,
            has_county_rights=UnitKind.CITY_COUNTY in (parent_kind, kind),
            population=population,
            population_year=year,
            classes=classes.get(pk, {}),
        )
        for pk, code, name, level, kind, parent_kind, population, year in units
    }


def _vocabulary() -> Vocabulary:
    editions = Classification.objects.open().values_list(
        "typology_class__typology__code", "source", "edition"
    )
    sources: dict[str, set[str]] = {}
    for typology, source, edition in editions.distinct():
        sources.setdefault(typology, set()).add(", ".join(filter(None, (source, edition))))
    voivodeships = Unit.objects.filter(level=Level.VOIVODESHIP).values_list("code", "name")
    return Vocabulary(
        voivodeships=dict(voivodeships),
        classes={
            (item.typology.code, item.code): Words(item.title_pl, item.title_en)
            for item in TypologyClass.objects.select_related("typology")
        },
        sources={typology: "; ".join(sorted(texts)) for typology, texts in sources.items()},
    )


def _write_groups(drafts: list[_Draft]) -> dict[str, Group]:
    known = {group.code: group for group in Group.objects.all()}
    created: list[Group] = []
    changed: list[Group] = []
    for draft in drafts:
        group = known.get(draft.code) or Group(grouping=draft.grouping, code=draft.code)
        shown = (draft.title.pl, draft.title.en, draft.explanation.pl, draft.explanation.en, draft.position)
        if group.pk is None:
            created.append(group)
        elif shown != tuple(getattr(group, name) for name in SHOWN):
            changed.append(group)
        for name, value in zip(SHOWN, shown, strict=True):
            setattr(group, name, value)
    Group.objects.bulk_create(created)
    Group.objects.bulk_update(changed, SHOWN, batch_size=100)
    return known | {group.code: group for group in created}


def _write_members(wanted: set[tuple[int, int]]) -> tuple[int, int]:
    today = timezone.localdate()
    current = {
        (group, unit): (pk, since)
        for pk, group, unit, since in GroupMember.objects.open().values_list(
            "pk", "group_id", "unit_id", "valid_from"
        )
    }
    gone = [current[pair] for pair in current.keys() - wanted]
    # A membership of less than a day was never shown as history: it is taken back, not ended.
    begun_today = [pk for pk, since in gone if since >= today]
    earlier = [pk for pk, since in gone if since < today]
    for start in range(0, len(begun_today), BATCH):
        GroupMember.objects.filter(pk__in=begun_today[start : start + BATCH]).delete()
    for start in range(0, len(earlier), BATCH):
        GroupMember.objects.filter(pk__in=earlier[start : start + BATCH]).update(valid_to=today)
    joined = sorted(wanted - current.keys())
    GroupMember.objects.bulk_create(
        GroupMember(group_id=group, unit_id=unit, valid_from=today) for group, unit in joined
    )
    return len(joined), len(gone)
