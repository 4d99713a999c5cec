"""Who reads and writes the office's own words in the reports of a city: one `Q` for both."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.rules import EVERYTHING, MUNICIPALITY, NOTHING, Clause, Seen, Standing
from empiria.apps.system.rules import permission_required

WRITE = "monitor.write_report_texts"

writes_reports = permission_required(WRITE, somewhere=True)


def _of_the_city(standing: Standing, way: str = "") -> Q:
    """What belongs to a municipality for which somebody writes; `way` leads to its unit."""
    cities = standing.organisations_where(WRITE)
    if not cities:
        return NOTHING
    return Q(**{f"{way}organisations__in": cities, f"{way}organisations__kind": MUNICIPALITY})


SEEN = (
    Seen(
        model="monitor.ReportTexts",
        object_type="monitor.report-texts",
        title=_("texts of reports"),
        clauses=(
            Clause(
                reason=_("It is of a city for whose reports the person writes."),
                opens=lambda standing: _of_the_city(standing, "unit__"),
            ),
            Clause(
                reason=_(
                    "The association's staff who help offices with their reports see the texts of every city; the reading is logged."
                ),
                opens=lambda standing: EVERYTHING if standing.may(WRITE) else NOTHING,
            ),
        ),
    ),
)


def units_written_for(standing: Standing) -> Q:
    """The municipalities into whose reports somebody writes; nobody else reads what is kept for them."""
    places = EVERYTHING if standing.may(WRITE) else _of_the_city(standing)
    return places & Q(level="municipality")


def units_written_at_home(standing: Standing) -> Q:
    """Those of them whose people they are: reading their own texts is not logged."""
    return _of_the_city(standing)
