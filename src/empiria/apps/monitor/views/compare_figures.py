"""A comparison as sentences, tables and drawings: for its page and for its files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Cell, Compared, ComparedMeasure, GroupOption, Item, Measure
from empiria.apps.monitor.views.city_figures import polarity_of
from empiria.apps.monitor.views.compare_choice import CompareChoice
from empiria.apps.monitor.views.estimates import estimate, median_of, scores_of
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.reporting import sentences
from empiria.reporting.chart import Bar, Bars, Line, bar_chart, lines, panel_chart, stacked
from empiria.reporting.claims import SMALLEST_GROUP, Ends, Estimate, Named, Trend
from empiria.reporting.figure import Figure
from empiria.reporting.table import Cell as TableCell
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

NARROW = {"width": 330.0, "height": 250.0}


def name_of(item: Item) -> str:
    """A municipality by its name, an average by what it is of."""
    if item.unit:
        return item.unit.name
    title = item.group.title if item.group else ""
    message = _("median: %(group)s") if item.average == "median" else _("mean: %(group)s")
    return message % {"group": title}


def heading_of(measure: Measure) -> str:
    return f"{measure.title} ({measure.unit})" if measure.unit else measure.title


def measure_note(measure: Measure) -> str:
    """What a bar of it says: which way is better."""
    return _("score, more is better") if measure.is_score else polarity_of(measure.polarity)


def figure_words(measure: Measure, cell: Cell, words: Words) -> str:
    """A figure, or why there is none."""
    if cell.figure is None:
        return sentences.reason(cell.status or "missing", words)
    return words.number(cell.figure, measure.decimals)


def title_of(choice: CompareChoice) -> str:
    return _("Comparison: %(names)s") % {"names": ", ".join(name_of(item) for item in choice.items)}


def measure_sentences(row: ComparedMeasure, compared: Compared, words: Words) -> list[str]:
    """Who stands at both ends, who is missing and why."""
    figures = [
        Named(name_of(item), _estimate(row, item, cell, compared.frame))
        for item, cell in zip(compared.items, row.cells, strict=True)
    ]
    missing = [
        (name_of(item), figure_words(row.measure, cell, words))
        for item, cell in zip(compared.items, row.cells, strict=True)
        if cell.figure is None
    ]
    measure = row.measure
    ends = Ends(figures=figures, decimals=measure.decimals, unit=measure.unit)
    found = [*ends.said(measure.title, words), sentences.missing(missing, words)]
    return [sentence for sentence in found if sentence]


def _estimate(row: ComparedMeasure, item: Item, cell: Cell, frame: GroupOption) -> Estimate:
    """The median of the group behind has the middle place there; other averages have none."""
    if item.is_median_of(frame.code) and row.measure.is_score:
        return median_of(cell.figure, row.spread.count if row.spread else None)
    return estimate(cell.figure, cell.interval)


def trend_sentences(row: ComparedMeasure, names: Sequence[str], words: Words) -> list[str]:
    """Each one's way from its first year to its last; without a name where the name stands beside it.

    A score's way by the intervals of the score: those of its place are among others in every year.
    """
    decimals, unit = row.measure.decimals, row.measure.unit
    return [
        Trend.of(
            points,
            decimals=decimals,
            unit=unit,
            name=name,
            intervals={year: scores_of(one) for year, one in certain.items()}
            if row.measure.is_score
            else None,
        ).said(words)
        for name, points, certain in zip(names, row.histories, row.certain, strict=True)
    ]


def names_of(compared: Compared) -> list[str]:
    return [name_of(item) for item in compared.items]


def bars_of(row: ComparedMeasure, items: Sequence[Item], words: Words) -> Bars:
    """One measure of the profile."""
    spread = row.spread if row.spread and row.spread.count >= SMALLEST_GROUP else None
    return Bars(
        title=heading_of(row.measure),
        bars=[
            Bar(number=number, name=name_of(item), value=cell.figure, end=end_of(row.measure, cell, words))
            for number, (item, cell) in enumerate(zip(items, row.cells, strict=True), start=1)
        ],
        q1=spread.q1 if spread else None,
        median=spread.median if spread else None,
        q3=spread.q3 if spread else None,
    )


def end_of(measure: Measure, cell: Cell, words: Words) -> str:
    """A figure with its place, where there is one."""
    figure = figure_words(measure, cell, words)
    return f"{figure} · {words.place(cell.place, cell.ranked)}" if cell.place is not None else figure


def lines_of(row: ComparedMeasure, items: Sequence[Item]) -> list[Line]:
    return [
        Line(number=number, name=name_of(item), points=points)
        for number, (item, points) in enumerate(zip(items, row.histories, strict=True), start=1)
    ]


def trend_drawing(row: ComparedMeasure, compared: Compared, words: Words, *, is_narrow: bool = False) -> str:
    """One measure over the years, for a wide or a narrow column."""
    return lines(
        lines_of(row, compared.items),
        row.medians,
        behind_name=_("median: %(group)s") % {"group": compared.frame.title},
        title=heading_of(row.measure),
        description=" ".join(trend_sentences(row, names_of(compared), words)),
        words=words,
        **(NARROW if is_narrow else {}),
    )


def year_table(choice: CompareChoice, compared: Compared, words: Words) -> Table:
    """Measures by rows, those compared by columns: figures of the year, and places beside."""
    rows: list[list[TableCell]] = []
    for row in compared.measures:
        figures = [cell.figure for cell in row.cells]
        notes = [
            f"{name_of(item)}: {figure_words(row.measure, cell, words)}"
            for item, cell in zip(compared.items, row.cells, strict=True)
            if cell.figure is None
        ]
        median = row.spread.median if row.spread else None
        places: list[TableCell] = [cell.place for cell in row.cells]
        rows.append(
            [
                row.measure.title,
                row.measure.code,
                row.measure.unit,
                *figures,
                median,
                *places,
                "; ".join(notes),
            ]
        )
    names = names_of(compared)
    return Table(
        caption=_("%(title)s, %(year)s") % {"title": title_of(choice), "year": compared.year or "—"},
        columns=[
            Column(title=_("Indicator or score")),
            Column(title=_("Code")),
            Column(title=_("Unit")),
            *(Column(title=name, kind="number", decimals=2) for name in names),
            Column(title=_("Group median"), kind="number", decimals=2),
            *(Column(title=_("Place: %(name)s") % {"name": name}, kind="whole") for name in names),
            Column(title=_("Note")),
        ],
        rows=rows,
        source=source_line(choice, compared),
    )


def history_table(choice: CompareChoice, compared: Compared) -> Table:
    """Every year of everything compared, long: one row for a measure, one of those compared, and a year."""
    return Table(
        caption=title_of(choice),
        columns=[
            Column(title=_("Indicator or score")),
            Column(title=_("Code")),
            Column(title=_("Unit")),
            Column(title=_("Compared")),
            Column(title=_("Year"), kind="year"),
            Column(title=_("Value"), kind="number", decimals=2),
        ],
        rows=[
            [row.measure.title, row.measure.code, row.measure.unit, name_of(item), year, value]
            for row in compared.measures
            for item, points in zip(compared.items, row.histories, strict=True)
            for year, value in points
        ],
        source=source_line(choice, compared),
    )


def trend_table(row: ComparedMeasure, compared: Compared) -> Table:
    """One measure: years by rows, those compared by columns."""
    histories = [dict(points) for points in row.histories]
    medians, measure = dict(row.medians), row.measure
    years = sorted({year for history in histories for year in history})
    return Table(
        caption=heading_of(measure),
        columns=[
            Column(title=_("Year"), kind="year"),
            *(
                Column(title=name_of(item), kind="number", decimals=measure.decimals)
                for item in compared.items
            ),
            Column(title=_("Group median"), kind="number", decimals=measure.decimals),
        ],
        rows=[[year, *(history.get(year) for history in histories), medians.get(year)] for year in years],
    )


def source_line(choice: CompareChoice, compared: Compared) -> str:
    """Where the figures come from, in one line that also stands in files."""
    recipe = choice.scope.recipe
    parts = [
        origins(compared.sources),
        _("Empiria release %(release)s") % {"release": choice.scope.release.code},
    ]
    if recipe:
        parts.append(_("recipe “%(title)s” %(version)s") % {"title": recipe.title, "version": recipe.version})
    return " · ".join([*parts, _("group: %(group)s") % {"group": compared.frame.title}])


def about(choice: CompareChoice, compared: Compared) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says what its numbers are."""
    published = choice.scope.release.published_at
    return [
        (_("Release"), choice.scope.release.code),
        (_("Published"), f"{published:%Y-%m-%d}" if published else ""),
        (_("Comparison group"), f"{compared.frame.title} ({compared.frame.code})"),
        (_("Year"), str(compared.year or "")),
        *file_lines(compared.sources),
    ]


def comparison_figure(choice: CompareChoice, compared: Compared, view: str, words: Words) -> Figure:
    """One view with its drawing (the table has none) and its table."""
    is_trend = view in ("trends", "multiples")
    said = [
        trend_sentences(row, names_of(compared), words)
        if is_trend
        else measure_sentences(row, compared, words)
        for row in compared.measures
    ]
    sentence = " ".join(one for found in said for one in found)
    return Figure(
        code=view,
        title=title_of(choice),
        sentence=sentence,
        svg=_drawing(choice, compared, view, words, sentence),
        table=history_table(choice, compared) if is_trend else year_table(choice, compared, words),
        source=source_line(choice, compared),
        source_title=_("Source"),
        about=about(choice, compared),
    )


def _drawing(choice: CompareChoice, compared: Compared, view: str, words: Words, sentence: str) -> str:
    title = title_of(choice)
    if view == "profile":
        blocks = [bars_of(row, compared.items, words) for row in compared.measures]
        return bar_chart(blocks, title=title, description=sentence)
    if view == "trends":
        charts = [(heading_of(row.measure), trend_drawing(row, compared, words)) for row in compared.measures]
        return stacked(charts, title=title, description=sentence)
    if view == "multiples":
        charts = [
            (
                heading_of(row.measure),
                panel_chart(lines_of(row, compared.items), title=heading_of(row.measure)),
            )
            for row in compared.measures
        ]
        return stacked(charts, title=title, description=sentence)
    return ""
