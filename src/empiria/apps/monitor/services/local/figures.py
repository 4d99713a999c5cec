"""A city's figures: entered, changed, put back, submitted. Whoever writes says which version they have seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import (
    FigureDeed,
    FigureState,
    LocalFigure,
    LocalFigureChange,
    LocalIndicator,
    LocalParticipation,
)
from empiria.apps.system.services import record

OBJECT = "monitor.local-figure"


class MeanwhileError(ValidationError):
    """Somebody else has written meanwhile; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has changed this meanwhile; nothing of yours was saved yet. Look at what is there now, then save again."
            )
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is said of one year: a value, or why there is none."""

    year: int
    value: float | None
    absence: str = ""
    comment: str = ""
    source: str = ""
    # Of the figure from which a table was made, where the table says so (0: there was none).
    version: int | None = None

    def is_of(self, figure: LocalFigure | None) -> bool:
        return figure is not None and all(
            getattr(self, name) == getattr(figure, name) for name in ("value", "absence", "comment", "source")
        )


def locked(participation: LocalParticipation) -> LocalParticipation:
    """The city's sheet, on which others wait to write. Its indicator comes first, as for all who write it: no definition
    changes and no collection ends beneath a figure, and nobody waits in a circle."""
    LocalIndicator.objects.select_for_update().get(pk=participation.indicator_id)
    return (
        LocalParticipation.objects.select_for_update(of=("self",))
        .select_related("indicator", "organisation")
        .get(pk=participation.pk)
    )


def problems(indicator: LocalIndicator, entry: Entry) -> list[tuple[str, str]]:
    """What is wrong with what is said of a year, whoever says it: in which column, and a sentence."""
    found = []
    if entry.year not in indicator.years:
        said = _("The year %(year)s is not asked for: only %(years)s.")
        found.append(("year", said % {"year": entry.year, "years": indicator.years_asked}))
    if (entry.value is None) == (entry.absence == ""):
        found.append(("value", _("Give a figure, or say why there is none: one of the two.")))
    low, high = indicator.minimum, indicator.maximum
    if entry.value is not None and low is not None and entry.value < low:
        said = _("The figure lies below %(bound)s, the lowest possible.")
        found.append(("value", said % {"bound": _written(low)}))
    if entry.value is not None and high is not None and entry.value > high:
        said = _("The figure lies above %(bound)s, the highest possible.")
        found.append(("value", said % {"bound": _written(high)}))
    return found


def _written(number: float) -> str:
    """As the reader writes it, with no more decimals than it has."""
    return number_format(f"{number:.15g}")


@transaction.atomic
def save_figure(
    *, participation: LocalParticipation, entry: Entry, seen: int, by: Person, why: str = ""
) -> LocalFigure:
    """Enter or change a figure of which version `seen` was looked at (0: there was none). The same sent twice is one.

    Raises `ValidationError` for what is wrong, `MeanwhileError` where somebody else was faster.
    """
    participation = _taking_part(participation)
    if found := problems(participation.indicator, entry):
        raise ValidationError([said for _column, said in found])
    figure = participation.figures.filter(year=entry.year).first()
    if (figure.version if figure else 0) != seen:
        if figure and entry.is_of(figure) and (not why or _is_said(figure, why)):
            return figure
        raise MeanwhileError
    return _write(participation, figure, entry, by=by, why=why)


def _is_said(figure: LocalFigure, why: str) -> bool:
    last = figure.changes.first()
    return last is not None and last.note == why


@transaction.atomic
def save_figures(
    *, participation: LocalParticipation, entries: Sequence[Entry], seen: int, by: Person
) -> int:
    """Enter many years at once, all or none; how many changed. `seen` is the last change that was looked at (0: none)."""
    participation = _taking_part(participation)
    figures = {figure.year: figure for figure in participation.figures.all()}
    changed = [entry for entry in entries if not entry.is_of(figures.get(entry.year))]
    if not changed:
        return 0
    _refuse_old_table(changed, figures)
    if last_change(participation) != seen:
        raise MeanwhileError
    for entry in changed:
        if found := problems(participation.indicator, entry):
            raise ValidationError([said for _column, said in found])
        _write(participation, figures.get(entry.year), entry, by=by, why="")
    return len(changed)


def _refuse_old_table(changed: Sequence[Entry], figures: Mapping[int, LocalFigure]) -> None:
    """A template filled in for days must not undo what a colleague entered meanwhile."""
    versions = {year: figure.version for year, figure in figures.items()}
    old = [one.year for one in changed if one.version not in (None, versions.get(one.year, 0))]
    if old:
        said = _(
            "Changed after the table was downloaded: %(years)s. Download it again and enter your figures in it."
        )
        raise ValidationError(said % {"years": ", ".join(str(year) for year in old)})


@transaction.atomic
def restore_figure(
    *, participation: LocalParticipation, change: LocalFigureChange, seen: int, by: Person
) -> LocalFigure:
    """Put back what a figure was after an earlier change; that too is written down."""
    entry = Entry(
        year=change.figure.year,
        value=change.value,
        absence=change.absence,
        comment=change.comment,
        source=change.source,
    )
    participation = _taking_part(participation)
    figure = participation.figures.get(pk=change.figure_id)
    if entry.is_of(figure):
        return figure
    if figure.version != seen:
        raise MeanwhileError
    return _write(participation, figure, entry, by=by, why="", deed=FigureDeed.RESTORED)


@transaction.atomic
def submit_figures(*, participation: LocalParticipation, by: Person) -> int:
    """Ask the association to verify all that was entered; how many. Sent twice, the second asks for nothing."""
    participation = _taking_part(participation)
    figures = list(participation.figures.filter(state=FigureState.ENTERED))
    for figure in figures:
        figure.state, figure.question = FigureState.SUBMITTED, ""
        figure.submitted_by, figure.submitted_at = by, timezone.now()
        keep(figure, FigureDeed.SUBMITTED, by=by)
    if figures:
        record_figures("monitor.submit-local-figures", participation, figures, by=by)
    return len(figures)


def last_change(participation: LocalParticipation) -> int:
    """The number of the last change to any of a city's figures, 0 before the first."""
    numbers = LocalFigureChange.objects.filter(figure__participation=participation).values_list(
        "pk", flat=True
    )
    return numbers.first() or 0


def keep(figure: LocalFigure, deed: FigureDeed, *, by: Person, note: str = "") -> None:
    """Write the figure, and beside it what was done."""
    figure.version += 1
    figure.full_clean()
    figure.save()
    LocalFigureChange.objects.create(
        figure=figure,
        deed=deed,
        value=figure.value,
        absence=figure.absence,
        comment=figure.comment,
        source=figure.source,
        note=note,
        by=by,
    )


def record_figures(
    action: str,
    participation: LocalParticipation,
    figures: Sequence[LocalFigure],
    *,
    by: Person,
    reason: str = "",
) -> None:
    record(
        by=by,
        action=action,
        object_type=OBJECT,
        object_id=figures[0].pk if len(figures) == 1 else "",
        reason=reason,
        details={
            "figures": [figure.pk for figure in figures],
            "organisation": participation.organisation_id,
            "years": [figure.year for figure in figures],
            "versions": [figure.version for figure in figures],
        },
    )


def _taking_part(participation: LocalParticipation) -> LocalParticipation:
    participation = locked(participation)
    if participation.left_at:
        raise ValidationError(_("The city has left: join again first."))
    if not participation.indicator.takes_corrections:
        raise ValidationError(_("No figures are collected for this indicator now."))
    return participation


def _write(
    participation: LocalParticipation,
    figure: LocalFigure | None,
    entry: Entry,
    *,
    by: Person,
    why: str,
    deed: FigureDeed = FigureDeed.CHANGED,
) -> LocalFigure:
    if figure is None:
        if not participation.indicator.is_open:
            raise ValidationError(
                _("No more figures are collected; those given can be corrected until verified.")
            )
        figure, deed = LocalFigure(participation=participation, year=entry.year), FigureDeed.ENTERED
    elif figure.state == FigureState.VERIFIED:
        raise ValidationError(
            _(
                "The figure for %(year)s is verified. The association returns it first, then it can be changed."
            )
            % {"year": entry.year}
        )
    elif entry.is_of(figure) and figure.state != FigureState.RETURNED:
        if not why:
            return figure
        deed = FigureDeed.NOTED
    figure.value, figure.absence = entry.value, entry.absence
    figure.comment, figure.source = entry.comment, entry.source
    # What waits for verification goes on waiting, as it is now; what was returned is submitted anew.
    if figure.state == FigureState.RETURNED:
        figure.state = FigureState.ENTERED
    keep(figure, deed, by=by, note=why)
    record_figures("monitor.save-local-figure", participation, [figure], by=by, reason=why)
    return figure
