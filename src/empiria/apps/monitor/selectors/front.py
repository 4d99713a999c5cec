"""The monitor's front page: every municipality on the map, coloured by where it stands in its group."""

from math import ceil

import polars as pl

from empiria.apps.monitor.models import Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import indicators_by_code, recipe_note
from empiria.apps.monitor.selectors.choosing import STATES
from empiria.apps.monitor.selectors.profile import unit_note
from empiria.apps.monitor.selectors.releases import current_release, release_note
from empiria.apps.monitor.selectors.shapes import FrontPage, FrontPoint, UnitNote
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.selectors.years import default_year
from empiria.apps.places.selectors import current_municipalities, outline_geometries

CLASSES = 5
EXAMPLES = 4


def front_page(year: int | None = None) -> FrontPage:
    """Points, outlines and counts; without a release the points carry no class, and so where scores lack."""
    release = current_release()
    score_set = _shown(release) if release else None
    shown = None
    if score_set:
        shown = year if year in score_set.periods else default_year(score_set)
    classes = _classes(score_set, shown) if score_set and shown is not None else {}
    units = current_municipalities().filter(latitude__isnull=False, longitude__isnull=False)
    unmade = _first(release) if release and shown is None else None
    return FrontPage(
        release=release_note(release) if release else None,
        recipe=recipe_note(score_set.recipe) if score_set else None,
        year=shown,
        state="ready" if shown is not None else STATES[unmade.state] if unmade else "no scores",
        missing=_missing(unmade) if unmade else (),
        points=tuple(
            FrontPoint(
                unit=unit_note(unit),
                latitude=unit.latitude,
                longitude=unit.longitude,
                population=unit.population,
                score_class=classes.get(unit.code),
            )
            for unit in units
            if unit.latitude is not None and unit.longitude is not None
        ),
        outlines=tuple((unit_note(unit), geometry) for unit, geometry in outline_geometries("voivodeship")),
    )


def example_units(front: FrontPage) -> tuple[UnitNote, ...]:
    """A few units to begin with: of different sizes, the same ones each time; where there are scores, only units with one."""
    scored = [point for point in front.points if point.score_class is not None] or list(front.points)
    scored.sort(key=lambda point: (point.population or 0, point.unit.code))
    steps = range(1, EXAMPLES + 1)
    picked = [scored[len(scored) * step // (EXAMPLES + 1)].unit for step in steps] if scored else []
    return tuple(dict.fromkeys(picked))


def _shown(release: Release) -> ScoreSet | None:
    """The first recipe with scores, in its own grouping."""
    ready = release.score_sets.filter(state=ScoreSet.State.READY).select_related("recipe")
    return next((one for one in ready if one.grouping == one.recipe.groupings[0]), None)


def _first(release: Release) -> ScoreSet | None:
    """What would be shown, had it scores."""
    return release.score_sets.select_related("recipe").order_by("recipe__position", "pk").first()


def _missing(score_set: ScoreSet) -> tuple[str, ...]:
    """Names of the indicators of which the release has no figures."""
    codes = [entry["node"] for entry in score_set.missing]
    known = indicators_by_code(codes)
    return tuple(known[code].name if code in known else code for code in codes)


def _classes(score_set: ScoreSet, year: int) -> dict[str, int]:
    """Fifths of each group by rank: 5 the best, 1 the last."""
    roots = pl.read_parquet(store_path(score_set.path) / "roots.parquet").filter(
        pl.col("period") == year, pl.col("rank").is_not_null()
    )
    return {
        unit: 1 + CLASSES - ceil(CLASSES * rank / ranked)
        for unit, rank, ranked in roots.select("unit", "rank", "ranked").iter_rows()
    }
