"""A city's profile as the lines its page prints: every number already in words, so that the template only places it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypedDict

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, NodeRow, strengths, weaknesses
from empiria.apps.monitor.views.certainty_words import beside_place
from empiria.apps.monitor.views.city_figures import (
    first_and_last,
    place_or_reason,
    polarity_words,
    row_sparkline,
    row_strip,
)
from empiria.apps.monitor.views.estimates import estimate, median_of, places_of
from empiria.reporting import sentences
from empiria.reporting.claims import AgainstMedian, Estimate, SinceYear, Situation, Standing, Standings
from empiria.reporting.words import Words


class ScoreLine(TypedDict):
    """One row of a strip table: a node with its scores. A dict, as templates read hundreds of its fields, and faster so."""

    title: str
    url: str
    kind: str
    strip: SafeString
    place: str
    # From where to where the place lies, in words.
    interval: str
    # What the node does without, or an indicator's unit, its better side, why there is no score.
    note: str


class Line(ScoreLine):
    """An indicator's row, with its figures."""

    value: str
    is_known: bool
    median: str
    quartiles: str
    spark: SafeString
    trend: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """An area with its indicators, or a dimension above its areas (then without lines)."""

    title: str
    depth: int
    place: str
    lines: Sequence[Line] = ()


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A strength or a weakness in words."""

    title: str
    text: str
    url: str


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 (our own drawing: every text in it is escaped where it is made)


def headline(profile: CityProfile, words: Words) -> tuple[str, list[str]]:
    """The one sentence that answers the question, and those that follow it."""
    root = profile.root
    if root is None or profile.year is None or profile.state != "ready":
        return "", []
    if root.rank is None or root.ranked is None:
        first = sentences.no_situation(year=profile.year, status=root.status, words=words)
    else:
        situation = Situation(
            year=profile.year,
            rank=root.rank,
            ranked=root.ranked,
            noun=_noun(profile),
            interval=places_of(root.interval),
        )
        first = situation.said(words)
    more = []
    if root.change_score is not None and root.change_scores and profile.change_periods:
        change = SinceYear(
            since=profile.year - profile.change_periods,
            score=estimate(root.change_score, root.change_interval),
            median=median_of(root.change_scores.median, root.change_scores.count),
            rank=root.change_rank,
            ranked=root.change_scores.count,
        )
        more.append(change.said(words))
    standings = [
        Standing(title=row.title, rank=row.rank, ranked=row.ranked, interval=places_of(row.interval))
        for row in profile.areas or profile.dimensions
        if row.rank is not None and row.ranked is not None
    ]
    more += Standings(places=standings, count=2).said(words)
    return first, [sentence for sentence in more if sentence]


def _noun(profile: CityProfile) -> Literal["city", "municipality"]:
    return "city" if profile.group and profile.group.grouping == "city-size" else "municipality"


def remarks(profile: CityProfile, words: Words, url: Callable[[str], str]) -> dict[str, list[Remark]]:
    """Strengths and weaknesses; what cannot be told from the median is neither."""

    def said(rows: Sequence[NodeRow]) -> list[Remark]:
        texts = [(row, _against_median(row).said(words)) for row in rows]
        return [Remark(title=row.title, text=text, url=url(row.node)) for row, text in texts if text]

    return {"strengths": said(strengths(profile)), "weaknesses": said(weaknesses(profile))}


def _against_median(row: NodeRow) -> AgainstMedian:
    return AgainstMedian(
        figure=Estimate(value=row.value),
        median=Estimate(value=row.values.median if row.values else None),
        decimals=row.decimals,
        unit=row.unit,
        rank=row.rank,
        ranked=row.ranked,
    )


def dimension_lines(rows: Sequence[NodeRow], words: Words, url: Callable[[str], str]) -> list[ScoreLine]:
    """The whole, its dimensions and areas: a strip of scores and a place each."""
    return [
        ScoreLine(
            title=row.title,
            url=url(row.node),
            kind=row.kind,
            strip=_drawn(row_strip(row)),
            place=place_or_reason(row, words),
            interval=beside_place(row.interval, words),
            note=_missing_children(row, words),
        )
        for row in rows
    ]


def _missing_children(row: NodeRow, words: Words) -> str:
    if not row.children_missing:
        return ""
    return _("without: %(list)s") % {"list": words.listed(row.children_missing)}


def indicator_sections(profile: CityProfile, words: Words, url: Callable[[str], str]) -> list[Section]:
    """Every indicator under its area, in the order of the recipe; then those that the recipe does not use."""
    sections: list[Section] = []
    for row in profile.rows:
        if row.kind == "indicator" or row.depth == 0:
            continue
        lines = [
            _indicator_line(child, words, url)
            for child in profile.children(row.node)
            if child.kind == "indicator"
        ]
        place = words.place(row.rank, row.ranked) if row.rank is not None else ""
        sections.append(Section(title=row.title, depth=row.depth, place=place, lines=lines))
    loose = [row for row in profile.indicators if row.depth == 1]
    if loose:
        sections.insert(0, _plain(_("Indicators"), loose, words, url))
    if profile.others:
        sections.append(_plain(_("Other indicators of the release"), profile.others, words, url))
    return _without_empty(sections)


def _plain(title: str, rows: Sequence[NodeRow], words: Words, url: Callable[[str], str]) -> Section:
    return Section(title=title, depth=1, place="", lines=[_indicator_line(row, words, url) for row in rows])


def _without_empty(sections: Sequence[Section]) -> list[Section]:
    """A heading stays when lines follow it, its own or those of a heading below it."""
    kept = []
    for section, after in pairwise([*sections, None]):
        if section and (section.lines or (after and after.depth > section.depth)):
            kept.append(section)
    return kept


def _indicator_line(row: NodeRow, words: Words, url: Callable[[str], str]) -> Line:
    spread = row.values
    quartiles = (
        f"{words.number(spread.q1, row.decimals)} – {words.number(spread.q3, row.decimals)}" if spread else ""
    )
    reason = sentences.reason(row.status, words) if row.status and row.status != "neutral" else ""
    return Line(
        title=row.title,
        url=url(row.node),
        kind=row.kind,
        strip=_drawn(row_strip(row)),
        place=words.place(row.rank, row.ranked),
        interval="",
        value=words.number(row.value, row.decimals),
        is_known=row.value is not None,
        median=words.number(spread.median if spread else None, row.decimals),
        quartiles=quartiles,
        note=" · ".join(part for part in (row.unit, polarity_words(row), reason) if part),
        spark=_drawn(row_sparkline(row)),
        trend=trend_of(row, words),
    )


def trend_of(row: NodeRow, words: Words) -> str:
    """The years at the ends of the sparkline with their figures; empty where there are none."""
    first, last = first_and_last(row)
    if first is None or last is None:
        return ""
    if first[0] == last[0]:
        return f"{last[0]}: {words.number(last[1], row.decimals)}"
    return f"{first[0]}: {words.number(first[1], row.decimals)} → {last[0]}: {words.number(last[1], row.decimals)}"
