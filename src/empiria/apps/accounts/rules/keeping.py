"""Who keeps what: each is a `Q` of its own kind of object, asked by the pages that change it."""

from django.db.models import Q
from django.utils import timezone

from empiria.apps.accounts.roles import ROLES, STAFF
from empiria.apps.accounts.rules.clauses import EVERYTHING, NOTHING
from empiria.apps.accounts.rules.standing import FUNCTIONS_WITH_A_ROLE, Standing, functions_withheld
from empiria.apps.system.periods import valid_at


def people_managed_by(standing: Standing) -> Q:
    """The people whose name and account may be changed; those of the staff by who gives any role."""
    from empiria.apps.accounts.models import RoleGrant

    if standing.may("accounts.manage_roles"):
        return EVERYTHING
    if not standing.may("accounts.manage_people"):
        return NOTHING
    staff = RoleGrant.objects.filter(valid_at(timezone.localdate()), role__in=list(STAFF))
    return ~Q(pk__in=staff.values("person"))


def people_given_to(standing: Standing) -> Q:
    """The people to whom functions and roles may be given by who may give them at all.

    What somebody is opens closed content. So nobody gives anything to themselves, nor one of the staff to another; who
    gives any role may, and stands in the trail.
    """
    from empiria.apps.accounts.models import RoleGrant

    if standing.may("accounts.manage_roles"):
        return EVERYTHING
    staff = RoleGrant.objects.filter(valid_at(timezone.localdate()), role__in=list(STAFF))
    return ~Q(pk=standing.person) & ~Q(pk__in=staff.values("person"))


def memberships_visible_to(standing: Standing) -> Q:
    """What people are in organisations, as far as the list of people tells it: where one sees people, and one's own."""
    if standing.may("accounts.see_people"):
        return EVERYTHING
    return Q(person=standing.person) | Q(organisation__in=standing.organisations_where("accounts.see_people"))


def grants_visible_to(standing: Standing) -> Q:
    """The roles that the list of people tells: where one sees people, and one's own."""
    if standing.may("accounts.see_people"):
        return EVERYTHING
    return (
        Q(person=standing.person)
        | Q(organisation__in=standing.organisations_where("accounts.see_people"))
        | Q(circle__in=standing.circles_where("accounts.see_people"))
    )


def memberships_managed_by(standing: Standing) -> Q:
    """The memberships that may be added and ended; a function that brings a role with it only by the association."""
    if standing.may("accounts.manage_people"):
        return EVERYTHING
    return Q(organisation__in=standing.organisations_where("accounts.manage_people")) & ~Q(
        function__in=FUNCTIONS_WITH_A_ROLE
    )


def grants_managed_by(standing: Standing) -> Q:
    """The roles held that may be ended: those that one may give, where they are held."""
    if standing.may("accounts.manage_roles"):
        return EVERYTHING
    rule = NOTHING
    for held in standing.roles:
        place = {"organisation": held.organisation, "circle": held.circle}
        here = Q() if place == {"organisation": None, "circle": None} else Q(**place)
        rule |= Q(role__in=list(ROLES[held.code].gives)) & here
    return rule


def memberships_reopened_by(standing: Standing) -> Q:
    """The memberships whose end may be taken back: to do so is to give them."""
    withheld = Q(function__in=functions_withheld(standing))
    return memberships_managed_by(standing) & _of_people_given_to(standing) & ~withheld


def grants_reopened_by(standing: Standing) -> Q:
    """The roles held whose end may be taken back: to do so is to give them."""
    return grants_managed_by(standing) & _of_people_given_to(standing)


def _of_people_given_to(standing: Standing) -> Q:
    from empiria.apps.accounts.models import Person

    return Q(person__in=Person.objects.filter(people_given_to(standing)))


def invitations_visible_to(standing: Standing) -> Q:
    """The invitations that may be seen, sent again and withdrawn: those to where one keeps people."""
    asked = "accounts.manage_people"
    if standing.may(asked):
        return EVERYTHING
    return Q(organisation__in=standing.organisations_where(asked)) | Q(
        organisation=None, circle__in=standing.circles_where(asked)
    )
