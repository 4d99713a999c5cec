"""The report of a comparison as a document: what stands side by side, measure by measure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Compared, ComparedMeasure, release_note
from empiria.apps.monitor.views.asked_groups import silent_note
from empiria.apps.monitor.views.compare_choice import CompareChoice, made_groups
from empiria.apps.monitor.views.compare_figures import (
    about,
    bars_of,
    figure_words,
    heading_of,
    history_table,
    measure_note,
    measure_sentences,
    names_of,
    source_line,
    title_of,
    trend_drawing,
    trend_sentences,
    trend_table,
    year_table,
)
from empiria.apps.monitor.views.report_blocks import NO_TEXTS, file_blocks, release_facts, worded
from empiria.reporting.chart import bar_chart
from empiria.reporting.document import Block, Bullets, Document, Facts, Grid, Heading, Paragraph, Picture
from empiria.reporting.document.model import paragraphs
from empiria.reporting.words import Words


@dataclass(frozen=True, kw_only=True)
class WrittenPlace:
    """Where a comparison leaves the word to whoever makes the file."""

    code: str
    title: str
    hint: str


INTRODUCTION, CONCLUSIONS = "introduction", "conclusions"


def comparison_places() -> list[WrittenPlace]:
    return [
        WrittenPlace(
            code=INTRODUCTION,
            title=_("Introduction"),
            hint=_("What the comparison is for, and why these cities and measures."),
        ),
        WrittenPlace(
            code=CONCLUSIONS,
            title=_("Conclusions"),
            hint=_("What follows from it, before the sources."),
        ),
    ]


def comparison_report(
    choice: CompareChoice,
    compared: Compared,
    words: Words,
    *,
    site: str,
    texts: Mapping[str, str] = NO_TEXTS,
) -> Document:
    """Everything of a comparison: a table of the year, then each measure with its bars, its years and its sentences."""
    written: dict[str, list[Block]] = {
        place.code: [Heading(text=place.title), *paragraphs(texts[place.code])]
        for place in comparison_places()
        if texts.get(place.code)
    }
    blocks: list[Block] = [*written.get(INTRODUCTION, []), Heading(text=_("Summary"))]
    blocks += _summary(compared, words)
    for row in compared.measures:
        blocks += _measure(row, compared, words)
    blocks += written.get(CONCLUSIONS, [])
    return Document(
        words=words,
        title=title_of(choice),
        subtitle=_("Cities, groups and averages side by side"),
        publisher=settings.EMPIRIA_OPERATOR,
        issued=timezone.localdate(),
        cover=_cover(choice, compared),
        contents_title=_("Contents"),
        blocks=[*blocks, Heading(text=_("Sources")), *_sources(choice, compared, words, site=site)],
        data=[
            (_("Comparison"), year_table(choice, compared, words)),
            (_("Years"), history_table(choice, compared)),
        ],
        about=[*about(choice, compared), (_("Source"), source_line(choice, compared))],
        about_title=_("Source"),
    )


def _cover(choice: CompareChoice, compared: Compared) -> list[tuple[str, str]]:
    return [
        (_("Year of the figures"), str(compared.year or "—")),
        (_("Group behind them"), f"{compared.frame.title} ({compared.frame.size})"),
        *release_facts(release_note(choice.scope.release)),
        (_("Report made on"), date_format(timezone.localdate(), "j E Y")),
        (_("Published by"), settings.EMPIRIA_OPERATOR),
    ]


def _summary(compared: Compared, words: Words) -> list[Block]:
    """The year shown as one table; what is missing says why."""
    names = names_of(compared)
    rows = [
        [
            heading_of(row.measure),
            *(_cell(row, position, words) for position in range(len(names))),
            words.number(row.spread.median, row.measure.decimals) if row.spread else _("not compared"),
        ]
        for row in compared.measures
    ]
    caption = _("Figures and places in %(year)s") % {"year": compared.year or "—"}
    columns = [_("Indicator or score"), *names, _("Group median")]
    return [worded(caption=caption, columns=columns, rows=rows)]


def _cell(row: ComparedMeasure, position: int, words: Words) -> str:
    cell = row.cells[position]
    figure = figure_words(row.measure, cell, words)
    return f"{figure} ({words.place(cell.place, cell.ranked)})" if cell.place is not None else figure


def _measure(row: ComparedMeasure, compared: Compared, words: Words) -> list[Block]:
    title, names = heading_of(row.measure), names_of(compared)
    said = " ".join(measure_sentences(row, compared, words))
    ways = trend_sentences(row, names, words)
    blocks: list[Block] = [
        Heading(text=title),
        Paragraph(text=measure_note(row.measure), role="note"),
        Picture(
            svg=bar_chart([bars_of(row, compared.items, words)], title=title, description=said),
            alternative=f"{title}. {said}",
            caption=_("%(title)s, %(year)s") % {"title": title, "year": compared.year or "—"},
            sentence=said,
        ),
    ]
    table = trend_table(row, compared)
    if table.rows:
        caption = _("%(title)s over the years") % {"title": title}
        drawing = trend_drawing(row, compared, words)
        blocks += [
            Picture(svg=drawing, alternative=f"{title}. {' '.join(ways)}", caption=caption),
            Bullets(items=ways),
            Grid(table=table),
        ]
    return blocks


def _sources(choice: CompareChoice, compared: Compared, words: Words, *, site: str) -> list[Block]:
    recipe, frame = choice.scope.recipe, compared.frame
    facts = release_facts(release_note(choice.scope.release))
    if recipe:
        facts.append((_("Recipe"), f"{recipe.title} ({recipe.code} {recipe.version})"))
    facts.append((_("Comparison group"), f"{frame.title} ({frame.code})"))
    for group in made_groups(compared):
        note = f"{group.explanation} {silent_note(group.silent, words)}".strip()
        facts.append((group.title, note))
    here = Paragraph(text=_("This comparison on the site"), url=f"{site}{choice.link()}")
    return [Facts(rows=facts), here, *file_blocks(compared.sources)]
