"""Local indicators as somebody may see them: the lists, a city's sheet, the cities side by side, what waits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from empiria.analysis import outliers
from empiria.apps.accounts.models import Organisation
from empiria.apps.accounts.rules import Standing
from empiria.apps.monitor.models import (
    FigureState,
    LocalFigure,
    LocalFigureChange,
    LocalIndicator,
    LocalParticipation,
    LocalState,
)
from empiria.apps.monitor.rules import (
    SHARED,
    cities_reported_by,
    local_figures_visible_to,
    local_indicators_visible_to,
    participations_opened_to,
)


def local_indicators_for(standing: Standing) -> QuerySet[LocalIndicator]:
    """Those that somebody may see."""
    visible = LocalIndicator.objects.filter(local_indicators_visible_to(standing))
    return visible.select_related("area__dimension", "replaces").order_by(
        "area__dimension__position", "area__position", "code"
    )


def public_local_indicators() -> list[LocalIndicator]:
    """Those that everybody sees, in the order of the catalogue."""
    return list(local_indicators_for(Standing()))


def cities_of(standing: Standing) -> list[Organisation]:
    """The cities for which somebody reports."""
    return list(Organisation.objects.filter(cities_reported_by(standing)).select_related("unit"))


def participations_of(standing: Standing) -> list[LocalParticipation]:
    """In what the cities take part for which somebody reports."""
    cities = [city.pk for city in cities_of(standing)]
    return list(
        LocalParticipation.objects.filter(organisation__in=cities).select_related(
            "indicator", "organisation__unit"
        )
    )


def sheets_for(standing: Standing, code: str, city: str) -> QuerySet[LocalParticipation]:
    """The sheet of one city, for who may open it."""
    return LocalParticipation.objects.filter(
        participations_opened_to(standing), indicator__code=code, organisation__unit__code=city
    ).select_related("indicator__area__dimension", "organisation__unit")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Why a figure is worth a question."""

    figure: LocalFigure
    before: LocalFigure | None
    is_jump: bool
    is_far: bool


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    year: int
    figure: LocalFigure | None
    # The last thing that was done to it.
    change: LocalFigureChange | None
    doubt: Doubt | None
    # What the other cities gave for the year, verified.
    others: tuple[float, ...]


def sheet_rows(participation: LocalParticipation, *, others: Sequence[LocalFigure] = ()) -> list[SheetRow]:
    """Every year asked for with what is there; with the verified figures of `others`, also what is doubtful."""
    figures = {figure.year: figure for figure in participation.figures.all()}
    changes: dict[int, LocalFigureChange] = {}
    for change in LocalFigureChange.objects.filter(figure__participation=participation).select_related("by"):
        changes.setdefault(change.figure_id, change)
    by_year = defaultdict(list)
    for other in others:
        if other.value is not None and other.participation_id != participation.pk:
            by_year[other.year].append(other.value)
    years = sorted({*participation.indicator.years, *figures})
    return [
        SheetRow(
            year=year,
            figure=(figure := figures.get(year)),
            change=changes.get(figure.pk) if figure else None,
            doubt=_doubt(figure, figures.get(year - 1), by_year[year]) if figure else None,
            others=tuple(by_year[year]),
        )
        for year in years
    ]


def _doubt(figure: LocalFigure, before: LocalFigure | None, others: list[float]) -> Doubt | None:
    if figure.value is None:
        return None
    jump = before is not None and before.value is not None and outliers.is_jump(figure.value, before.value)
    far = outliers.is_far_from_others(figure.value, others)
    return Doubt(figure=figure, before=before, is_jump=jump, is_far=far) if jump or far else None


def shared_figures(indicator: LocalIndicator) -> list[LocalFigure]:
    """The verified figures of the cities that take part: for who verifies, to compare with."""
    return list(LocalFigure.objects.filter(SHARED, participation__indicator=indicator))


def cities_taking_part(indicator: LocalIndicator) -> int:
    return LocalParticipation.objects.filter(indicator=indicator, left_at=None).count()


def figures_for(standing: Standing, indicator: LocalIndicator) -> list[LocalFigure]:
    """The verified figures that somebody may see beside one another, city by city."""
    found = LocalFigure.objects.filter(
        local_figures_visible_to(standing), SHARED, participation__indicator=indicator
    )
    return list(
        found.select_related("participation__organisation__unit").order_by(
            "participation__organisation__search_key", "participation__organisation", "year"
        )
    )


def figure_changes(figure: LocalFigure) -> list[LocalFigureChange]:
    """Everything that was done to a figure, the last first."""
    return list(figure.changes.select_related("by"))


def waiting_sheets() -> list[LocalParticipation]:
    """The sheets with figures that wait for verification, each with `waiting`, how many; those with the nearest deadline
    first."""
    waiting = Count("figures", filter=Q(figures__state=FigureState.SUBMITTED))
    return list(
        LocalParticipation.objects.filter(left_at=None)
        .exclude(indicator__state=LocalState.WITHDRAWN)
        .annotate(waiting=waiting)
        .filter(waiting__gt=0)
        .select_related("indicator", "organisation__unit")
        .order_by("indicator__deadline", "indicator__code", "organisation__search_key")
    )


def local_indicators_kept() -> QuerySet[LocalIndicator]:
    """All of them with how many cities take part and how many of their figures are verified: for who keeps them."""
    return LocalIndicator.objects.annotate(
        cities=Count("participations", filter=Q(participations__left_at=None), distinct=True),
        verified=Count(
            "participations__figures",
            filter=Q(participations__left_at=None, participations__figures__state=FigureState.VERIFIED),
            distinct=True,
        ),
    ).order_by("state", "deadline", "code")
