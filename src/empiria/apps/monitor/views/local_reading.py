"""Reading figures that are closed leaves an entry: where the association's staff read those of a city not their own."""

from collections.abc import Sequence

from django.http import HttpRequest

from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.models import LocalFigure, LocalIndicator, LocalParticipation
from empiria.apps.monitor.rules import MANAGE_LOCAL, REPORT_LOCAL
from empiria.apps.system.services import record_read

OBJECT = "monitor.local-figure"


def is_own_sheet(request: HttpRequest, participation: LocalParticipation) -> bool:
    return participation.organisation_id in signed_in(request).standing.organisations_where(REPORT_LOCAL)


def note_reading(
    request: HttpRequest, participation: LocalParticipation, figures: Sequence[LocalFigure]
) -> None:
    """A city's sheet: what was entered and what was said about it stays closed after the public day."""
    if not is_own_sheet(request, participation):
        record_read(
            by=signed_in(request), object_type=OBJECT, object_ids=sorted(figure.pk for figure in figures)
        )


def note_comparing(request: HttpRequest, indicator: LocalIndicator, figures: Sequence[LocalFigure]) -> None:
    """Cities beside one another before the public day."""
    if indicator.is_public or not request.user.is_authenticated:
        return
    person = signed_in(request)
    if not person.standing.may(MANAGE_LOCAL):
        return
    own = person.standing.organisations_where(REPORT_LOCAL)
    others = [figure.pk for figure in figures if figure.participation.organisation_id not in own]
    record_read(by=person, object_type=OBJECT, object_ids=sorted(others))
