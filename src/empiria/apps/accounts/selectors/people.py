"""Reads of people, as those see them who keep people of the association, of one city or of one network."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Membership, OrganisationKind, Person, RoleGrant
from empiria.apps.accounts.roles import ROLES
from empiria.apps.accounts.rules import (
    Standing,
    allows,
    grants_managed_by,
    grants_reopened_by,
    grants_visible_to,
    memberships_managed_by,
    memberships_reopened_by,
    memberships_visible_to,
    people_given_to,
    people_managed_by,
    people_visible_to,
)
from empiria.apps.system.language import fold, folded
from empiria.reporting.table import Column, Table

LONGEST_QUERY = 100


@dataclass(frozen=True, kw_only=True)
class PeopleWanted:
    """Which people a list shows; what is empty does not narrow it."""

    query: str = ""
    role: str = ""
    function: str = ""
    organisation: int | None = None
    circle: int | None = None
    state: str = ""


def people_found(standing: Standing, wanted: PeopleWanted) -> QuerySet[Person]:
    """The people somebody sees, narrowed, in the order of their names; nobody who was erased.

    What narrows is only what is seen: nobody finds out what else somebody is by asking for it.
    """
    today = timezone.localdate()
    memberships = Membership.objects.at(today).filter(memberships_visible_to(standing))
    grants = RoleGrant.objects.at(today).filter(grants_visible_to(standing))
    seen = Person.objects.filter(people_visible_to(standing), erased_at=None)
    people = seen.annotate(folded_name=folded("name"))
    for word in fold(wanted.query[:LONGEST_QUERY]).split():
        there = memberships.filter(organisation__search_key__contains=word)
        people = people.filter(
            Q(folded_name__contains=word) | Q(email__contains=word) | Q(pk__in=there.values("person"))
        )
    if wanted.role:
        people = people.filter(_holds(wanted.role, memberships, grants))
    if wanted.function:
        people = people.filter(pk__in=memberships.filter(function=wanted.function).values("person"))
    if wanted.organisation:
        people = people.filter(
            Q(pk__in=memberships.filter(organisation=wanted.organisation).values("person"))
            | Q(pk__in=grants.filter(organisation=wanted.organisation).values("person"))
        )
    if wanted.circle:
        people = people.filter(pk__in=grants.filter(circle=wanted.circle).values("person"))
    if wanted.state:
        people = people.filter(is_active=wanted.state == "active")
    return people.prefetch_related(
        Prefetch("memberships", memberships.select_related("organisation"), to_attr="memberships_now"),
        Prefetch("grants", grants.select_related("organisation", "circle"), to_attr="grants_now"),
    ).order_by("folded_name", "pk")


def _holds(role: str, memberships: Any, grants: Any) -> Q:
    """Whether somebody holds the role, be it by a function."""
    functions = ROLES[role].functions if role in ROLES else ()
    by_function = memberships.filter(function__in=functions, organisation__kind=OrganisationKind.MUNICIPALITY)
    return Q(pk__in=grants.filter(role=role).values("person")) | Q(pk__in=by_function.values("person"))


def person_for_viewer(standing: Standing, pk: int) -> Person | None:
    """Somebody as their own page shows them; None where the viewer does not see them."""
    memberships = Membership.objects.filter(memberships_visible_to(standing)).select_related("organisation")
    grants = RoleGrant.objects.filter(grants_visible_to(standing)).select_related("organisation", "circle")
    newest = ("-valid_from", "-pk")
    return (
        Person.objects.filter(people_visible_to(standing), pk=pk)
        .prefetch_related(
            Prefetch("memberships", memberships.order_by(*newest), to_attr="memberships_seen"),
            Prefetch("grants", grants.order_by(*newest), to_attr="grants_seen"),
        )
        .first()
    )


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What the viewer of a person's page may change there."""

    is_managed: bool
    is_given_to: bool
    memberships: frozenset[int]
    grants: frozenset[int]
    # Of these, whose end may be taken back.
    reopened_memberships: frozenset[int]
    reopened_grants: frozenset[int]


def keeping(standing: Standing, person: Person) -> Keeping:
    return Keeping(
        is_managed=allows(people_managed_by(standing), person),
        is_given_to=allows(people_given_to(standing), person),
        memberships=_pks(person.memberships.filter(memberships_managed_by(standing))),
        grants=_pks(person.grants.filter(grants_managed_by(standing))),
        reopened_memberships=_pks(person.memberships.filter(memberships_reopened_by(standing))),
        reopened_grants=_pks(person.grants.filter(grants_reopened_by(standing))),
    )


def _pks(found: Any) -> frozenset[int]:
    return frozenset(found.values_list("pk", flat=True))


def people_table(people: Iterable[Person]) -> Table:
    """The list as a table for a file: what is several stands in one cell, parted by semicolons."""
    titles = (_("Full name"), _("E-mail"), _("Organisations and functions"), _("Roles"), _("May sign in"))
    return Table(
        caption=_("People"),
        columns=[Column(title=title) for title in titles],
        rows=[
            (
                person.name,
                person.email,
                "; ".join(membership_line(one) for one in person.memberships_now),  # type: ignore[attr-defined]
                "; ".join(grant_line(one) for one in person.grants_now),  # type: ignore[attr-defined]
                _("yes") if person.is_active else _("no"),
            )
            for person in people
        ],
    )


def membership_line(membership: Membership) -> str:
    """What somebody is and where, in one line."""
    what = membership.job_title or membership.function_title
    return f"{what}, {membership.organisation.name}"


def grant_line(grant: RoleGrant) -> str:
    """A role and where it is held, in one line."""
    return f"{grant.title}, {grant.place}" if grant.place else grant.title
