"""The municipalities nearest to one in what a place is, from the current release: who, why, and for how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from empiria.analysis.errors import InputError
from empiria.analysis.peers import Space, explain_peers, find_peers, lay_space, left_out, peer_stability
from empiria.analysis.traits import Trait
from empiria.apps.monitor.models import Indicator, Release
from empiria.apps.monitor.selectors.catalogue import IS_MUNICIPALITY
from empiria.apps.monitor.selectors.measures import (
    Measure,
    Ratio,
    indicator_measure,
    indicator_table,
    published_indicators,
    ratio_of,
)
from empiria.apps.monitor.selectors.peer_keys import PeerQuestion
from empiria.apps.monitor.selectors.profile import member_notes
from empiria.apps.monitor.selectors.releases import release_note, source_notes
from empiria.apps.monitor.selectors.shapes import ReleaseNote, SourceNote, UnitNote
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import alphabetical, unit_by_address

PeersState = Literal["ready", "nothing published", "no traits", "never together", "lacking"]
# What is kept of spaces: of a whole country, twenty years and five traits each takes two megabytes.
KEPT = 8
# A trait as it is laid out: what is divided by what, and how it is read.
Laid = tuple[Ratio, str | None]


@dataclass(frozen=True, kw_only=True)
class ShownTrait:
    """A trait with what the catalogue says of it."""

    trait: Trait
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One trait of two units: both values, the difference in standard deviations, its part in the distance."""

    shown: ShownTrait
    own: float | None
    other: float | None
    difference: float | None
    share: float | None
    reading: str


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One of the nearest. `places` by year: among all municipalities, None where the two could not be compared."""

    unit: Unit
    position: int
    distance: float
    gaps: tuple[Gap, ...]
    places: Mapping[int, int | None]

    def years_among(self, count: int) -> int:
        """In how many years it was among so many nearest."""
        return sum(1 for place in self.places.values() if place is not None and place <= count)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A municipality that shares too few traits with the unit; `missing` are titles of those it lacks."""

    unit: UnitNote
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The answer to a question. `absent` are traits of which the release has no figures; `lacking` those that the unit
    lacks; `years` are those in which every trait is observed."""

    unit: Unit
    question: PeerQuestion
    state: PeersState
    release: ReleaseNote | None = None
    traits: tuple[ShownTrait, ...] = ()
    absent: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    year: int | None = None
    compared: int = 0
    peers: tuple[Peer, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    sources: tuple[SourceNote, ...] = ()

    @property
    def members(self) -> frozenset[str]:
        """Codes of the unit and its peers: a comparison group."""
        return (
            frozenset({self.unit.code, *(peer.unit.code for peer in self.peers)})
            if self.peers
            else frozenset()
        )


def peers_of(release: Release | None, unit: Unit, question: PeerQuestion) -> Peers:
    """Everything the page of peers shows."""
    laid = _laid(release, unit, question)
    if laid.space is None or release is None:
        return laid.answer
    space, answer = laid.space, laid.answer
    found = find_peers(space, unit=unit.code, period=answer.year, count=question.count)
    away = left_out(space, unit=unit.code, period=answer.year)
    units = _units(found["peer"])
    # Of units that ended nobody expects figures.
    living = Unit.objects.municipalities().open().filter(code__in=list(away))
    names = member_notes(sorted(living.values_list("code", flat=True)))
    titles = {one.trait.indicator: one.measure.title for one in answer.traits}
    rows = _figures(release, laid.ratios, answer.year, {unit.code, *found["peer"]})
    gaps, places = _gaps(space, found, answer.traits, _values(rows)), _places(space, found)
    return replace(
        answer,
        compared=len(space.units) - 1 - len(away),
        peers=tuple(
            Peer(unit=units[code], position=position, distance=distance, gaps=gaps[code], places=places[code])
            for code, position, distance in found.select("peer", "position", "distance").iter_rows()
            if code in units
        ),
        left_out=tuple(
            LeftOut(unit=note, missing=tuple(titles[one] for one in away[code]))
            for code, note in sorted(names.items(), key=lambda pair: alphabetical(pair[1].name))
        ),
        sources=tuple(sorted(source_notes(_imports(rows)).values(), key=lambda one: one.file)),
    )


def _units(codes: Iterable[str]) -> dict[str, Unit]:
    """Municipalities with the county and the voivodeship above them."""
    found = Unit.objects.municipalities().select_related("parent__parent").filter(code__in=list(codes))
    return {unit.code: unit for unit in found}


def peer_members(release: Release | None, question: PeerQuestion) -> tuple[Peers, frozenset[str]] | None:
    """The unit and the codes of its peers, without their reasons; None where there are none."""
    found = unit_by_address(question.teryt)
    if found is None or found[0].level != "municipality":
        return None
    laid = _laid(release, found[0], question)
    if laid.space is None:
        return None
    peers = find_peers(laid.space, unit=found[0].code, period=laid.answer.year, count=question.count)
    return laid.answer, frozenset({found[0].code, *peers["peer"]})


@dataclass(frozen=True, kw_only=True)
class _Laid:
    """The space of a question, and the answer as far as it is known without it; no space where nothing can be found."""

    answer: Peers
    space: Space | None = None
    ratios: Mapping[str, Ratio]


def _laid(release: Release | None, unit: Unit, question: PeerQuestion) -> _Laid:
    answer = Peers(unit=unit, question=question, state="nothing published")
    if release is None:
        return _Laid(answer=answer, ratios={})
    traits, absent = _shown_traits(release, question.traits)
    answer = replace(answer, release=release_note(release), traits=traits, absent=absent, state="no traits")
    ratios = {one.trait.indicator: _ratio(one.measure) for one in traits}
    if not traits:
        return _Laid(answer=answer, ratios=ratios)
    laid = tuple((ratios[one.trait.indicator], one.trait.transform) for one in traits)
    space = _space(store_path(release.observations), store_path(release.units), laid)
    if space is None:
        return _Laid(answer=replace(answer, state="never together"), ratios=ratios)
    space = replace(space, traits=tuple(one.trait for one in traits))
    year = question.period if question.period in space.periods else space.periods[-1]
    lacking = _lacking(space, unit, year, traits)
    answer = replace(answer, years=space.periods, year=year, lacking=lacking[1])
    if lacking[0]:
        return _Laid(answer=replace(answer, state="lacking"), ratios=ratios)
    return _Laid(answer=replace(answer, state="ready"), space=space, ratios=ratios)


def _shown_traits(
    release: Release, traits: Sequence[Trait]
) -> tuple[tuple[ShownTrait, ...], tuple[str, ...]]:
    """The traits that the release has figures of, and the names of the others."""
    codes = [trait.indicator for trait in traits]
    known = Indicator.objects.select_related("area__dimension", "denominator").filter(code__in=codes)
    catalogue = {one.code: one for one in known}
    published = published_indicators(release)
    shown = tuple(
        ShownTrait(trait=trait, measure=indicator_measure(catalogue[trait.indicator]))
        for trait in traits
        if trait.indicator in published and trait.indicator in catalogue
    )
    there = {one.trait.indicator for one in shown}
    absent = [code for code in codes if code not in there]
    return shown, tuple(catalogue[code].name if code in catalogue else code for code in absent)


def _ratio(measure: Measure) -> Ratio:
    if measure.indicator is None:
        raise ValueError("a trait is an indicator")
    return ratio_of(measure.indicator)


# Paths of the store name their content: what was read from them never changes.
@lru_cache(maxsize=KEPT)
def _space(observations: Path, units: Path, laid: tuple[Laid, ...]) -> Space | None:
    """The municipalities laid out by some traits, all of the same weight; None where no year has all of the traits."""
    known = pl.read_parquet(units).select("unit").filter(IS_MUNICIPALITY)
    tables = [
        indicator_table(observations, units, ratio).select(
            "unit", pl.lit(ratio.code).alias("indicator"), "period", "value"
        )
        for ratio, _transform in laid
    ]
    figures = pl.concat(tables).join(known, on="unit", how="semi")
    traits = tuple(Trait(ratio.code, transform=transform) for ratio, transform in laid)
    try:
        return lay_space(figures, known, traits)
    except InputError:
        return None


def _lacking(
    space: Space, unit: Unit, year: int, traits: Sequence[ShownTrait]
) -> tuple[bool, tuple[str, ...]]:
    """Whether the unit lacks too many traits to be compared, and the titles of those it lacks."""
    found = space.units.index_of(unit.code)
    missing = [True] * len(traits) if found is None else _missing(space, found, year)
    titles = tuple(one.measure.title for one, lacks in zip(traits, missing, strict=True) if lacks)
    if not titles:
        return False, ()
    try:
        find_peers(space, unit=unit.code, period=year, count=1)
    except InputError:
        return True, titles
    return False, titles


def _missing(space: Space, number: int, year: int) -> list[bool]:
    missing: list[bool] = np.isnan(space.z[number, space.at(year)]).tolist()
    return missing


def _figures(
    release: Release, ratios: Mapping[str, Ratio], year: int | None, units: set[str]
) -> pl.DataFrame:
    """indicator, unit, value, source of the traits in the year shown."""
    observations, table = store_path(release.observations), store_path(release.units)
    return pl.concat(
        indicator_table(observations, table, ratio)
        .filter(pl.col("period") == year, pl.col("unit").is_in(list(units)))
        .select(pl.lit(code).alias("indicator"), "unit", "value", "source")
        for code, ratio in ratios.items()
    )


def _values(rows: pl.DataFrame) -> dict[tuple[str, str], float | None]:
    return {
        (code, unit): value for code, unit, value in rows.select("indicator", "unit", "value").iter_rows()
    }


def _imports(rows: pl.DataFrame) -> set[int]:
    return set(rows["source"].drop_nulls())


def _gaps(
    space: Space,
    found: pl.DataFrame,
    traits: Sequence[ShownTrait],
    values: Mapping[tuple[str, str], float | None],
) -> dict[str, tuple[Gap, ...]]:
    """Of every peer its traits beside those of the unit, in the order of the traits."""
    shown = {one.trait.indicator: one for one in traits}
    gaps: dict[str, list[Gap]] = {}
    for row in explain_peers(space, found).iter_rows(named=True):
        code, peer = row["indicator"], row["peer"]
        gap = Gap(
            shown=shown[code],
            own=values.get((code, row["unit"])),
            other=values.get((code, peer)),
            difference=row["difference"],
            share=row["share"],
            reading=row["reading"],
        )
        gaps.setdefault(peer, []).append(gap)
    return {peer: tuple(own) for peer, own in gaps.items()}


def _places(space: Space, found: pl.DataFrame) -> dict[str, dict[int, int | None]]:
    """Of every peer its places by year."""
    places: dict[str, dict[int, int | None]] = {}
    for peer, period, position in (
        peer_stability(space, found).select("peer", "period", "position").iter_rows()
    ):
        places.setdefault(peer, {})[period] = position
    return places
