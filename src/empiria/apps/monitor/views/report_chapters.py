"""The chapters of a city's report, each from the figures and sentences of its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, NodeRow, files_of, recipe_lines
from empiria.apps.monitor.selectors.report_templates import Chapter
from empiria.apps.monitor.views.absence import absence, not_compared
from empiria.apps.monitor.views.certainty_words import beside_place, certainty_line
from empiria.apps.monitor.views.city_figures import (
    dimensions_figure,
    place_or_reason,
    polarity_words,
    quadrant_figure,
    structure,
)
from empiria.apps.monitor.views.city_page import headline, remarks, trend_of
from empiria.apps.monitor.views.report_around import Around
from empiria.apps.monitor.views.report_blocks import MOST_ROWS, drawn, file_blocks, release_facts, worded
from empiria.apps.monitor.views.report_figures import section_figure
from empiria.reporting import sentences
from empiria.reporting.document import Block, Bullets, Facts, Grid, Heading, Paragraph
from empiria.reporting.document.model import paragraphs
from empiria.reporting.words import Words


@dataclass(frozen=True, kw_only=True)
class Material:
    """What chapters are made from. `site` begins the addresses a reader can follow; `texts` are the office's words."""

    profile: CityProfile
    words: Words
    around: Around | None
    site: str
    texts: Mapping[str, str]


def chapter_blocks(chapter: Chapter, material: Material) -> list[Block]:
    """A chapter with its heading; nothing where there is nothing to say."""
    blocks = CHAPTERS[chapter.chapter][1](material, chapter)
    return [Heading(text=chapter_title(chapter)), *blocks] if blocks else []


def _text(material: Material, chapter: Chapter) -> list[Block]:
    own: list[Block] = [*paragraphs(material.texts.get(chapter.code, ""))]
    asked = _("For the office to write: %(hint)s") % {"hint": chapter.hint}
    return own or [Paragraph(text=asked, role="note")]


def _summary(material: Material, _chapter: Chapter) -> list[Block]:
    profile, words = material.profile, material.words
    if missing := absence(profile):
        return [Paragraph(text=sentence) for sentence in missing["why"]]
    first, more = headline(profile, words)
    blocks: list[Block] = [Paragraph(text=first, role="lead")] if first else []
    blocks += [Paragraph(text=sentence) for sentence in more]
    if not blocks:
        blocks = [
            Paragraph(
                text=_("There are no scores of this municipality; its indicators are shown as published.")
            )
        ]
    said = remarks(profile, words, lambda _node: "")
    for title, rows in ((_("Strengths"), said["strengths"]), (_("Weaknesses"), said["weaknesses"])):
        if rows:
            blocks += [
                Heading(text=title, level=2),
                Bullets(items=[f"{row.title}: {row.text}" for row in rows]),
            ]
    return blocks


def _position(material: Material, _chapter: Chapter) -> list[Block]:
    profile, words = material.profile, material.words
    figure = quadrant_figure(profile, words)
    if figure is None:
        return []
    blocks: list[Block] = [drawn(figure)]
    if len(figure.table.rows) <= MOST_ROWS:
        own = [place for place, row in enumerate(figure.table.rows) if row[1] == profile.unit_note.teryt]
        blocks.append(Grid(table=figure.table, chosen=frozenset(own)))
    members = {point.code for point in profile.points}
    absent = [member.name for member in profile.members if member.code not in members]
    if absent:
        listed = _("Not drawn, as figures are missing: %(names)s.") % {"names": ", ".join(absent)}
        blocks.append(Paragraph(text=listed, role="note"))
    return blocks


def _dimensions(material: Material, _chapter: Chapter) -> list[Block]:
    profile, words = material.profile, material.words
    figure = dimensions_figure(profile, words)
    if figure is None:
        return []
    rows = structure(profile)
    table = worded(
        caption=figure.table.caption,
        columns=[
            _("Dimension or area"),
            _("Score"),
            _("Group median"),
            _("Place"),
            _("Change"),
            _("Place by change"),
        ],
        rows=[_scored(row, words) for row in rows],
    )
    without = [
        _("%(title)s, without: %(list)s.") % {"title": row.title, "list": ", ".join(row.children_missing)}
        for row in rows
        if row.children_missing
    ]
    if profile.recipe:
        without.append(certainty_line(profile.certainty, words, recipe=profile.recipe.code)["text"])
    return [drawn(figure), table, *(Paragraph(text=note, role="note") for note in without)]


def _scored(row: NodeRow, words: Words) -> list[str]:
    lacking = sentences.reason(row.status or "missing", words)
    changed = row.change_score is not None
    return [
        "– " * max(row.depth - 1, 0) + row.title,
        words.number(row.score, 2) if row.score is not None else lacking,
        words.number(row.scores.median, 2) if row.scores else lacking,
        _placed(row, words),
        words.signed(row.change_score, 2) if changed else _("not known"),
        words.number(row.change_rank) if changed and row.change_rank is not None else _("not known"),
    ]


def _placed(row: NodeRow, words: Words) -> str:
    """A place with the interval it lies in, where that is known."""
    interval = beside_place(row.interval, words)
    return f"{place_or_reason(row, words)} ({interval})" if interval else place_or_reason(row, words)


def _indicators(material: Material, chapter: Chapter) -> list[Block]:
    """Every indicator under its area; with `of`, those of one node; without one of that code, nothing."""
    profile = material.profile
    if chapter.of:
        parents = [profile.row(chapter.of)]
    else:
        parents = [row for row in structure(profile) if row.kind == "dimension" or _leaves(profile, row)]
        parents = [row for row in parents if row and not _is_within(profile, row, parents)]
    blocks: list[Block] = []
    for parent in parents:
        if parent is None:
            continue
        if not chapter.of:
            blocks.append(Heading(text=parent.title, level=2))
        blocks += _node_blocks(material, parent, level=2 if chapter.of else 3)
    if not chapter.of:
        blocks += _others(material, chapter, level=2)
    return blocks


def _is_within(profile: CityProfile, row: NodeRow, rows: Sequence[NodeRow | None]) -> bool:
    """Whether a node stands below another of the rows, and is told of there."""
    codes = {one.node for one in rows if one}
    parent = row.parent
    while parent is not None:
        if parent in codes:
            return True
        above = profile.row(parent)
        parent = above.parent if above else None
    return False


def _leaves(profile: CityProfile, row: NodeRow) -> list[NodeRow]:
    return [child for child in profile.children(row.node) if child.kind == "indicator"]


def _node_blocks(material: Material, node: NodeRow, *, level: int) -> list[Block]:
    """A dimension: its place, a drawing of its indicators, a table for each area."""
    profile, words = material.profile, material.words
    below = [row for row in structure(profile) if row.node == node.node or _is_within(profile, row, [node])]
    blocks: list[Block] = []
    if node.kind != "root":
        blocks.append(
            Paragraph(text=_("Place in the group: %(place)s.") % {"place": place_or_reason(node, words)})
        )
    leaves = [leaf for row in below for leaf in _leaves(profile, row)]
    figure = section_figure(profile, leaves, node.title, words)
    if figure:
        blocks.append(drawn(figure))
    for row in below:
        own = _leaves(profile, row)
        if own:
            heading = Heading(text=row.title, level=3 if level == 3 else 2)
            blocks += [
                *([heading] if row.node != node.node else []),
                _indicator_grid(material, row.title, own),
            ]
    return blocks


def _indicator_grid(material: Material, title: str, rows: Iterable[NodeRow]) -> Grid:
    words, profile = material.words, material.profile
    return worded(
        caption=_("%(title)s: indicators in %(year)s") % {"title": title, "year": profile.year or "—"},
        columns=[
            _("Indicator"),
            _("Value"),
            _("Group median"),
            _("Middle half of the group"),
            _("Place"),
            _("First and last year"),
        ],
        rows=[_figures(row, words) for row in rows],
        words_in=(0, 5),
        shares=(6, 3, 3, 4, 3, 6),
    )


def _figures(row: NodeRow, words: Words) -> list[str]:
    """An indicator in words: what is not known says why."""
    spread = row.values
    about = " · ".join(part for part in (row.unit, polarity_words(row)) if part)
    lacking = sentences.reason(row.status if row.status and row.status != "neutral" else "missing", words)
    nobody = sentences.reason("missing", words) if row.group_size else _("not compared")
    unranked = polarity_words(row) if row.polarity == "neutral" else lacking
    return [
        f"{row.title} ({about})",
        words.number(row.value, row.decimals) if row.value is not None else lacking,
        words.number(spread.median, row.decimals) if spread else nobody,
        f"{words.number(spread.q1, row.decimals)} – {words.number(spread.q3, row.decimals)}"
        if spread
        else nobody,
        words.place(row.rank, row.ranked) if row.rank is not None else unranked,
        trend_of(row, words) or nobody,
    ]


def _others(material: Material, chapter: Chapter, *, level: int = 0) -> list[Block]:
    """Indicators that the recipe does not use, so that nothing published is hidden."""
    rows = [*(row for row in material.profile.indicators if row.depth == 1), *material.profile.others]
    if not rows:
        return []
    title = _("Other indicators of the release")
    heading: list[Block] = [Heading(text=title, level=2)] if level else []
    return [*heading, _indicator_grid(material, title, rows)]


def _comparison(material: Material, _chapter: Chapter) -> list[Block]:
    return material.around.blocks() if material.around else []


def _missing(material: Material, _chapter: Chapter) -> list[Block]:
    profile, words = material.profile, material.words
    blocks: list[Block] = []
    known = [row for row in profile.indicators if row.value is None]
    if known:
        blocks += [
            Paragraph(text=_("Without a figure of this municipality in the year shown:")),
            Bullets(
                items=[f"{row.title}: {sentences.reason(row.status or 'missing', words)}" for row in known]
            ),
        ]
    if profile.missing:
        said = _(
            "The recipe also uses these indicators; the published release has no figures for them. They are left out, never counted as zero."
        )
        blocks += [Paragraph(text=said), Bullets(items=[leaf.title for leaf in profile.missing])]
    return blocks or [Paragraph(text=_("No indicator is missing in the year shown."))]


def _method(material: Material, _chapter: Chapter) -> list[Block]:
    profile = material.profile
    if profile.recipe is None:
        return []
    recipe = profile.recipe
    lines = recipe_lines(profile)
    address = reverse("monitor:method-detail", args=[recipe.code])
    blocks: list[Block] = [
        Paragraph(
            text=_("Scores are made by the recipe “%(title)s”, version %(version)s.")
            % {"title": recipe.title, "version": recipe.version}
        ),
        Facts(rows=[(line.title, line.text) for line in lines]),
    ]
    if profile.group:
        blocks.append(Paragraph(text=f"{profile.group.title}: {profile.group.explanation}"))
        members = ", ".join(member.name for member in profile.members)
        if len(profile.members) <= MOST_ROWS:
            blocks.append(Paragraph(text=_("Members of the group: %(names)s.") % {"names": members}))
        if said := not_compared(profile, material.words):
            blocks.append(Paragraph(text=said))
    if material.site:
        said = _("The recipe worked through with the figures of this municipality")
        blocks.append(Paragraph(text=said, url=f"{material.site}{address}?unit={profile.unit.teryt}"))
    return blocks


def _sources(material: Material, _chapter: Chapter) -> list[Block]:
    profile = material.profile
    facts = release_facts(profile.release)
    if profile.recipe:
        facts.append(
            (_("Recipe"), f"{profile.recipe.title} ({profile.recipe.code} {profile.recipe.version})")
        )
    if profile.group:
        facts.append((_("Comparison group"), f"{profile.group.title} ({profile.group.code})"))
    facts.append((_("Municipality code"), f"TERYT {profile.unit_note.teryt}"))
    rows = [row for row in (*profile.indicators, *profile.others) if row.inputs]
    blocks: list[Block] = [Facts(rows=facts)]
    if material.site:
        address = reverse("monitor:city", args=[profile.unit_note.teryt])
        blocks.append(
            Paragraph(
                text=_("Every figure with its file, on the city's page"), url=f"{material.site}{address}"
            )
        )
    if rows:
        blocks.append(_input_grid(rows, profile))
    return [*blocks, *file_blocks(files_of((*profile.rows, *profile.others)))]


def _input_grid(rows: Sequence[NodeRow], profile: CityProfile) -> Grid:
    """Which variable and which file each number of the year shown was made of."""
    return worded(
        caption=_("Where the figures of %(year)s come from") % {"year": profile.year or "—"},
        columns=[_("Indicator"), _("Made of"), _("Variable"), _("File")],
        rows=[
            [
                f"{row.title} ({row.node})",
                one.title,
                one.variable or (_("not given") if one.source else ""),
                one.source.file
                if one.source
                else _("register of units")
                if one.is_registered
                else _("no file"),
            ]
            for row in rows
            for one in row.inputs
        ],
        words_in=(0, 1, 2, 3),
        shares=(4, 3, 3, 4),
    )


Made = Callable[[Material, Chapter], list[Block]]
CHAPTERS: Mapping[str, tuple[Callable[[], str], Made]] = {
    "text": (lambda: "", _text),
    "summary": (lambda: _("Summary"), _summary),
    "position": (lambda: _("Position: situation and change"), _position),
    "dimensions": (lambda: _("Dimensions and areas"), _dimensions),
    "indicators": (lambda: _("Indicators"), _indicators),
    "others": (lambda: _("Other indicators of the release"), _others),
    "comparison": (lambda: _("Comparison with the group and the surroundings"), _comparison),
    "missing": (lambda: _("What is missing"), _missing),
    "method": (lambda: _("Method"), _method),
    "sources": (lambda: _("Sources"), _sources),
}


def chapter_title(chapter: Chapter) -> str:
    return chapter.title or CHAPTERS[chapter.chapter][0]()
