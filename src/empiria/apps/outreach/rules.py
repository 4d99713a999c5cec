"""Who may read which documents, who keeps them, and whom they may be meant for.

Reading follows the visibility class. Whoever added a document reads it besides for as long as they could add it for the
same people today: who left a city or a network reads nothing that others put there later. A document is kept by who has the permission where it belongs: for the whole
association, in its organisation, or in its circle; nobody keeps what they may not read.

Somebody who keeps documents may mean one for

- everybody or the people of municipalities; one that they added, only for themselves;
- mayors and their deputies, when they are one, or read closed content: nobody closes a door behind which they may not look;
- advisers, when they are one, or keep documents for the whole association;
- an organisation or a circle that they may name: who keeps documents for the association names any (a circle of
  leaders only when they are in it or read closed content), others those in which they work.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Visibility
from empiria.apps.accounts.rules import (
    EVERYTHING,
    NOTHING,
    VISIBLE,
    Clause,
    Seen,
    Standing,
    any_of,
    own,
)
from empiria.apps.system.rules import permission_required

MANAGE = "outreach.manage_documents"
SEE_CLOSED = "accounts.see_closed"

PERMISSIONS: dict[str, Promise] = {MANAGE: _("add documents to the library, change and remove them")}

keeps_documents = permission_required(MANAGE, somewhere=True)

IN_USE = Q(deleted_at=None)

KEPT_BY = (
    Clause(
        reason=_("The association's staff who keep documents keep those they may read."),
        opens=lambda standing: EVERYTHING if standing.may(MANAGE) else NOTHING,
    ),
    Clause(
        reason=_("A city's coordinator keeps the documents of the city."),
        opens=lambda standing: Q(organisation__in=standing.organisations_where(MANAGE)),
    ),
    Clause(
        reason=_("A network's coordinator keeps the documents of the network."),
        opens=lambda standing: Q(circle__in=standing.circles_where(MANAGE)),
    ),
)


def _could_be_added_by(standing: Standing) -> Q:
    """The documents that somebody would read, had they added them: nobody is a mayor for having once written to mayors."""
    meant = Q(visibility=Visibility.MUNICIPALITIES)
    if standing.may(MANAGE):
        among_mayors = Q(visibility=Visibility.CIRCLE, circle__is_for_leaders=True)
        meant = ~Q(visibility=Visibility.LEADERS) & ~among_mayors
    return Q(visibility=Visibility.PRIVATE) | (any_of(KEPT_BY, standing) & meant)


READ_BY = (
    *VISIBLE,
    own(
        "created_by",
        reason=_(
            "Who made it sees it for as long as they keep documents where it belongs; what is private, always."
        ),
        where=_could_be_added_by,
    ),
)

SEEN = (
    Seen(
        model="outreach.Document",
        object_type="outreach.document",
        title=_("documents"),
        clauses=READ_BY,
        among=IN_USE,
    ),
)


def readable_by(standing: Standing) -> Q:
    """The documents that somebody may read."""
    return IN_USE & any_of(READ_BY, standing)


def kept_by(standing: Standing) -> Q:
    """The documents that somebody may change, replace and put in the bin."""
    return readable_by(standing) & any_of(KEPT_BY, standing)


def in_bin_of(standing: Standing) -> Q:
    """The documents that somebody may take out of the bin."""
    return ~IN_USE & any_of(READ_BY, standing) & any_of(KEPT_BY, standing)


def organisations_named_by(standing: Standing) -> Q:
    """The organisations to which somebody may let a document belong."""
    if standing.may(MANAGE):
        return Q(is_closed=False)
    return Q(is_closed=False, pk__in=standing.organisations)


def circles_named_by(standing: Standing) -> Q:
    """The networks and teams to which somebody may let a document belong."""
    own = Q(pk__in=standing.circles | standing.circles_where(MANAGE))
    if standing.may(SEE_CLOSED):
        own = EVERYTHING
    elif standing.may(MANAGE):
        own |= Q(is_for_leaders=False)
    return Q(is_closed=False) & own


def meant_for_by(standing: Standing, *, is_own: bool = True) -> list[Visibility]:
    """The visibility classes that somebody may choose from for a document, their own or not, from the widest to the narrowest."""
    refused = {
        # It would be given to whoever added it, who may be gone, and taken from who keeps it.
        Visibility.PRIVATE: not is_own,
        Visibility.LEADERS: not (standing.is_leader or standing.may(SEE_CLOSED)),
        Visibility.ADVISERS: not (standing.is_adviser or standing.may(MANAGE)),
    }
    return [choice for choice in Visibility if not refused.get(choice)]


def belongs_where_kept(standing: Standing, *, organisation: int | None, circle: int | None) -> bool:
    """Whether somebody keeps documents where this one would belong; else they could not find it again to change it."""
    return (
        standing.may(MANAGE)
        or organisation in standing.organisations_where(MANAGE)
        or circle in standing.circles_where(MANAGE)
    )


def logged_when_read(standing: Standing, documents: Iterable) -> list:
    """The numbers of those closed documents whose reading by the association's staff is logged: all but their own."""
    if not standing.is_staff:
        return []
    return [
        one.pk
        for one in documents
        if one.visibility != Visibility.PUBLIC and one.created_by_id != standing.person
    ]
