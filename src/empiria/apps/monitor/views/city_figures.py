"""A city's profile as figures: each drawing with its sentence, its table and its source, for the page and for files."""

from collections.abc import Mapping, Sequence
from statistics import median
from types import MappingProxyType

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, NodeRow
from empiria.apps.monitor.views.certainty_words import (
    interval_cells,
    interval_columns,
    score_ends,
    span_of,
)
from empiria.apps.monitor.views.city_source import about, source_line
from empiria.apps.monitor.views.estimates import estimate, median_of
from empiria.reporting import sentences
from empiria.reporting.chart import Position, Spread, StripRow, quadrant, sparkline, strip, strips, timeline
from empiria.reporting.claims import SMALLEST_GROUP, Sides, Trend, Verdict, compare_figures
from empiria.reporting.claims import Quadrant as QuadrantClaim
from empiria.reporting.claims.median import SCORE_DECIMALS
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

NO_LINKS: Mapping[str, str] = MappingProxyType({})


def value_spread(row: NodeRow) -> Spread:
    """A row's group for a strip: raw figures of a leaf, scores of everything above."""
    if row.kind == "indicator":
        values, figures, is_lower_better = row.group_values, row.values, row.polarity == "down"
    else:
        values, figures, is_lower_better = row.group_scores, row.scores, False
    return Spread(
        values=values,
        q1=figures.q1 if figures else None,
        median=figures.median if figures else None,
        q3=figures.q3 if figures else None,
        is_lower_better=is_lower_better,
    )


def drawn_value(row: NodeRow) -> float | None:
    """What the strip draws for the city."""
    return row.value if row.kind == "indicator" else row.score


def row_strip(row: NodeRow, label: str = "") -> str:
    """One row's strip for a table cell; empty where nobody in the group has a figure."""
    spread, interval = value_spread(row), score_ends(row.interval)
    if not spread.values:
        return ""
    return strip(spread.reaching([interval]), drawn_value(row), label=label, interval=interval)


def row_sparkline(row: NodeRow) -> str:
    """One row's years for a table cell."""
    return sparkline(
        [(year, value) for year, value, _middle in row.history],
        [(year, middle) for year, _value, middle in row.history],
    )


def place_or_reason(row: NodeRow, words: Words) -> str:
    """The rank in words, or why there is none."""
    if row.rank is not None:
        return words.place(row.rank, row.ranked)
    return sentences.reason(row.status, words) if row.status else words.place(None, None)


def quadrant_figure(
    profile: CityProfile, words: Words, *, urls: Mapping[str, str] = NO_LINKS
) -> Figure | None:
    """Situation against change of every unit of the group; None where there are no scores or no change."""
    root = profile.root
    if not profile.points or root is None:
        return None
    sentence = QuadrantClaim(
        situation=estimate(root.score, root.interval),
        change=estimate(root.change_score, root.change_interval),
        situation_median=median_of(median(p.situation for p in profile.points), root.ranked),
        change_median=median_of(
            median(p.change for p in profile.points),
            root.change_scores.count if root.change_scores else None,
        ),
        count=len(profile.points),
    ).said(words)
    table = Table(
        caption=_("Situation in %(year)s and change since %(since)s, scores against the group's mean")
        % _span(profile),
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Code")),
            Column(title=_("Situation"), kind="number", decimals=2),
            Column(title=_("Change"), kind="number", decimals=2),
        ],
        rows=[
            [p.name, p.teryt, p.situation, p.change]
            for p in sorted(profile.points, key=lambda p: -p.situation)
        ],
        source=source_line(profile),
    )
    svg = quadrant_drawing(profile, words, urls=urls, sentence=sentence)
    return _figure(
        profile, code="quadrant", title=_("Situation and change"), sentence=sentence, svg=svg, table=table
    )


def quadrant_drawing(
    profile: CityProfile,
    words: Words,
    *,
    sentence: str,
    urls: Mapping[str, str] = NO_LINKS,
    is_narrow: bool = False,
) -> str:
    """The quadrant for a wide or a narrow column."""
    width, height, max_labels = (330.0, 350.0, 7) if is_narrow else (480.0, 410.0, 12)
    return quadrant(
        [
            Position(p.name, p.situation, p.change, urls.get(p.code), p.code == profile.unit.code)
            for p in profile.points
        ],
        title=_("Situation and change"),
        description=sentence,
        x_title=_("situation in %(year)s") % _span(profile),
        y_title=_("change %(since)s–%(year)s") % _span(profile),
        words=words,
        width=width,
        height=height,
        max_labels=max_labels,
    )


def _span(profile: CityProfile) -> dict[str, int]:
    year = profile.year or 0
    return {"since": year - (profile.change_periods or 0), "year": year}


def _figure(
    profile: CityProfile,
    *,
    code: str,
    title: str,
    sentence: str,
    svg: str,
    table: Table,
    rows: Sequence[NodeRow] | None = None,
) -> Figure:
    return Figure(
        code=code,
        title=f"{profile.unit_note.name}: {title}",
        sentence=sentence,
        svg=svg,
        table=table,
        source=source_line(profile, rows),
        source_title=_("Source"),
        about=about(profile, rows),
    )


def structure(profile: CityProfile) -> tuple[NodeRow, ...]:
    """The rows of the tree that hold others: the whole, its dimensions and areas."""
    return tuple(row for row in profile.rows if row.kind != "indicator")


def dimensions_figure(profile: CityProfile, words: Words, *, with_drawing: bool = True) -> Figure | None:
    """Dimensions and areas as strips of scores. A page draws its own rows and needs no drawing of all of them."""
    rows = [row for row in structure(profile) if row.group_scores]
    if not rows:
        return None
    title = _("Dimensions and areas against the group")
    sentence = Sides(verdicts=tuple(_side(row) for row in rows if row.kind == "area")).said(words)
    drawing = (
        strips([_strip_row(row, words) for row in rows], title=title, description=sentence)
        if with_drawing
        else ""
    )
    table = Table(
        caption=_(
            "Scores in %(year)s: the mean of the group is 0, one standard deviation of an indicator is 1"
        )
        % {"year": profile.year},
        columns=[
            Column(title=_("Dimension or area")),
            Column(title=_("Score"), kind="number", decimals=2),
            *_quartile_columns(2, ""),
            Column(title=_("Place"), kind="whole"),
            Column(title=_("Ranked"), kind="whole"),
            *(interval_columns(2) if profile.certainty.is_ready else []),
            Column(title=_("Change"), kind="number", decimals=2),
            Column(title=_("Place by change"), kind="whole"),
            Column(title=_("Note")),
        ],
        rows=[
            [
                row.title,
                row.score,
                *_quartiles(row.scores),
                row.rank,
                row.ranked,
                *(interval_cells(row.interval) if profile.certainty.is_ready else []),
                row.change_score,
                row.change_rank,
                sentences.reason(row.status, words) if row.status else "",
            ]
            for row in structure(profile)
        ],
        source=source_line(profile),
    )
    return _figure(profile, code="dimensions", title=title, sentence=sentence, svg=drawing, table=table)


def _side(row: NodeRow) -> Verdict:
    """How the score stands to the group's median; of a group too small to have sides nothing is known."""
    if (row.ranked or 0) < SMALLEST_GROUP:
        return "unknown"
    median_of_group = row.scores.median if row.scores else None
    score = estimate(row.score, row.interval)
    return compare_figures(score, median_of(median_of_group, row.ranked), SCORE_DECIMALS)


def _strip_row(row: NodeRow, words: Words) -> StripRow:
    return StripRow(
        name=row.title,
        spread=value_spread(row).reaching([score_ends(row.interval)]),
        value=drawn_value(row),
        end=" · ".join(part for part in (place_or_reason(row, words), span_of(row.interval, words)) if part),
        indent=max(row.depth - 1, 0),
        interval=score_ends(row.interval),
    )


def _quartile_columns(decimals: int, unit: str) -> list[Column]:
    titles = (_("Lower quartile"), _("Group median"), _("Upper quartile"))
    return [Column(title=title, kind="number", decimals=decimals, unit=unit) for title in titles]


def _quartiles(spread: object) -> list[float | None]:
    return [getattr(spread, name, None) for name in ("q1", "median", "q3")]


def indicators_table(profile: CityProfile, words: Words) -> Table:
    """Every indicator in the chosen year, as the page shows it."""
    rows = [*profile.indicators, *profile.others]
    return Table(
        caption=_("Indicators in %(year)s") % {"year": profile.year or "—"},
        columns=[
            Column(title=_("Indicator")),
            Column(title=_("Code")),
            Column(title=_("Unit")),
            Column(title=_("Value"), kind="number", decimals=2),
            *_quartile_columns(2, ""),
            Column(title=_("Place"), kind="whole"),
            Column(title=_("Ranked"), kind="whole"),
            Column(title=_("Better")),
            Column(title=_("Note")),
        ],
        rows=[
            [
                row.title,
                row.node,
                row.unit,
                row.value,
                *_quartiles(row.values),
                row.rank,
                row.ranked,
                polarity_words(row),
                sentences.reason(row.status, words) if row.status else "",
            ]
            for row in rows
        ],
        source=source_line(profile),
    )


def indicators_figure(profile: CityProfile, words: Words) -> Figure:
    """Every indicator as a strip of its group, for a file."""
    rows = [row for row in profile.indicators if row.group_values]
    title = _("Indicators against the group")
    drawing = strips([_strip_row(row, words) for row in rows], title=title)
    return _figure(
        profile,
        code="indicators",
        title=title,
        sentence="",
        svg=drawing,
        table=indicators_table(profile, words),
    )


def polarity_words(row: NodeRow) -> str:
    """Which way is better, in words."""
    return polarity_of(row.polarity)


def polarity_of(polarity: str) -> str:
    """The same of a bare direction."""
    if polarity == "up":
        return _("more is better")
    return _("less is better") if polarity == "down" else _("not scored")


def history_table(profile: CityProfile, rows: Sequence[NodeRow]) -> Table:
    """Every year of the given indicators, long: one row for an indicator and a year."""
    return Table(
        caption=_("Indicators by year"),
        columns=[
            Column(title=_("Indicator")),
            Column(title=_("Code")),
            Column(title=_("Unit")),
            Column(title=_("Year"), kind="year"),
            Column(title=_("Value"), kind="number", decimals=2),
            Column(title=_("Group median"), kind="number", decimals=2),
            Column(title=_("Files")),
        ],
        rows=[
            [
                row.title,
                row.node,
                row.unit,
                point.period,
                point.value,
                point.median,
                "; ".join(one.file for one in row.files.get(point.period, ())),
            ]
            for row in rows
            for point in row.history
        ],
        source=source_line(profile),
    )


def first_and_last(row: NodeRow) -> tuple[tuple[int, float] | None, tuple[int, float] | None]:
    """The first and the last year for which the city has a figure."""
    known = [(point.period, point.value) for point in row.history if point.value is not None]
    return (known[0], known[-1]) if known else (None, None)


def indicator_figure(profile: CityProfile, row: NodeRow, words: Words, *, is_narrow: bool = False) -> Figure:
    """One indicator over the years."""
    points = [(point.period, point.value) for point in row.history]
    sentence = Trend.of(points, decimals=row.decimals, unit=row.unit).said(words)
    title = f"{row.title} ({row.unit})" if row.unit else row.title
    shape = {"width": 330.0, "height": 260.0} if is_narrow else {}
    svg = timeline(
        points,
        [(point.period, point.median) for point in row.history],
        title=title,
        description=sentence,
        name=profile.unit_note.name,
        words=words,
        **shape,
    )
    table = Table(
        caption=title,
        columns=[
            Column(title=_("Year"), kind="year"),
            Column(title=profile.unit_note.name, kind="number", decimals=row.decimals, unit=row.unit),
            Column(title=_("Group median"), kind="number", decimals=row.decimals, unit=row.unit),
        ],
        rows=[[point.period, point.value, point.median] for point in row.history],
        source=source_line(profile, [row]),
    )
    return _figure(
        profile,
        code=f"indicator-{row.node}",
        title=title,
        sentence=sentence,
        svg=svg,
        table=table,
        rows=[row],
    )
