"""Reads of organisations, networks and teams."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from empiria.apps.accounts.models import Circle, Membership, Organisation, RoleGrant
from empiria.apps.accounts.rules import Standing, circles_visible_to, organisations_visible_to, standings
from empiria.apps.system.language import fold

LONGEST_QUERY = 100


def organisations_found(
    standing: Standing, *, query: str = "", kind: str = "", state: str = "open"
) -> QuerySet[Organisation]:
    """The organisations somebody sees, narrowed, each with its unit and how many people it has today."""
    found = Organisation.objects.filter(organisations_visible_to(standing))
    for word in fold(query[:LONGEST_QUERY]).split():
        found = found.filter(Q(search_key__contains=word) | Q(unit__teryt__startswith=word))
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(is_closed=state == "closed")
    counted = found.annotate(people=Count("memberships__person", filter=_today("memberships"), distinct=True))
    # Said again: with counts the model's own order is not applied.
    return counted.select_related("unit__parent").order_by("search_key", "pk")


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who is what in an organisation today."""
    return (
        Membership.objects.at(timezone.localdate())
        .filter(organisation=organisation, person__erased_at=None)
        .select_related("person")
        .order_by("person__name", "person__pk", "function")
    )


def grants_in(organisation: Organisation) -> QuerySet[RoleGrant]:
    """Who holds which role in an organisation today."""
    return (
        RoleGrant.objects.at(timezone.localdate())
        .filter(organisation=organisation, person__erased_at=None)
        .select_related("person")
        .order_by("person__name", "person__pk", "role")
    )


def circles_found(standing: Standing) -> QuerySet[Circle]:
    """The networks and teams somebody keeps, with how many people they have today; those that ended last."""
    return (
        Circle.objects.filter(circles_visible_to(standing))
        .annotate(people=Count("grants__person", filter=_today("grants"), distinct=True))
        .order_by("is_closed", "title_pl", "pk")
    )


def members_of_circle(circle: Circle) -> list[tuple[RoleGrant, bool]]:
    """Who holds which role in a network or team today, and whether its closed content is open to them.

    In a network of leaders it is not to who leads no municipality (any more).
    """
    grants = list(
        RoleGrant.objects.at(timezone.localdate())
        .filter(circle=circle, person__erased_at=None)
        .select_related("person")
        .order_by("person__name", "person__pk", "role")
    )
    standing = standings({grant.person_id for grant in grants})
    return [(grant, circle.pk in standing[grant.person_id].circles) for grant in grants]


def _today(relation: str) -> Q:
    """What of a relation holds today (`periods.valid_at`, seen from the other side), of people who were not erased."""
    day = timezone.localdate()
    return Q(**{f"{relation}__valid_from__lte": day, f"{relation}__person__erased_at": None}) & (
        Q(**{f"{relation}__valid_to": None}) | Q(**{f"{relation}__valid_to__gt": day})
    )
