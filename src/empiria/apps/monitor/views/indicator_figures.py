"""An indicator's page as figures: how its values lie, how many there are in each year, who is best, who improved."""

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.indicator_page import (
    Improvement,
    Ranked,
    Related,
    all_figures,
    looked_at,
)
from empiria.apps.monitor.selectors.layers import Layer
from empiria.apps.monitor.selectors.measures import Covered
from empiria.apps.monitor.views.map_figures import about, source_line, title
from empiria.reporting import lying, sentences
from empiria.reporting.chart.columns import Column as Bar
from empiria.reporting.chart.columns import columns, histogram
from empiria.reporting.claims import SMALLEST_GROUP, unit_of_difference
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

# Of a drawing for a desk and for a phone.
WIDTH = {False: 640.0, True: 330.0}


def distribution_figure(shown: Layer, words: Words, *, is_narrow: bool = False) -> Figure | None:
    """How the figures of the municipalities lie; None without any."""
    values = [spot.value for spot in looked_at(shown) if spot.value is not None]
    if not values:
        return None
    measure = shown.measure
    bars, beyond = histogram(values)
    said = [
        lying.middle_half_sentence(values, decimals=measure.decimals, unit=measure.unit, words=words),
        lying.beyond_sentence(beyond, words),
    ]
    sentence = " ".join(part for part in said if part)
    drawing = columns(
        bars,
        title=_("Distribution"),
        description=sentence,
        x_title=measure.unit or measure.title,
        words=words,
        median=median(values) if len(values) >= SMALLEST_GROUP else None,
        width=WIDTH[is_narrow],
    )
    table = Table(
        caption=title(shown),
        columns=[
            Column(title=_("From"), kind="number", decimals=2, unit=measure.unit),
            Column(title=_("To"), kind="number", decimals=2, unit=measure.unit),
            Column(title=_("Municipalities"), kind="whole"),
        ],
        rows=[[bar.low, bar.high, bar.count] for bar in bars],
        source=source_line(shown),
    )
    return _figure(
        shown, code="distribution", name=_("Distribution"), sentence=sentence, svg=drawing, table=table
    )


def coverage_figure(
    shown: Layer, years: Sequence[Covered], words: Words, *, is_narrow: bool = False
) -> Figure:
    """Of how many municipalities there is a figure in each year, and of how many only a count that nothing divides."""
    bars = [
        Bar(low=one.year - 0.5, high=one.year + 0.5, count=one.known, lighter=one.undivided) for one in years
    ]
    has_undivided = any(one.undivided for one in years)
    sentence = (
        _("Paler: a count was published, but of that year there is nothing to divide it by.")
        if has_undivided
        else ""
    )
    drawing = columns(
        bars,
        title=_("Municipalities with a figure, by year"),
        description=sentence,
        x_title=_("year"),
        words=words,
        is_years=True,
        width=WIDTH[is_narrow],
    )
    undivided = [Column(title=_("Only a count, nothing to divide it by"), kind="whole")]
    table = Table(
        caption=_("Municipalities with a figure, by year"),
        columns=[
            Column(title=_("Year"), kind="year"),
            Column(title=_("Municipalities"), kind="whole"),
            *(undivided if has_undivided else []),
        ],
        rows=[[one.year, one.known, *([one.undivided] if has_undivided else [])] for one in years],
        source=source_line(shown),
    )
    return _figure(
        shown,
        code="coverage",
        name=_("Municipalities with a figure, by year"),
        sentence=sentence,
        svg=drawing,
        table=table,
    )


def _figure(shown: Layer, *, code: str, name: str, sentence: str, svg: str, table: Table) -> Figure:
    return Figure(
        code=code,
        title=f"{title(shown)}: {name}",
        sentence=sentence,
        svg=svg,
        table=table,
        source=source_line(shown),
        source_title=_("Source"),
        about=about(shown),
    )


def best_table(ranked: Sequence[Ranked], shown: Layer, caption: str) -> Table:
    measure = shown.measure
    return Table(
        caption=caption,
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Place"), kind="whole"),
            Column(title=_("Value"), kind="number", decimals=measure.decimals, unit=measure.unit),
        ],
        rows=[[one.spot.unit.name, one.place, one.spot.value] for one in ranked],
    )


def improved_table(
    found: Sequence[Improvement], shown: Layer, begin: int | None, caption: str, words: Words
) -> Table:
    decimals, unit = shown.measure.decimals, shown.measure.unit
    return Table(
        caption=caption,
        columns=[
            Column(title=_("Municipality")),
            Column(title=str(begin or "—"), kind="number", decimals=decimals, unit=unit),
            Column(title=str(shown.year or "—"), kind="number", decimals=decimals, unit=unit),
            Column(title=_("Change"), kind="number", decimals=decimals, unit=unit_of_difference(unit, words)),
        ],
        rows=[[one.unit.name, one.before, one.now, one.change] for one in found],
    )


def related_table(found: Sequence[Related]) -> Table:
    return Table(
        caption=_("Related indicators"),
        columns=[
            Column(title=_("Indicator")),
            Column(title=_("Code")),
            Column(title=_("Rank correlation"), kind="number", decimals=2),
            Column(title=_("Municipalities"), kind="whole"),
        ],
        rows=[[one.indicator.name, one.indicator.code, one.correlation, one.pairs] for one in found],
    )


def years_table(release: Release, shown: Layer, words: Words) -> Table:
    """Every figure of every year, long: one row for a municipality and a year."""
    measure = shown.measure
    return Table(
        caption=measure.title,
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Code")),
            Column(title=_("Year"), kind="year"),
            Column(title=_("Value"), kind="number", decimals=measure.decimals, unit=measure.unit),
            Column(title=_("Note")),
        ],
        rows=[
            [unit.name, unit.teryt, year, value, sentences.reason(status, words) if status else ""]
            for unit, year, value, status in all_figures(release, shown)
        ],
        source=source_line(shown),
    )
