"""Observations and scores of a release."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from empiria.analysis.errors import mark
from empiria.apps.monitor.api.indicators import CODE
from empiria.apps.monitor.api.releases import NO_RELEASE, RELEASE
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.open_data import (
    Wanted,
    known_indicators,
    nodes_of,
    observations_page,
    open_release,
    open_score_set,
    scores_page,
)
from empiria.apps.places.selectors import known_codes
from empiria.apps.system.api import Listing, listing, not_found, refuse_unknown

observations_router = Router(tags=["observations"])
scores_router = Router(tags=["scores"])

# A code of a unit with or without the digit of its kind, which changes.
UnitCode = Annotated[str, Field(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2}[123]?)?)?$")]
Code = Annotated[str, Field(pattern=CODE, max_length=80)]
SLUG = r"^[a-z0-9._-]*$"
# No more than fit into an address, which servers cut off at four thousand characters.
MOST_UNITS, MOST_CODES = 50, 30
FIRST, LAST = 1900, 2100


class Observation(Schema):
    """What was observed of one unit, for one indicator, in one year."""

    unit: str = Field(description=mark("The code of the unit today."))
    indicator: str = Field(description=mark("The code of the indicator."))
    period: int = Field(description=mark("The year."))
    value: float | None = Field(
        description=mark("The figure as the source gives it; null where there is none.")
    )
    status: str = Field(description=mark("Why there is no figure, or what is to be known of it; else empty."))


class Observations(Schema):
    """A page of observations."""

    count: int
    next: str | None
    previous: str | None
    results: list[Observation]


class Score(Schema):
    """One node of the recipe's tree for one unit in one year."""

    unit: str = Field(description=mark("The code of the unit today."))
    node: str = Field(
        description=mark("The node of the recipe: an indicator, an area, a dimension or the whole.")
    )
    period: int = Field(description=mark("The year."))
    group: str = Field(description=mark("The group the unit is compared in."))
    value: float | None = Field(
        description=mark("The indicator's figure after its division; null for other nodes.")
    )
    score: float | None = Field(description=mark("The score."))
    rank: int | None = Field(description=mark("The place in the group, 1 is best."))
    ranked: int | None = Field(description=mark("How many units of the group have a score."))
    status: str = Field(description=mark("Why there is no score, or imputed; else empty."))
    change_score: float | None = Field(
        description=mark("The score of the change, where the recipe looks at it.")
    )
    change_rank: int | None = Field(description=mark("The place by change."))
    rank_p05: float | None = Field(
        description=mark(
            "The 5th percentile of the places when the recipe's choices are drawn anew; null where that was not computed."
        )
    )
    rank_p50: float | None = Field(description=mark("Their median."))
    rank_p95: float | None = Field(description=mark("Their 95th percentile."))
    score_p05: float | None = Field(
        description=mark(
            "The 5th percentile of the scores; in standard deviations of the group where the normalisation is among the "
            "choices."
        )
    )
    score_p50: float | None = Field(description=mark("Their median, on the same scale."))
    score_p95: float | None = Field(description=mark("Their 95th percentile, on the same scale."))


class ScoresPage(Schema):
    """A page of scores."""

    count: int
    next: str | None
    previous: str | None
    results: list[Score]


class ByUnitAndYear(Listing):
    """What every list of figures is narrowed by."""

    unit: list[UnitCode] = Field(
        [],
        max_length=MOST_UNITS,
        description=mark("Only these units; may be repeated."),
        examples=[["1862011"]],
    )
    first: int = Field(FIRST, ge=FIRST, le=LAST, description=mark("The first year."), examples=[2017])
    last: int = Field(LAST, ge=FIRST, le=LAST, description=mark("The last year."), examples=[2018])


class Figures(ByUnitAndYear):
    """What observations and scores are narrowed by."""

    release: str = Field(
        "current", pattern=RELEASE, description=mark("The release; current is the one the pages show.")
    )


class ObservationFilters(Figures):
    indicator: list[Code] = Field(
        [],
        max_length=MOST_CODES,
        description=mark("Only these indicators; may be repeated."),
        examples=[["unemployed"]],
    )


class ScoreFilters(Figures):
    recipe: str = Field(
        "",
        pattern=SLUG,
        max_length=60,
        description=mark("The recipe; without it the first one."),
        examples=["cities"],
    )
    grouping: str = Field(
        "",
        pattern=SLUG,
        max_length=60,
        description=mark("The grouping; without it the recipe's own."),
        examples=["city-size"],
    )
    node: list[Code] = Field(
        [],
        max_length=MOST_CODES,
        description=mark("Only these nodes; may be repeated."),
        examples=[["overall"]],
    )


@observations_router.get(
    "",
    response=Observations,
    url_name="observation-list",
    operation_id="observations",
    summary=mark("Observations"),
)
def observations(request: HttpRequest, filters: Query[ObservationFilters]) -> HttpResponse:
    """The figures of a release, by unit, indicator and year."""
    release = _release(filters)
    refuse_unknown("indicator", filters.indicator, known_indicators(release))
    page = observations_page(release, _wanted(filters, filters.indicator))
    return listing(request, filters, page.rows, total=page.total, row=Observation)


@scores_router.get(
    "", response=ScoresPage, url_name="score-list", operation_id="scores", summary=mark("Scores")
)
def scores(request: HttpRequest, filters: Query[ScoreFilters]) -> HttpResponse:
    """Scores and places of a release by one recipe and grouping, by unit, node and year."""
    release = _release(filters)
    score_set = open_score_set(release, recipe=filters.recipe, grouping=filters.grouping)
    if score_set is None:
        raise not_found(
            _("The release %(code)s has no such scores; the release itself lists those it has."),
            code=release.code,
        )
    refuse_unknown("node", filters.node, nodes_of(score_set))
    page = scores_page(score_set, _wanted(filters, filters.node))
    return listing(request, filters, page.rows, total=page.total, row=Score)


def _release(filters: Figures) -> Release:
    release = open_release(filters.release)
    if release is None:
        raise not_found(NO_RELEASE)
    return release


def asked_units(filters: ByUnitAndYear) -> frozenset[str]:
    """Codes for life of the units asked for."""
    codes = {unit: unit[:6] for unit in filters.unit}
    known = known_codes(codes.values())
    refuse_unknown("unit", filters.unit, {unit for unit, code in codes.items() if code in known})
    return frozenset(codes.values())


def _wanted(filters: Figures, codes: list[str]) -> Wanted:
    return Wanted(
        units=asked_units(filters),
        codes=frozenset(codes),
        first=filters.first,
        last=filters.last,
        offset=filters.offset,
        limit=filters.limit,
    )
