"""Comparison groups that a city or the association keeps for itself, as far as somebody may read them."""

import uuid

from django.db.models import QuerySet

from empiria.apps.accounts.models import Organisation
from empiria.apps.accounts.rules import Standing
from empiria.apps.monitor.group_rules import kept_by, listed_for, organisations_kept_for, readable_by
from empiria.apps.monitor.models import OwnGroup
from empiria.apps.places.models import Unit

PREFIX = "own:"


def group_word(group: OwnGroup) -> str:
    """What an address calls it."""
    return f"{PREFIX}{group.pk}"


def own_word(word: str) -> str:
    """A word as `group_word` writes it; nonsense as it is."""
    try:
        return f"{PREFIX}{uuid.UUID(word.removeprefix(PREFIX))}"
    except ValueError:
        return word


def own_group(word: str, standing: Standing) -> OwnGroup | None:
    """The group that an address names, if there is one and it may be read: neither case can be told from the other."""
    try:
        pk = uuid.UUID(word.removeprefix(PREFIX))
    except ValueError:
        return None
    return OwnGroup.objects.filter(readable_by(standing), pk=pk).first()


def readable_own_groups(standing: Standing) -> QuerySet[OwnGroup]:
    return OwnGroup.objects.filter(readable_by(standing)).select_related("organisation__unit")


def own_groups_listed(standing: Standing) -> QuerySet[OwnGroup]:
    """Those of one's own organisations, by name."""
    found = OwnGroup.objects.filter(listed_for(standing)).select_related("organisation")
    return found.order_by("organisation__name", "name", "pk")


def own_groups_kept(standing: Standing) -> QuerySet[OwnGroup]:
    return OwnGroup.objects.filter(kept_by(standing)).select_related("organisation")


def organisations_to_keep_for(standing: Standing) -> QuerySet[Organisation]:
    return Organisation.objects.filter(organisations_kept_for(standing)).order_by("name", "pk")


def units_of(group: OwnGroup) -> list[Unit]:
    """The municipalities it names, by name; ended ones too."""
    found = Unit.objects.filter(code__in=group.units).select_related("parent__parent")
    return list(found.order_by("search_key", "code"))
