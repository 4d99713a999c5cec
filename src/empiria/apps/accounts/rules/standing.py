"""What somebody is today, read once: the roles they hold, where, and what they may do there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from empiria.apps.accounts.roles import (
    ADVISERS,
    ASSOCIATION,
    CIRCLE,
    IN_CIRCLE,
    ORGANISATION,
    ROLES,
    STAFF,
    Leader,
)
from empiria.apps.system.periods import valid_at

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from empiria.apps.accounts.models import Person

MUNICIPALITY = "municipality"
# Whoever has one of these in a municipality holds a role by it.
FUNCTIONS_WITH_A_ROLE = [function for role in ROLES.values() for function in role.functions]


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role somebody holds today, where, and why."""

    code: str
    organisation: int | None = None
    circle: int | None = None
    # The function in the organisation that brings the role with it; empty when it was granted.
    function: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What counts about a person when a rule is asked: read once, never changed."""

    person: int | None = None
    roles: tuple[HeldRole, ...] = ()
    # Every organisation they belong to or hold a role in; those of them that are municipalities.
    organisations: frozenset[int] = frozenset()
    municipalities: frozenset[int] = frozenset()
    # Circles whose closed content they share; those for leaders count only for who leads.
    circles: frozenset[int] = frozenset()

    @property
    def is_leader(self) -> bool:
        return any(held.code == Leader.code for held in self.roles)

    @property
    def is_adviser(self) -> bool:
        return any(held.code in ADVISERS for held in self.roles)

    @property
    def is_staff(self) -> bool:
        return any(held.code in STAFF for held in self.roles)

    def may(self, permission: str) -> bool:
        """Whether a role for the whole association gives the permission."""
        return any(
            held.organisation is None and held.circle is None and permission in ROLES[held.code].permissions
            for held in self.roles
        )

    def may_somewhere(self, permission: str) -> bool:
        """Whether any role gives the permission, wherever it is held: the page then narrows to that place."""
        return any(permission in ROLES[held.code].permissions for held in self.roles)

    def organisations_where(self, permission: str) -> frozenset[int]:
        """The organisations in which a role gives the permission."""
        return frozenset(
            held.organisation
            for held in self.roles
            if held.organisation is not None and permission in ROLES[held.code].permissions
        )

    def circles_where(self, permission: str) -> frozenset[int]:
        """The circles in which a role gives the permission."""
        return frozenset(
            held.circle
            for held in self.roles
            if held.circle is not None and permission in ROLES[held.code].permissions
        )


NOBODY = Standing()


def standing_of(person: Any, *, on: dt.date | None = None) -> Standing:
    """What a person may do on that day, today by default. Nobody for a visitor or a closed account."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return NOBODY
    return standings([person.pk], on=on)[person.pk]


def standings(people: Iterable[int], *, on: dt.date | None = None) -> dict[int, Standing]:
    """The standing of each of these people who may sign in: two queries however many they are."""
    wanted, day = list(people), on or timezone.localdate()
    belongs, holds = defaultdict(list), defaultdict(list)
    for pk, organisation, kind, function in _memberships(day).filter(person__in=wanted):
        belongs[pk].append(_Belonging(organisation, kind, function))
    for pk, role, organisation, kind, circle, is_for_leaders in _grants(day).filter(person__in=wanted):
        holds[pk].append(_Grant(role, organisation, kind, circle, is_for_leaders))
    return {pk: _standing(pk, belongs[pk], holds[pk]) for pk in wanted}


# Asked at every request of somebody signed in: no more columns than count, in the order they were written, and laid out
# once a day, which takes longer than the database does.


@lru_cache(maxsize=2)
def _memberships(day: dt.date) -> "QuerySet[Any, Any]":
    from empiria.apps.accounts.models import Membership

    return (
        Membership.objects.filter(valid_at(day), organisation__is_closed=False)
        .order_by("pk")
        .values_list("person_id", "organisation_id", "organisation__kind", "function")
    )


@lru_cache(maxsize=2)
def _grants(day: dt.date) -> "QuerySet[Any, Any]":
    from empiria.apps.accounts.models import RoleGrant

    exists = Q(organisation=None) | Q(organisation__is_closed=False)
    return (
        RoleGrant.objects.filter(valid_at(day), exists, role__in=list(ROLES))
        .order_by("role", "valid_from", "pk")
        .values_list(
            "person_id",
            "role",
            "organisation_id",
            "organisation__kind",
            "circle_id",
            "circle__is_for_leaders",
        )
    )


class _Belonging(NamedTuple):
    organisation: int
    kind: str
    function: str


class _Grant(NamedTuple):
    role: str
    organisation: int | None
    kind: str | None
    circle: int | None
    is_for_leaders: bool | None


def _standing(pk: int, belongs: list[_Belonging], grants: list[_Grant]) -> Standing:
    roles = [
        HeldRole(code=grant.role, organisation=grant.organisation, circle=grant.circle) for grant in grants
    ] + [
        HeldRole(code=role.code, organisation=one.organisation, function=one.function)
        for one in belongs
        for role in ROLES.values()
        if one.function in role.functions and one.kind == MUNICIPALITY
    ]
    leads = any(held.code == Leader.code for held in roles)
    # Advisers come from outside: their role in a city shows them what is the city's, but makes them none of its people.
    own = {one.organisation: one.kind for one in belongs} | {
        grant.organisation: grant.kind
        for grant in grants
        if grant.organisation is not None and grant.role not in ADVISERS
    }
    return Standing(
        person=pk,
        roles=tuple(roles),
        organisations=frozenset(own)
        | frozenset(held.organisation for held in roles if held.organisation is not None),
        municipalities=frozenset(pk for pk, kind in own.items() if kind == MUNICIPALITY),
        circles=frozenset(
            grant.circle
            for grant in grants
            if grant.circle is not None
            and grant.role in IN_CIRCLE
            and (leads or grant.role in STAFF or not grant.is_for_leaders)
        ),
    )


def grantable_roles(
    standing: Standing, *, organisation: int | None = None, circle: int | None = None
) -> frozenset[str]:
    """The roles that somebody may give and end there: in that organisation, in that circle, else for the association."""
    scope = ORGANISATION if organisation else CIRCLE if circle else ASSOCIATION
    here = {code for code, role in ROLES.items() if role.scope == scope and not role.functions}
    if standing.may("accounts.manage_roles"):
        return frozenset(here)
    places = {(None, None), (organisation, circle)}
    given = [ROLES[held.code].gives for held in standing.roles if (held.organisation, held.circle) in places]
    return frozenset(here & {code for codes in given for code in codes})


def functions_withheld(standing: Standing) -> frozenset[str]:
    """The functions that somebody may not give: those that bring a role with them are given by who gives any role."""
    return frozenset() if standing.may("accounts.manage_roles") else frozenset(FUNCTIONS_WITH_A_ROLE)


def signed_in(request: HttpRequest) -> "Person":
    """Who asks, on a page that lets nobody in who is not signed in."""
    return cast("Person", request.user)
