"""Who reads and who keeps the comparison groups that a city or the association made for itself."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules import NOTHING, Clause, Seen, Standing, any_of
from empiria.apps.system.rules import permission_required

KEEP = "monitor.keep_groups"
OF_THE_ASSOCIATION = Q(organisation=None)

keeps_groups = permission_required(KEEP, somewhere=True)

CLOSED_TO = (
    Clause(
        reason=_("It belongs to an organisation in which the person works or which they advise."),
        opens=lambda standing: Q(organisation__in=standing.organisations),
    ),
    Clause(
        reason=_("It is the association's, and the person keeps its comparison groups."),
        opens=lambda standing: OF_THE_ASSOCIATION if standing.may(KEEP) else NOTHING,
    ),
)
READ_BY = (
    Clause(
        reason=_("It is shared: whoever has its address reads it."), opens=lambda standing: Q(is_shared=True)
    ),
    *CLOSED_TO,
)
SEEN = (
    Seen(
        model="monitor.OwnGroup",
        object_type="monitor.own-group",
        title=_("own comparison groups"),
        clauses=READ_BY,
    ),
)


def readable_by(standing: Standing) -> Q:
    """The groups that somebody may read where they have the address."""
    return any_of(READ_BY, standing)


def listed_for(standing: Standing) -> Q:
    """The groups that somebody is shown without the address: those of their own organisations."""
    return any_of(CLOSED_TO, standing)


def kept_by(standing: Standing) -> Q:
    """The groups that somebody may change, share and delete."""
    own = Q(organisation__in=standing.organisations_where(KEEP))
    return own | OF_THE_ASSOCIATION if standing.may(KEEP) else own


def organisations_kept_for(standing: Standing) -> Q:
    """The organisations for which somebody may keep groups."""
    return Q(is_closed=False, pk__in=standing.organisations_where(KEEP))
