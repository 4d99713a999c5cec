"""One measure in one year over all municipalities of today: what a map shows, and a table of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.certainty import Interval, group_intervals
from empiria.apps.monitor.selectors.choosing import asked_note, group_note
from empiria.apps.monitor.selectors.measures import (
    Measure,
    codes_of,
    known_years,
    measure_table,
    within_group,
)
from empiria.apps.monitor.selectors.releases import release_note, source_notes
from empiria.apps.monitor.selectors.scope import published_sources
from empiria.apps.monitor.selectors.shapes import (
    EVERYBODY,
    AskedGroup,
    GroupNote,
    ReleaseNote,
    SourceNote,
    UnitNote,
)
from empiria.apps.monitor.selectors.years import first_shown
from empiria.apps.places.models import Qualifier, Unit
from empiria.apps.places.selectors import drawn_outlines, group_by_code, members_of, units_by_code

MISSING, OTHER_GROUP = "missing", "other group"


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
    # Of the scores, by unit; empty where they do not compare all that are shown, or nothing is known.
    intervals: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def asked_group(self) -> GroupNote | None:
        return self.group if self.is_asked else None

    @property
    def known(self) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.value is not None)

    @property
    def missing(self) -> tuple[Spot, ...]:
        """Who should have a figure and has none: who the scores do not compare is not missing among them."""
        return tuple(spot for spot in self.spots if spot.value is None and spot.status != OTHER_GROUP)

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

    `asked_group` is one that the address makes. A score is read within the group where scores were made within it.
    """
    group, members = _group(group_code, asked_group)
    if group and asked_group is None:
        measure = within_group(measure, group.code, group.grouping)
    years = known_years(release, measure)
    shown = year if year in years else first_shown(years)
    rows = measure_table(release, measure).filter(pl.col("period") == (shown or -1))
    figures = {unit: (value, status) for unit, value, status in rows["unit", "value", "status"].iter_rows()}
    used = published_sources(release, codes=codes_of(measure), year=shown, units=figures) if shown else ()
    is_within = measure.within not in ("", EVERYBODY)
    return Layer(
        release=release_note(release),
        measure=measure,
        years=years,
        year=shown,
        spots=tuple(_spots(figures, without=OTHER_GROUP if is_within else MISSING)),
        sources=tuple(sorted(source_notes(used).values(), key=lambda source: source.file)),
        group=group,
        members=members,
        is_asked=asked_group is not None,
        intervals=_intervals(measure, shown),
    )


def _intervals(measure: Measure, year: int | None) -> Mapping[str, Interval]:
    if measure.score_set is None or not measure.within:
        return {}
    return group_intervals(measure.score_set, group=measure.within, period=year, node=measure.node)


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


def _spots(figures: Mapping[str, tuple[float | None, str]], *, without: str) -> Iterable[Spot]:
    """Every municipality of today by name, also those without a row: what nobody reported is missing, and who is not in the
    group that is scored is of another (`without`)."""
    units = Unit.objects.municipalities().open().order_by("search_key", "code")
    columns = ("code", "teryt", "name", "qualifier", "population", "latitude", "longitude")
    rows = list(units.values_list(*columns))
    # Only homonyms need more than a row to be named: thousands of whole units would take as long as the map.
    homonyms = units_by_code([row[0] for row in rows if row[3] != Qualifier.NONE])
    for code, teryt, name, _qualifier, population, latitude, longitude in rows:
        value, status = figures.get(code, (None, without))
        said = homonyms[code].display_name if code in homonyms else name
        position = (latitude, longitude) if latitude is not None and longitude is not None else None
        reason = status or MISSING if value is None else status
        yield Spot(UnitNote(code, teryt, said), value, reason, population, position)
