"""Ways in: a standing goes in, a `Q` on the objects comes out, with a reason said to people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules.standing import Standing
from empiria.apps.system.periods import not_over_before

EVERYTHING, NOTHING = ~Q(pk__in=[]), Q(pk__in=[])


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One way in: which objects it opens to a standing, and why, said to people."""

    reason: Promise
    opens: Callable[[Standing], Q]
    # Where it is a matter of who somebody is, not of their standing alone: the field that names them.
    own: str = ""


def own(
    field: str, *, reason: Promise, where: Callable[[Standing], Q] = lambda _standing: EVERYTHING
) -> Clause:
    """The way in for who is named by the field: to all that names them, or to what of it their standing opens."""
    return Clause(
        reason=reason,
        opens=lambda standing: (
            Q(**{field: standing.person}) & where(standing) if standing.person else NOTHING
        ),
        own=field,
    )


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A kind of objects of which administrators are told who sees them and why: each app's `rules.SEEN` names its own."""

    model: str
    # What the audit trail calls one of them.
    object_type: str
    # What they are, in the plural.
    title: Promise
    clauses: tuple[Clause, ...]
    # Without those that are there for nobody, such as the ones in a bin.
    among: Q = field(default_factory=Q)


def any_of(clauses: Iterable[Clause], standing: Standing) -> Q:
    """What any of the clauses opens."""
    return reduce(or_, (clause.opens(standing) for clause in clauses), NOTHING)


def allows(rule: Q, thing: Model) -> bool:
    """The yes/no check: the same rule asked about one object."""
    # `type()` of the person behind a request is that of the wrapper Django puts around them.
    return thing.__class__._default_manager.filter(rule, pk=thing.pk).exists()


# Content with a visibility class (`models.Visible`). What is private is nobody's by its class: each app says what whoever
# made a thing still sees of it.
VISIBLE = (
    Clause(reason=_("It is open to everybody."), opens=lambda standing: Q(visibility="public")),
    Clause(
        reason=_("It is for people of municipalities."),
        opens=lambda standing: Q(visibility="municipalities") if standing.municipalities else NOTHING,
    ),
    Clause(
        reason=_("It is for members of this network or team."),
        opens=lambda standing: Q(visibility="circle", circle__in=standing.circles),
    ),
    Clause(
        reason=_("It is for mayors and their deputies."),
        opens=lambda standing: Q(visibility="leaders") if standing.is_leader else NOTHING,
    ),
    Clause(
        reason=_("It is for advisers."),
        opens=lambda standing: Q(visibility="advisers") if standing.is_adviser else NOTHING,
    ),
    Clause(
        reason=_("It belongs to an organisation in which the person works or which they advise."),
        opens=lambda standing: Q(visibility="organisation", organisation__in=standing.organisations),
    ),
    Clause(
        reason=_("The association's administrators may read closed content; the reading is logged."),
        opens=lambda standing: ~Q(visibility="private") if standing.may("accounts.see_closed") else NOTHING,
    ),
)


# People's own pages, with names and e-mails.
PEOPLE = (
    own("pk", reason=_("It is the person's own page.")),
    Clause(
        reason=_("The association's staff who keep people see everybody; the reading is logged."),
        opens=lambda standing: EVERYTHING if standing.may("accounts.see_people") else NOTHING,
    ),
    Clause(
        reason=_("A city's coordinator sees who is in the city or will be; who left it, no more."),
        opens=lambda standing: in_organisations(standing.organisations_where("accounts.see_people")),
    ),
    Clause(
        reason=_("A network's coordinator sees who is in the network or will be; who left it, no more."),
        opens=lambda standing: in_circles(standing.circles_where("accounts.see_people")),
    ),
)


def people_visible_to(standing: Standing) -> Q:
    """The people whose names and e-mails may be seen."""
    return any_of(PEOPLE, standing)


def in_organisations(organisations: Iterable[int]) -> Q:
    """People who belong or will belong to one of the organisations, or hold or will hold a role in it; not who left it.

    Somebody's name and e-mail are those of today, and no business of a place they are in no more. Who left today is still
    seen until midnight, for until then the end may be taken back.
    """
    from empiria.apps.accounts.models import Membership, RoleGrant

    if not (those := list(organisations)):
        return NOTHING
    there = not_over_before(timezone.localdate()) & Q(organisation__in=those)
    return Q(pk__in=Membership.objects.filter(there).values("person")) | Q(
        pk__in=RoleGrant.objects.filter(there).values("person")
    )


def in_circles(circles: Iterable[int]) -> Q:
    """People who hold or will hold a role in one of the circles; not who left, as with organisations."""
    from empiria.apps.accounts.models import RoleGrant

    if not (those := list(circles)):
        return NOTHING
    there = not_over_before(timezone.localdate()) & Q(circle__in=those)
    return Q(pk__in=RoleGrant.objects.filter(there).values("person"))


ORGANISATIONS = (
    Clause(
        reason=_("The association's staff who keep organisations see all of them."),
        opens=lambda standing: EVERYTHING if standing.may("accounts.manage_organisations") else NOTHING,
    ),
    Clause(
        reason=_("Who keeps the people of an organisation sees it, and keeps its contacts."),
        opens=lambda standing: Q(pk__in=standing.organisations_where("accounts.manage_people")),
    ),
)
CIRCLES = (
    Clause(
        reason=_("The association's staff who keep networks and teams see all of them."),
        opens=lambda standing: EVERYTHING if standing.may("accounts.manage_organisations") else NOTHING,
    ),
    Clause(
        reason=_("A network's coordinator keeps its members."),
        opens=lambda standing: Q(pk__in=standing.circles_where("accounts.manage_people")),
    ),
)


def organisations_visible_to(standing: Standing) -> Q:
    """The organisations whose own page may be seen, and whose contacts kept."""
    return any_of(ORGANISATIONS, standing)


def circles_visible_to(standing: Standing) -> Q:
    """The networks and teams whose page with its members may be seen, and whose members kept."""
    return any_of(CIRCLES, standing)


SEEN = (
    Seen(
        model="accounts.Person",
        object_type="person",
        title=_("people"),
        clauses=PEOPLE,
        among=Q(erased_at=None),
    ),
    Seen(
        model="accounts.Organisation",
        object_type="organisation",
        title=_("pages of organisations"),
        clauses=ORGANISATIONS,
    ),
    Seen(
        model="accounts.Circle", object_type="circle", title=_("pages of networks and teams"), clauses=CIRCLES
    ),
)
