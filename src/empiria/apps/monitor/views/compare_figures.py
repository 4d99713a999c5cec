"""A comparison as sentences, tables and drawings: for its page and for its files."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Cell, Compared, ComparedMeasure, Item, Measure
from empiria.apps.monitor.views.city_figures import polarity_of
from empiria.apps.monitor.views.compare_choice import CompareChoice
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.reporting import comparison_sentences as said
from empiria.reporting import sentences
from empiria.reporting.chart import Bar, Bars, Line, bar_chart, lines, panel_chart, stacked
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


def measure_sentences(row: ComparedMeasure, items: Sequence[Item], words: Words) -> list[str]:
    """Who stands at both ends, who is missing and why."""
    known = [
        (name_of(item), cell.figure)
        for item, cell in zip(items, row.cells, strict=True)
        if cell.figure is not None
    ]
    missing = [
        (name_of(item), figure_words(row.measure, cell, words))
        for item, cell in zip(items, row.cells, strict=True)
        if cell.figure is None
    ]
    measure = row.measure
    found = [
        said.ends(
            title=measure.title, known=known, decimals=measure.decimals, unit=measure.unit, words=words
        ),
        said.missing(missing, words),
    ]
    return [sentence for sentence in found if sentence]


def ways(row: ComparedMeasure, words: Words) -> list[str]:
    """Each one's way from its first year to its last."""
    measure, found = row.measure, []
    for points in row.histories:
        known = [(year, value) for year, value in points if value is not None]
        found.append(
            sentences.trend(
                first=known[0] if known else None,
                last=known[-1] if known else None,
                decimals=measure.decimals,
                unit=measure.unit,
                words=words,
            )
        )
    return found


def trend_sentences(row: ComparedMeasure, items: Sequence[Item], words: Words) -> list[str]:
    """The same with the names; after a colon a sentence goes on in lower case."""
    return [
        f"{name_of(item)}: {way[:1].lower()}{way[1:]}"
        for item, way in zip(items, ways(row, words), strict=True)
    ]


def bars_of(row: ComparedMeasure, items: Sequence[Item], words: Words) -> Bars:
    """One measure of the profile."""
    spread = row.spread
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
        description=" ".join(trend_sentences(row, compared.items, words)),
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
    names = [name_of(item) for item in compared.items]
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
    said_of = trend_sentences if is_trend else measure_sentences
    sentence = " ".join(one for row in compared.measures for one in said_of(row, compared.items, words))
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
