"""Peers as sentences, drawings and tables: for their page and for its files."""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from empiria.analysis.peers import CLOSE
from empiria.apps.monitor.selectors.peers import Gap, Peer, Peers, ShownTrait
from empiria.apps.monitor.views.front import where
from empiria.apps.monitor.views.source_words import origins
from empiria.apps.places.selectors import outline_geometries
from empiria.reporting import peer_sentences as said
from empiria.reporting.chart import Outline, Place, gap_cells, points_map
from empiria.reporting.table import Cell, Column, Table
from empiria.reporting.words import DASH, Words

# So many are named in the sentence that begins the page.
NAMED = 3
MAP_WIDTH = 460.0
DISTANCE_DECIMALS = 2
READ_AS = {"log": "log", "log1p": "log(x + 1)", "sqrt": "√"}


def _drawn(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 (our own drawing: every text in it is escaped where it is made)


def summary(answer: Peers, words: Words) -> list[str]:
    """Who is nearest, and whether they stay so."""
    if not answer.peers:
        return []
    names = [peer.unit.display_name for peer in answer.peers[:NAMED]]
    lines = [said.nearest(names, compared=answer.compared, words=words)]
    years = len(answer.years)
    if years > 1:
        count = answer.question.count
        always = sum(1 for peer in answer.peers if peer.years_among(count) == years)
        lines.append(said.steady(always=always, count=count, years=years, words=words))
    return lines


def peer_items(answer: Peers, words: Words) -> list[dict[str, Any]]:
    """Every peer with its reasons: sentences, and a table whose cells hold the drawing."""
    return [
        {
            "teryt": peer.unit.teryt,
            "name": peer.unit.display_name,
            "url": reverse("monitor:city", args=[peer.unit.teryt]),
            "where": where(peer.unit),
            "position": words.number(peer.position),
            "distance": words.number(peer.distance, DISTANCE_DECIMALS),
            "reasons": reasons(peer, words),
            "stability": said.among(
                count=answer.question.count,
                among=peer.years_among(answer.question.count),
                years=len(answer.years),
                words=words,
            )
            if len(answer.years) > 1
            else "",
            "gaps": _gap_rows(peer, words),
        }
        for peer in answer.peers
    ]


def reasons(peer: Peer, words: Words) -> list[str]:
    """What is close, what is not, what is not known: the largest part of the distance first."""
    ordered = sorted(peer.gaps, key=lambda gap: -(gap.share or 0.0))
    return said.reasons(
        close=[_title(gap) for gap in peer.gaps if gap.reading == "close"],
        apart=_sized(ordered, "apart"),
        between=_sized(ordered, ""),
        missing=[_title(gap) for gap in peer.gaps if gap.difference is None],
        words=words,
    )


def _sized(gaps: list[Gap], reading: str) -> list[tuple[str, float]]:
    return [
        (_title(gap), gap.difference) for gap in gaps if gap.difference is not None and gap.reading == reading
    ]


def _title(gap: Gap) -> str:
    return gap.shown.measure.title


def _gap_rows(peer: Peer, words: Words) -> list[dict[str, Any]]:
    # Of what is shown as no distance nothing is a part.
    is_apart = round(peer.distance, DISTANCE_DECIMALS) > 0
    drawings = gap_cells([gap.difference for gap in peer.gaps], close=CLOSE)
    return [
        {
            "title": trait_title(gap.shown),
            "own": _value(gap, gap.own, words),
            "other": _value(gap, gap.other, words),
            "drawing": _drawn(drawing),
            "difference": said.gap(gap.difference, words),
            "share": words.quantity(gap.share * 100, 0, "%") if gap.share is not None and is_apart else DASH,
        }
        for gap, drawing in zip(peer.gaps, drawings, strict=True)
    ]


def _value(gap: Gap, value: float | None, words: Words) -> str:
    measure = gap.shown.measure
    return words.quantity(value, measure.decimals, measure.unit)


def trait_title(shown: ShownTrait) -> str:
    """A trait's name, and how its values are read."""
    reading = READ_AS.get(shown.trait.transform or "", "")
    return f"{shown.measure.title} ({reading})" if reading else shown.measure.title


def peers_map(answer: Peers) -> SafeString:
    """Where they lie; empty where no position is known."""
    marks = [
        (answer.unit, "ch-you-dot", ""),
        *((one.unit, "ch-dot", str(one.position)) for one in answer.peers),
    ]
    places = [
        Place(
            name=unit.display_name,
            latitude=unit.latitude,
            longitude=unit.longitude,
            population=unit.population,
            url=reverse("monitor:city", args=[unit.teryt]),
            note=_("place %(place)s") % {"place": position} if position else "",
            mark=mark,
        )
        for unit, mark, position in marks
        if unit.latitude is not None and unit.longitude is not None
    ]
    if not places:
        return _drawn("")
    outlines = [
        Outline(name=unit.name, geometry=geometry) for unit, geometry in outline_geometries("voivodeship")
    ]
    return _drawn(
        points_map(
            outlines,
            places,
            title=_("Where the similar municipalities lie"),
            description=_("A larger dot is a larger population. Every municipality is also in the list."),
            width=MAP_WIDTH,
            max_labels=len(places),
        )
    )


def peers_table(answer: Peers) -> Table:
    """Every peer in a row: distance, years, and of each trait the value and the difference."""
    columns = [
        Column(title=_("Place"), kind="whole"),
        Column(title=_("Municipality")),
        Column(title=_("Municipality code")),
        Column(title=_("Distance"), kind="number", decimals=DISTANCE_DECIMALS),
        Column(title=_("Years among the nearest"), kind="whole"),
        Column(title=_("Years compared"), kind="whole"),
    ]
    for one in answer.traits:
        measure = one.measure
        columns += [
            Column(title=measure.title, kind="number", decimals=measure.decimals, unit=measure.unit),
            Column(
                title=_("%(trait)s: difference in standard deviations") % {"trait": measure.title},
                kind="number",
                decimals=2,
            ),
        ]
    return Table(
        caption=title_of(answer),
        columns=columns,
        rows=[_own_row(answer), *(_row(peer, answer) for peer in answer.peers)],
        source=source_line(answer),
    )


def _own_row(answer: Peers) -> list[Cell]:
    own = {gap.shown.trait.indicator: gap.own for peer in answer.peers for gap in peer.gaps}
    cells: list[Cell] = [None, answer.unit.display_name, answer.unit.teryt, None, None, None]
    for one in answer.traits:
        cells += [own.get(one.trait.indicator), None]
    return cells


def _row(peer: Peer, answer: Peers) -> list[Cell]:
    among = peer.years_among(answer.question.count)
    cells: list[Cell] = [
        peer.position,
        peer.unit.display_name,
        peer.unit.teryt,
        peer.distance,
        among,
        len(answer.years),
    ]
    for gap in peer.gaps:
        cells += [gap.other, gap.difference]
    return cells


def places_table(answer: Peers) -> Table:
    """The same municipalities in every year: their places among all."""
    return Table(
        caption=_("Places among all municipalities by nearness, year by year"),
        columns=[
            Column(title=_("Municipality")),
            *(Column(title=str(year), kind="whole") for year in answer.years),
        ],
        rows=[
            [peer.unit.display_name, *(peer.places.get(year) for year in answer.years)]
            for peer in answer.peers
        ],
        source=source_line(answer),
    )


def left_out_table(answer: Peers) -> Table:
    """Whom nobody can say anything about, and why."""
    return Table(
        caption=_("Left out: they share too few traits"),
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Municipality code")),
            Column(title=_("Missing traits")),
        ],
        rows=[[one.unit.name, one.unit.teryt, ", ".join(one.missing)] for one in answer.left_out],
        source=source_line(answer),
    )


def title_of(answer: Peers) -> str:
    name, year = answer.unit.display_name, answer.year or "—"
    return _("Similar to: %(name)s, %(year)s") % {"name": name, "year": year}


def source_line(answer: Peers) -> str:
    """Where the figures come from, in one line that also stands in files."""
    release = answer.release.code if answer.release else "—"
    return " · ".join([origins(answer.sources), _("Empiria release %(release)s") % {"release": release}])


def about(answer: Peers, words: Words) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says how the peers were found."""
    return [
        (_("Municipality"), f"{answer.unit.display_name} ({answer.unit.teryt})"),
        (_("Year"), str(answer.year or "—")),
        *(
            (_("Trait"), f"{trait_title(one)}, {_('weight')} {words.exact(one.trait.weight)}")
            for one in answer.traits
        ),
        (_("Release"), answer.release.code if answer.release else "—"),
        (_("Source"), source_line(answer)),
    ]
