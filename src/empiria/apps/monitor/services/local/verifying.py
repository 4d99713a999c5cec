"""The association's staff accept figures or return them with a question; whoever submitted them is told by e-mail."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.mails import send_mail
from empiria.apps.monitor.models import FigureDeed, FigureState, LocalFigure, LocalParticipation
from empiria.apps.monitor.rules import REPORT_LOCAL
from empiria.apps.monitor.services.local.figures import MeanwhileError, keep, locked, record_figures


@transaction.atomic
def accept_figures(
    *, participation: LocalParticipation, seen: Mapping[int, int], by: Person, sheet_url: str
) -> int:
    """Verify the figures of some years, as they were `seen` (version by year); how many. What is verified stays so.

    In order: the figures and their trail, the audit entry, the e-mails.
    """
    figures = _seen(participation, seen, done=FigureState.VERIFIED, of=(FigureState.SUBMITTED,))
    for figure in figures:
        figure.state, figure.question = FigureState.VERIFIED, ""
        keep(figure, FigureDeed.VERIFIED, by=by)
    if figures:
        record_figures("monitor.verify-local-figures", participation, figures, by=by)
        _tell("accepted", participation, figures, sheet_url=sheet_url)
    return len(figures)


@transaction.atomic
def return_figures(
    *, participation: LocalParticipation, seen: Mapping[int, int], question: str, by: Person, sheet_url: str
) -> int:
    """Give figures back with a question, verified ones too; how many. Until they are verified again nobody else sees them."""
    figures = _seen(
        participation,
        seen,
        done=FigureState.RETURNED,
        of=(FigureState.SUBMITTED, FigureState.VERIFIED),
    )
    for figure in figures:
        figure.state, figure.question = FigureState.RETURNED, question
        keep(figure, FigureDeed.RETURNED, by=by, note=question)
    if figures:
        record_figures("monitor.return-local-figures", participation, figures, by=by, reason=question)
        _tell("returned", participation, figures, sheet_url=sheet_url, question=question)
    return len(figures)


def _seen(
    participation: LocalParticipation,
    seen: Mapping[int, int],
    *,
    done: FigureState,
    of: tuple[FigureState, ...],
) -> list[LocalFigure]:
    """The figures chosen, but for those with which it is done already. Raises `MeanwhileError` where one is another now,
    `ValidationError` where nothing is verified any more."""
    participation = locked(participation)
    if not participation.takes_corrections:
        raise ValidationError(
            _("The city has left or the indicator is withdrawn: figures are neither verified nor returned.")
        )
    chosen = [figure for figure in participation.figures.filter(year__in=seen) if figure.state != done]
    if any(figure.version != seen[figure.year] or figure.state not in of for figure in chosen):
        raise MeanwhileError
    return chosen


def _tell(
    what: str,
    participation: LocalParticipation,
    figures: list[LocalFigure],
    *,
    sheet_url: str,
    question: str = "",
) -> None:
    """One message to everybody who submitted any of them and still reports for the city."""
    people = Person.objects.filter(pk__in={figure.submitted_by_id for figure in figures}, is_active=True)
    for person in people:
        if participation.organisation_id not in person.standing.organisations_where(REPORT_LOCAL):
            continue
        send_mail(
            f"monitor/email/local_{what}",
            to=person.email,
            language=person.language,
            indicator=participation.indicator,
            city=participation.organisation.name,
            years=", ".join(str(figure.year) for figure in figures),
            question=question,
            sheet_url=sheet_url,
        )
