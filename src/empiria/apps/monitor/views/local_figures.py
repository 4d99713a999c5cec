"""The figures of a local indicator as rows, a drawing and a table."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from empiria.apps.monitor.models import LocalFigure, LocalIndicator, Polarity
from empiria.reporting.chart import Rung, Spread, ladder, rungs
from empiria.reporting.claims import SMALLEST_GROUP
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words


def chosen_year(figures: Sequence[LocalFigure], asked: str) -> int:
    """The year asked for where there are figures of it, else the last in which there is a value."""
    years = {figure.year for figure in figures}
    if asked in {str(year) for year in years}:
        return int(asked)
    return max((figure.year for figure in figures if figure.value is not None), default=max(years))


def _of_year(indicator: LocalIndicator, figures: Sequence[LocalFigure], year: int) -> list[LocalFigure]:
    """The best first, or the largest; those without a figure last."""
    sign = 1 if indicator.polarity == Polarity.DOWN else -1
    return sorted(
        (figure for figure in figures if figure.year == year),
        key=lambda one: (one.value is None, sign * (one.value or 0)),
    )


def _known(shown: Sequence[LocalFigure]) -> list[float]:
    return [figure.value for figure in shown if figure.value is not None]


def _spread(indicator: LocalIndicator, shown: Sequence[LocalFigure]) -> Spread:
    # Where nobody has a figure there is nothing to draw, and a scale has to be somewhere.
    values = _known(shown) or [0.0]
    q1, middle, q3 = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return Spread(
        values=tuple(values),
        q1=q1,
        median=middle,
        q3=q3,
        is_lower_better=indicator.polarity == Polarity.DOWN,
    )


def year_rows(
    indicator: LocalIndicator, figures: Sequence[LocalFigure], year: int, words: Words
) -> list[dict[str, Any]]:
    """One city a row, with its dot among all."""
    shown = _of_year(indicator, figures, year)
    drawings = rungs(_spread(indicator, shown), [figure.value for figure in shown])
    return [
        {
            "city": figure.participation.organisation,
            "figure": _value(indicator, figure, words),
            "is_known": figure.value is not None,
            # Our own drawing of numbers.
            "drawing": mark_safe(drawing),  # noqa: S308
            "comment": figure.comment,
            "source": figure.source,
        }
        for figure, drawing in zip(shown, drawings, strict=True)
    ]


def _value(indicator: LocalIndicator, figure: LocalFigure, words: Words) -> str:
    if figure.value is None:
        return str(figure.get_absence_display())
    return words.number(figure.value, indicator.decimals)


def year_figure(
    indicator: LocalIndicator, figures: Sequence[LocalFigure], year: int, words: Words, *, cities: int
) -> Figure:
    """`cities` is how many take part, whether they gave a figure or not."""
    shown = _of_year(indicator, figures, year)
    spread = _spread(indicator, shown)
    title = _("%(name)s: cities in %(year)s") % {"name": indicator.name, "year": year}
    sentence = _sentence(indicator, shown, words, cities=cities)
    drawing = ladder(
        [
            Rung(
                place="",
                name=figure.participation.organisation.name,
                value=figure.value,
                end=_value(indicator, figure, words) if figure.value is not None else "—",
            )
            for figure in shown
        ],
        spread,
        title=title,
        description=sentence,
    )
    return Figure(
        code="cities",
        title=title,
        sentence=sentence,
        svg=drawing,
        table=all_years_table(indicator, shown, words),
        source=source_line(indicator),
        source_title=_("Source"),
        about=about(indicator),
    )


def _sentence(indicator: LocalIndicator, shown: Sequence[LocalFigure], words: Words, *, cities: int) -> str:
    """How many of all that take part have a verified figure, how many say why not and how many are awaited; the median of
    three and more."""
    known = _known(shown)
    said = [
        ngettext(
            "%(known)s of %(cities)s participating city has a verified figure.",
            "%(known)s of %(cities)s participating cities have a verified figure.",
            cities,
        )
        % {"known": len(known), "cities": cities}
    ]
    if without := len(shown) - len(known):
        said.append(_("Without a figure, with the reason given: %(count)s.") % {"count": without})
    if awaited := cities - len(shown):
        said.append(_("Still awaited: %(count)s.") % {"count": awaited})
    if len(known) >= SMALLEST_GROUP:
        figure = words.quantity(median(known), indicator.decimals, indicator.unit)
        said.append(_("The median: %(median)s.") % {"median": figure})
    return " ".join(said)


def source_line(indicator: LocalIndicator) -> str:
    return _(
        "Figures of the cities that take part, verified by the association · local indicator %(code)s"
    ) % {"code": indicator.code}


def about(indicator: LocalIndicator) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says what its numbers are."""
    return [
        (_("Code"), indicator.code),
        (_("Definition"), indicator.definition),
        (_("How it is counted"), indicator.method),
        (_("Unit"), indicator.unit),
        (_("Public from"), date_format(indicator.public_from, "Y-m-d")),
        (_("Source"), source_line(indicator)),
    ]


def all_years_table(indicator: LocalIndicator, figures: Sequence[LocalFigure], words: Words) -> Table:
    """One row for a city and a year."""
    return Table(
        caption=indicator.name,
        columns=[
            Column(title=_("City")),
            Column(title=_("Code")),
            Column(title=_("Year"), kind="year"),
            Column(title=_("Value"), kind="number", decimals=indicator.decimals, unit=indicator.unit),
            Column(title=_("Note")),
            Column(title=_("Comment")),
            Column(title=_("Source")),
        ],
        rows=[
            [
                one.participation.organisation.name,
                _teryt(one),
                one.year,
                one.value,
                str(one.get_absence_display()) if one.value is None else "",
                one.comment,
                one.source,
            ]
            for one in figures
        ],
        source=source_line(indicator),
    )


def _teryt(figure: LocalFigure) -> str:
    unit = figure.participation.organisation.unit
    return unit.teryt if unit else ""
