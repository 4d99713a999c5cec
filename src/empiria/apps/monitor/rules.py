"""Who may see which release and which local indicator, and in which state what may be done to it. Written once, as `Q`;
checks ask the same `Q`.

The public sees what was published; analysts also the draft and what was discarded; only they act. Their pages are closed
by `permission_required`. A local indicator's figures are for who takes part until the day that it states; that day is
looked at when somebody asks, so that no job has to run for a figure to stay closed or to open.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules import EVERYTHING, NOTHING, Clause, Seen, Standing, any_of
from empiria.apps.monitor.group_rules import KEEP
from empiria.apps.monitor.group_rules import SEEN as GROUPS_SEEN
from empiria.apps.monitor.report_rules import SEEN as REPORTS_SEEN
from empiria.apps.monitor.report_rules import WRITE

REPORT_LOCAL, MANAGE_LOCAL = "monitor.report_local", "monitor.manage_local"

PERMISSIONS: dict[str, Promise] = {
    KEEP: _("keep comparison groups of one’s own"),
    MANAGE_LOCAL: _("agree local indicators and verify their figures"),
    "monitor.manage_catalogue": _("keep the catalogue of indicators"),
    "monitor.manage_releases": _("import figures, check them, publish and discard releases"),
    REPORT_LOCAL: _("join local indicators for a city and enter its figures"),
    WRITE: _("write the office’s own texts into a city’s reports, and read what is kept of them"),
}

# Published once is public for ever: a superseded release can still be cited.
PUBLIC = Q(state__in=("published", "superseded"))
# Only an open draft takes imports, settles units, is published or discarded.
EDITABLE = Q(state="draft")


def _is_public(way: str = "") -> Q:
    """Local indicators whose day has come; `way` leads to the indicator."""
    return Q(
        **{f"{way}state__in": ("open", "closed"), f"{way}public_from__lte": timezone.localdate()},
    )


def _joined_by(standing: Standing, *, now: bool) -> Q:
    """Indicators that a city joined for which somebody reports; `now`: and has not left."""
    from empiria.apps.monitor.models import LocalParticipation

    cities = standing.organisations_where(REPORT_LOCAL)
    if not cities:
        return NOTHING
    joined = LocalParticipation.objects.filter(organisation__in=cities)
    if now:
        joined = joined.filter(left_at=None)
    return Q(pk__in=joined.values("indicator"))


LOCAL_INDICATORS = (
    Clause(
        reason=_("The day has come from which the local indicator is public."),
        opens=lambda standing: _is_public(),
    ),
    Clause(
        reason=_("Who reports a city's figures sees what the city may join."),
        opens=lambda standing: Q(state="open") if standing.organisations_where(REPORT_LOCAL) else NOTHING,
    ),
    Clause(
        reason=_("Who reports a city's figures sees what the city has joined."),
        opens=lambda standing: ~Q(state="draft") & _joined_by(standing, now=False),
    ),
    Clause(
        reason=_("The association's staff who keep local indicators see all of them."),
        opens=lambda standing: EVERYTHING if standing.may(MANAGE_LOCAL) else NOTHING,
    ),
)


def _shared_with(standing: Standing) -> Q:
    """Verified figures of indicators in which a city takes part for which somebody reports."""
    from empiria.apps.monitor.models import LocalIndicator

    if not standing.organisations_where(REPORT_LOCAL):
        return NOTHING
    theirs = LocalIndicator.objects.filter(_joined_by(standing, now=True), state__in=("open", "closed"))
    return SHARED & Q(participation__indicator__in=theirs)


# What others than the city itself and the association may ever see.
SHARED = Q(state="verified", participation__left_at=None)
LOCAL_FIGURES = (
    Clause(
        reason=_("It is verified, and the day has come from which the local indicator is public."),
        opens=lambda standing: SHARED & _is_public("participation__indicator__"),
    ),
    Clause(
        reason=_("It is of a city whose figures the person reports."),
        opens=lambda standing: Q(participation__organisation__in=standing.organisations_where(REPORT_LOCAL)),
    ),
    Clause(
        reason=_("It is verified, and a city whose figures the person reports takes part as well."),
        opens=_shared_with,
    ),
    Clause(
        reason=_("The association's staff who keep local indicators see every figure."),
        opens=lambda standing: EVERYTHING if standing.may(MANAGE_LOCAL) else NOTHING,
    ),
)
SEEN = (
    *GROUPS_SEEN,
    *REPORTS_SEEN,
    Seen(
        model="monitor.LocalIndicator",
        object_type="monitor.local-indicator",
        title=_("local indicators"),
        clauses=LOCAL_INDICATORS,
    ),
    Seen(
        model="monitor.LocalFigure",
        object_type="monitor.local-figure",
        title=_("figures of local indicators"),
        clauses=LOCAL_FIGURES,
    ),
)


def local_indicators_visible_to(standing: Standing) -> Q:
    return any_of(LOCAL_INDICATORS, standing)


def local_figures_visible_to(standing: Standing) -> Q:
    return any_of(LOCAL_FIGURES, standing)


def participations_opened_to(standing: Standing) -> Q:
    """The cities' own sheets: for who reports for the city, and for who verifies."""
    if standing.may(MANAGE_LOCAL):
        return EVERYTHING
    return Q(organisation__in=standing.organisations_where(REPORT_LOCAL))


def cities_reported_by(standing: Standing) -> Q:
    """The organisations for which somebody may join and report: municipalities that exist."""
    return Q(pk__in=standing.organisations_where(REPORT_LOCAL), kind="municipality", is_closed=False)
