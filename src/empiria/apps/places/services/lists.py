"""Comparison groups picked by hand."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from empiria.analysis.errors import InputError, mark
from empiria.apps.places.models import Group, Grouping, Unit
from empiria.apps.system.language import fold
from empiria.apps.system.services import record

from .groups import refresh_groups

PREFIX = "list-"
FEWEST = 2


@transaction.atomic
def create_list(
    *, title: str, units: Iterable[Unit], by: models.Model | None, title_en: str = "", code: str = ""
) -> Grouping:
    """Make a list of units a comparison group; its address is made of its number (or is `code`, when one is restored).

    Not of the title: that may name somebody, and an address is passed on, and stands in published files, for good.
    """
    _refuse_same_title(title)
    grouping = Grouping.objects.create(
        code=code or f"{PREFIX}{uuid4().hex}", title_pl=title, title_en=title_en, rule=_rule(units)
    )
    if not code:
        grouping.code = _numbered(grouping)
        grouping.save(update_fields=["code"])
    _record("places.create-list", grouping, by=by)
    refresh_groups(by=by)
    return grouping


@transaction.atomic
def update_list(
    *, grouping: Grouping, title: str, units: Iterable[Unit], by: models.Model | None, title_en: str = ""
) -> Grouping:
    """Change a list's title and units; its code, and so its address, stays."""
    _refuse_declared(grouping)
    _refuse_same_title(title, besides=grouping)
    grouping.title_pl, grouping.title_en, grouping.rule = title, title_en, _rule(units)
    grouping.save(update_fields=["title_pl", "title_en", "rule"])
    _record("places.update-list", grouping, by=by)
    refresh_groups(by=by)
    return grouping


@transaction.atomic
def delete_list(*, grouping: Grouping, by: models.Model | None) -> None:
    """Remove a list with its group. The audit entry keeps what it held; published releases keep their own copy."""
    _refuse_declared(grouping)
    _record("places.delete-list", grouping, by=by)
    grouping.delete()


def follow_code(old: str, new: str) -> None:
    """After a list got another code: that of its group is the same."""
    Group.objects.filter(code=old).update(code=new)


def _rule(units: Iterable[Unit]) -> dict[str, Any]:
    codes = sorted({unit.code for unit in units})
    if len(codes) < FEWEST:
        raise InputError(mark("A list needs at least two units; nothing can be compared with itself."))
    return {"units": codes}


def _refuse_declared(grouping: Grouping) -> None:
    if not grouping.is_hand_picked:
        raise InputError(
            mark("“%(title)s” follows from a declared rule and is not edited by hand."), title=grouping.title
        )


def _refuse_same_title(title: str, *, besides: Grouping | None = None) -> None:
    """Whoever chooses between lists sees nothing of them but the title."""
    others = Grouping.objects.hand_picked().values_list("pk", "title_pl")
    if fold(title) in {fold(other) for pk, other in others if besides is None or pk != besides.pk}:
        raise InputError(
            mark("There is a list with the title “%(title)s” already. Give this one another."), title=title
        )


def _numbered(grouping: Grouping) -> str:
    """No number is given twice, so that a list of today is never taken for one that an earlier release holds; a list of
    earlier versions may be called so by its title."""
    code = f"{PREFIX}{grouping.pk}"
    while Grouping.objects.filter(code=code).exists():
        code += "-"
    return code


def _record(action: str, grouping: Grouping, *, by: models.Model | None) -> None:
    record(
        by=by,
        action=action,
        object_type="places.Grouping",
        object_id=grouping.pk,
        details=grouping.rule,
        texts={"title_pl": grouping.title_pl, "title_en": grouping.title_en},
    )
