"""One measure in one year over all municipalities of today: what a map shows, and a table of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.certainty import Interval, group_intervals
from empiria.apps.monitor.selectors.choosing import asked_note, group_note
from empiria.apps.monitor.selectors.measures import Measure, codes_of, first_shown, known_years, measure_table
from empiria.apps.monitor.selectors.releases import release_note, source_notes
from empiria.apps.monitor.selectors.scope import published_sources
from empiria.apps.monitor.selectors.shapes import AskedGroup, GroupNote, ReleaseNote, SourceNote, UnitNote
from empiria.apps.places.models import Qualifier, Unit
from empiria.apps.places.selectors import drawn_outlines, group_by_code, members_of, units_by_code

MISSING = "missing"


class Spot(NamedTuple):
    """A municipality in a layer. `position` is latitude and longitude, where they are known."""

    unit: UnitNote
    value: float | None
    status: str
    population: int | None
    position: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A measure in a year; `years` are those with any figure, and how many. `members` are the codes of the group."""

    release: ReleaseNote
    measure: Measure
    years: Mapping[int, int]
    year: int | None
    spots: tuple[Spot, ...]
    sources: tuple[SourceNote, ...]
    group: GroupNote | None = None
    members: frozenset[str] = frozenset()
    # Whether the address makes the group: no list of groups holds it.
    is_asked: bool = False
    # Of the group's scores, by unit; empty where the scores were not made within it, or nothing is known.
    intervals: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def asked_group(self) -> GroupNote | None:
        return self.group if self.is_asked else None

    @property
    def known(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.value is not None)

    @property
    def missing(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.value is None)

    def values(self) -> list[float]:
        return [spot.value for spot in self.spots if spot.value is not None]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Outlines of today, thinned for maps: of municipalities by code, and of the voivodeships around them."""

    areas: Mapping[str, str]
    borders: tuple[str, ...]


def layer(
    release: Release,
    measure: Measure,
    *,
    year: int | None = None,
    group_code: str | None = None,
    asked_group: AskedGroup | None = None,
) -> Layer:
    """The measure in a year: a year without figures falls back to the one that is shown first, an unknown group to none.

    `asked_group` is one that the address makes.
    """
    years = known_years(release, measure)
    shown = year if year in years else first_shown(years)
    rows = measure_table(release, measure).filter(pl.col("period") == (shown or -1))
    figures = {unit: (value, status) for unit, value, status in rows["unit", "value", "status"].iter_rows()}
    used = published_sources(release, codes=codes_of(measure), year=shown, units=figures) if shown else ()
    group, members = _group(group_code, asked_group)
    return Layer(
        release=release_note(release),
        measure=measure,
        years=years,
        year=shown,
        spots=tuple(_spots(figures)),
        sources=tuple(sorted(source_notes(used).values(), key=lambda source: source.file)),
        group=group,
        members=members,
        is_asked=asked_group is not None,
        intervals=_intervals(measure, group, shown),
    )


def _intervals(measure: Measure, group: GroupNote | None, year: int | None) -> Mapping[str, Interval]:
    if measure.score_set is None or group is None:
        return {}
    return group_intervals(measure.score_set, group=group.code, period=year, node=measure.node)


def _group(code: str | None, asked: AskedGroup | None) -> tuple[GroupNote | None, frozenset[str]]:
    if asked:
        return asked_note(asked), asked.members
    group = group_by_code(code) if code else None
    if group is None:
        return None, frozenset()
    return group_note(group), frozenset(members_of(group).values_list("code", flat=True))


def ground() -> Ground:
    """What a map is drawn on. Two SQL queries."""
    return Ground(areas=drawn_outlines("municipality"), borders=tuple(drawn_outlines("voivodeship").values()))


def _spots(figures: Mapping[str, tuple[float | None, str]]) -> Iterable[Spot]:
    """Every municipality of today by name, also those without a row: what nobody reported is missing."""
    units = Unit.objects.municipalities().open().order_by("search_key", "code")
    columns = ("code", "teryt", "name", "qualifier", "population", "latitude", "longitude")
    rows = list(units.values_list(*columns))
    # Only homonyms need more than a row to be named: thousands of whole units would take as long as the map.
    homonyms = units_by_code([row[0] for row in rows if row[3] != Qualifier.NONE])
    for code, teryt, name, _qualifier, population, latitude, longitude in rows:
        value, status = figures.get(code, (None, MISSING))
        said = homonyms[code].display_name if code in homonyms else name
        position = (latitude, longitude) if latitude is not None and longitude is not None else None
        reason = status or MISSING if value is None else status
        yield Spot(UnitNote(code, teryt, said), value, reason, population, position)
