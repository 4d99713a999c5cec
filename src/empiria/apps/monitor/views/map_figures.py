"""A map as a figure: its drawing, its sentence, its table and its source, for the page and for files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.analysis.classes import MOST, Classes
from empiria.apps.monitor.selectors.layers import OTHER_GROUP, Ground, Layer, Spot
from empiria.apps.monitor.selectors.shapes import EVERYBODY
from empiria.apps.monitor.views.estimates import estimate
from empiria.apps.monitor.views.map_choice import METHOD_TITLES, MISSING, MapChoice
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.reporting import lying, sentences
from empiria.reporting.chart.areas_map import Key, Mark, areas_map
from empiria.reporting.claims import Named
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

# Which of the five colours so many classes take: always the outermost, so that few classes are as far apart as many.
SPREAD = {1: (3,), 2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
# So many municipalities without a figure are named beside the map; all of them are in the table.
MAX_NAMED = 40
# Whom the scores do not compare.
OUTLINE = "class-0"
# Stands for a municipality's code in an address that is made once and filled in for each.
ANY = "0000000"


@dataclass(frozen=True, kw_only=True)
class LegendLine:
    """A class, or the municipalities without a figure (`number` "missing"): how many, and the address that looks at it."""

    number: str
    shade: str
    label: str
    count: int
    url: str
    is_chosen: bool


def shade_of(place: int, classes: Classes, polarity: str) -> str:
    """The colour of a class, as the palette names it: from weak to strong where a better side exists, else little to much."""
    colour = SPREAD[len(classes)][place - 1]
    if polarity == "neutral":
        return f"level-{colour}"
    return f"class-{MOST + 1 - colour if polarity == 'down' else colour}"


def legend(choice: MapChoice, words: Words) -> list[LegendLine]:
    """The highest class first; the missing last, where there are any."""
    shown, classes = choice.layer, choice.classes
    counts = Counter(classes.of(value) for value in shown.values())
    measure = shown.measure
    labels = lying.class_labels(classes, decimals=measure.decimals, words=words)
    lines = [
        _line(choice, str(place), shade_of(place, classes, measure.polarity), label, counts[place])
        for place, label in enumerate(labels, start=1)
    ]
    lines.reverse()
    if shown.missing:
        lines.append(_line(choice, MISSING, "", _("no data"), len(shown.missing)))
    return lines


def _line(choice: MapChoice, number: str, shade: str, label: str, count: int) -> LegendLine:
    return LegendLine(
        number=number,
        shade=shade,
        label=label,
        count=count,
        url=reverse("monitor:map") + choice.toggled(number),
        is_chosen=number in choice.only,
    )


def city_url(shown: Layer) -> Callable[[str], str]:
    """The address of a municipality's page by its code, in the year of the map; reversed once."""
    page = reverse("monitor:city", args=[ANY])
    year = f"?year={shown.year}" if shown.year else ""
    return lambda teryt: page.replace(ANY, teryt) + year


def marks(choice: MapChoice, words: Words) -> list[Mark]:
    """Every municipality in the colour of its class; pale where another group or class is looked at."""
    shown, classes = choice.layer, choice.classes
    url = city_url(shown)
    return [
        Mark(
            code=spot.unit.code,
            name=spot.unit.name,
            note=said(spot, shown, words),
            shade=_shade(spot, classes, shown.measure.polarity),
            url=url(spot.unit.teryt),
            position=spot.position,
            population=spot.population,
            is_faint=_is_faint(spot, choice),
            is_picked=shown.group is not None and spot.unit.code in shown.members,
            is_chosen=spot.unit.code == choice.unit,
        )
        for spot in shown.spots
    ]


def _shade(spot: Spot, classes: Classes, polarity: str) -> str:
    if spot.value is not None:
        return shade_of(classes.of(spot.value), classes, polarity)
    return OUTLINE if spot.status == OTHER_GROUP else ""


def _is_faint(spot: Spot, choice: MapChoice) -> bool:
    if spot.status == OTHER_GROUP:
        return False
    if choice.layer.group and spot.unit.code not in choice.layer.members:
        return True
    number = MISSING if spot.value is None else str(choice.classes.of(spot.value))
    return bool(choice.only) and number not in choice.only


def said(spot: Spot, shown: Layer, words: Words) -> str:
    """A municipality's figure, or why there is none."""
    if spot.value is None:
        return sentences.reason(spot.status, words)
    return words.quantity(spot.value, shown.measure.decimals, shown.measure.unit)


def source_line(shown: Layer) -> str:
    """Where the figures come from, in one line that also stands in files."""
    parts = [
        origins(shown.sources),
        _("Empiria release %(release)s") % {"release": shown.release.code},
    ]
    if shown.measure.score_set:
        recipe = shown.measure.score_set.recipe
        parts.append(_("recipe “%(title)s” %(version)s") % {"title": recipe.title, "version": recipe.version})
    return " · ".join(parts)


def about(shown: Layer) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says what its numbers are."""
    lines = [
        (_("Indicator or score"), f"{shown.measure.title} ({shown.measure.code})"),
        (_("Release"), shown.release.code),
        (_("Year"), str(shown.year or "—")),
    ]
    if shown.group:
        lines.append((_("Comparison group"), f"{shown.group.title} ({shown.group.code})"))
    if said := compared(shown):
        lines.append((_("Scores"), said))
    return [*lines, *file_lines(shown.sources)]


def compared(shown: Layer) -> str:
    """Whom the scores of the map compare; nothing of an indicator."""
    measure = shown.measure
    if measure.score_set is None:
        return ""
    if measure.within == EVERYBODY:
        return _("The scores compare all these municipalities with one another.")
    if measure.within and shown.group:
        message = _(
            "The scores compare the group “%(group)s”; the others have none here and are only outlined."
        )
        return message % {"group": shown.group.title}
    return _(
        "Each score says how a municipality stands within its own group: two colours compare two places in two "
        "groups, not two situations."
    )


def title(shown: Layer) -> str:
    """What the map shows, with its unit and year."""
    name = shown.measure.title
    unit = f" ({shown.measure.unit})" if shown.measure.unit else ""
    return f"{name}{unit}, {shown.year}" if shown.year else f"{name}{unit}"


def sentence(choice: MapChoice, words: Words) -> str:
    """What one sees: how many have a figure, and how the figures of those that are looked at lie."""
    shown = choice.layer
    if shown.year is None:
        return words.gettext("No figure in any year.")
    looked_at = [spot for spot in shown.spots if not shown.group or spot.unit.code in shown.members]
    known = [spot for spot in looked_at if spot.value is not None]
    coverage = lying.coverage_sentence(year=shown.year, known=len(known), units=len(looked_at), words=words)
    return f"{coverage} {_spread(shown, known, words)}".rstrip()


def _spread(shown: Layer, known: Sequence[Spot], words: Words) -> str:
    """The ends and the middle; of scores only where they compare all that are shown, and the ends only with intervals that
    tell them apart."""
    measure, intervals = shown.measure, shown.intervals
    if measure.score_set and not measure.within:
        return ""
    if measure.score_set and not all(spot.unit.code in intervals for spot in known):
        values = [spot.value for spot in known if spot.value is not None]
        return lying.median_sentence(values, decimals=measure.decimals, unit=measure.unit, words=words)
    figures = [Named(spot.unit.name, estimate(spot.value, intervals.get(spot.unit.code))) for spot in known]
    return lying.extremes_sentence(figures, decimals=measure.decimals, unit=measure.unit, words=words)


def map_table(choice: MapChoice, words: Words) -> Table:
    """Every municipality that is looked at, by value; the missing last, each with its reason."""
    shown = choice.layer
    lines = {line.number: line.label for line in legend(choice, words)}
    known = [spot for spot in shown.spots if spot.value is not None and not _is_faint(spot, choice)]
    known.sort(key=lambda spot: -(spot.value or 0.0))
    rest = [spot for spot in shown.missing if not _is_faint(spot, choice)]
    measure = shown.measure
    return Table(
        caption=title(shown),
        columns=[
            Column(title=_("Municipality")),
            Column(title=_("Code")),
            Column(title=_("Value"), kind="number", decimals=measure.decimals, unit=measure.unit),
            Column(title=_("Class")),
            Column(title=_("Note")),
        ],
        rows=[
            [
                spot.unit.name,
                spot.unit.teryt,
                spot.value,
                "" if spot.value is None else lines[str(choice.classes.of(spot.value))],
                sentences.reason(spot.status, words) if spot.status else "",
            ]
            for spot in (*known, *rest)
        ],
        source=source_line(shown),
    )


def map_table_html(choice: MapChoice, words: Words) -> str:
    """The table for a page. Every row leads to its municipality: of a large map that is the way without a pointer."""
    table, url = map_table(choice, words), city_url(choice.layer)
    return table.html(words, id_="map-table", urls=[url(str(row[1])) for row in table.rows])


def map_drawing(choice: MapChoice, ground: Ground, words: Words, *, with_legend: bool = False) -> str:
    """The map itself; for a file with its legend."""
    lines = legend(choice, words) if with_legend else []
    return areas_map(
        ground.areas,
        ground.borders,
        marks(choice, words),
        title=title(choice.layer),
        description=sentence(choice, words),
        legend=[
            Key(
                shade=line.shade,
                label=f"{line.label} ({words.number(line.count)})",
                is_faint=bool(choice.only) and not line.is_chosen,
            )
            for line in lines
        ],
    )


def _left_pale(choice: MapChoice, words: Words) -> list[str]:
    """For a file, which nobody can point at: which classes are looked at, and who has no figure."""
    said = []
    if chosen := [line.label for line in legend(choice, words) if line.is_chosen]:
        said.append(_("Looked at, the rest is pale: %(classes)s") % {"classes": "; ".join(chosen)})
    missing = [spot.unit.name for spot in choice.layer.missing if not _is_faint(spot, choice)]
    if missing:
        more = max(len(missing) - MAX_NAMED, 0)
        names = missing[:MAX_NAMED]
        if more:
            names.append(_("and %(count)s more, all of them in the table") % {"count": words.number(more)})
        said.append(_("Without a figure: %(names)s") % {"names": ", ".join(names)})
    return said


def map_figure(choice: MapChoice, ground: Ground, words: Words) -> Figure:
    """The map for files, legend included."""
    notes = [source_line(choice.layer), _("Classes: %(method)s") % {"method": METHOD_TITLES[choice.method]}]
    if choice.layer.group:
        notes.append(_("Highlighted: %(group)s") % {"group": choice.layer.group.title})
    notes += [said for said in [compared(choice.layer)] if said]
    notes += _left_pale(choice, words)
    return Figure(
        code="map",
        title=title(choice.layer),
        sentence=sentence(choice, words),
        svg=map_drawing(choice, ground, words, with_legend=True),
        table=map_table(choice, words),
        source=" · ".join(notes),
        source_title=_("Source"),
        about=about(choice.layer),
    )
