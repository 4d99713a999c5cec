"""Local indicators whose day has come, and their verified figures: what everybody sees on the pages, and no more.

A key opens nothing else here either, so the same standing asks for everybody: that of who is not signed in.
"""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from empiria.analysis.errors import mark
from empiria.apps.monitor.api.figures import MOST_CODES, ByUnitAndYear, Code, asked_units
from empiria.apps.monitor.api.indicators import CODE, Defined
from empiria.apps.monitor.models import LocalFigure as LocalFigureModel
from empiria.apps.monitor.models import LocalIndicator as LocalIndicatorModel
from empiria.apps.monitor.selectors.open_data import open_local_figures, open_local_indicators
from empiria.apps.system.api import Listing, answer, listing, not_found, refuse_unknown

indicators_router = Router(tags=["local indicators"])
figures_router = Router(tags=["local indicators"])
# The same words whether there is none or its day has not come.
NOT_PUBLIC = _("There is no such local indicator whose figures are public.")
# Cities' own figures are in no sample.
INVENTED = {"x-invented-example": True}


class LocalIndicator(Defined):
    """What cities agreed to count themselves. A code never changes its meaning."""

    method_pl: str = Field(description=mark("How a city counts it, step by step, in Polish."))
    method_en: str = Field(description=mark("How a city counts it, step by step, in English."))
    unit_pl: str = Field(description=mark("The unit of measurement, in Polish."))
    unit_en: str = Field(description=mark("The unit of measurement, in English."))
    polarity: str = Field(description=mark("up where more is better, down where less is, else neutral."))
    decimals: int = Field(description=mark("Decimals that pages show."))
    dimension: str | None = Field(description=mark("The dimension it belongs to."))
    area: str | None = Field(description=mark("The area within the dimension."))
    first_year: int = Field(description=mark("The first year that cities are asked for."))
    last_year: int = Field(description=mark("The last year that cities are asked for."))
    public_from: date = Field(description=mark("The day from which everybody sees its verified figures."))
    replaces: str | None = Field(
        description=mark("The public indicator of which this is the changed definition.")
    )


class LocalIndicators(Schema):
    """A page of local indicators."""

    count: int
    next: str | None
    previous: str | None
    results: list[LocalIndicator]


class LocalFigure(Schema):
    """What a city counted in one year, verified by the association."""

    indicator: str = Field(description=mark("The code of the local indicator."))
    unit: str | None = Field(description=mark("The code of the unit today."))
    city: str = Field(description=mark("The name of the city that gave it."))
    period: int = Field(description=mark("The year."))
    value: float | None = Field(description=mark("The figure; null where the city says why there is none."))
    status: str = Field(description=mark("Why there is no figure; else empty."))
    comment: str = Field(description=mark("What the city says of it."))
    source: str = Field(description=mark("From which records the city has it."))


class LocalFigures(Schema):
    """A page of figures of local indicators."""

    count: int
    next: str | None
    previous: str | None
    results: list[LocalFigure]


class LocalFigureFilters(ByUnitAndYear):
    indicator: list[Code] = Field(
        [], max_length=MOST_CODES, description=mark("Only these local indicators; may be repeated.")
    )


@indicators_router.get(
    "",
    response=LocalIndicators,
    url_name="local-indicator-list",
    operation_id="local-indicators",
    summary=mark("Local indicators"),
    openapi_extra=INVENTED,
)
def local_indicators(request: HttpRequest, filters: Query[Listing]) -> HttpResponse:
    """What cities count themselves, by the order of the codes: those whose figures are public."""
    found = open_local_indicators()
    rows = [_indicator_row(one) for one in found[filters.offset : filters.offset + filters.limit]]
    return listing(request, filters, rows, total=found.count(), row=LocalIndicator)


@indicators_router.get(
    "/{code}",
    response=LocalIndicator,
    url_name="local-indicator-detail",
    operation_id="local-indicator",
    summary=mark("One local indicator"),
    openapi_extra=INVENTED,
)
def local_indicator(
    request: HttpRequest,
    code: Annotated[
        str, Path(pattern=CODE, max_length=80, description=mark("Its code."), examples=["bicycle-stands"])
    ],
) -> HttpResponse:
    """A public local indicator with its definition and how it is counted."""
    found = open_local_indicators().filter(code=code).first()
    if found is None:
        raise not_found(NOT_PUBLIC)
    return answer(request, _indicator_row(found))


@figures_router.get(
    "",
    response=LocalFigures,
    url_name="local-figure-list",
    operation_id="local-figures",
    summary=mark("Figures of local indicators"),
    openapi_extra=INVENTED,
)
def local_figures(request: HttpRequest, filters: Query[LocalFigureFilters]) -> HttpResponse:
    """Verified figures of public local indicators, by indicator, unit and year."""
    refuse_unknown(
        "indicator", filters.indicator, set(open_local_indicators().values_list("code", flat=True))
    )
    found = open_local_figures(
        codes=filters.indicator,
        units=asked_units(filters),
        first=filters.first,
        last=filters.last,
    )
    rows = [_figure_row(one) for one in found[filters.offset : filters.offset + filters.limit]]
    return listing(request, filters, rows, total=found.count(), row=LocalFigure)


def _indicator_row(indicator: LocalIndicatorModel) -> dict[str, object]:
    """Other records are named by their codes; what is not public is not named."""
    area, before = indicator.area, indicator.replaces
    others = {
        "dimension": area.dimension.code if area else None,
        "area": area.code if area else None,
        "replaces": before.code if before and before.is_public else None,
    }
    return {
        name: others[name] if name in others else getattr(indicator, name)
        for name in LocalIndicator.model_fields
    }


def _figure_row(figure: LocalFigureModel) -> dict[str, object]:
    city = figure.participation.organisation
    return {
        "indicator": figure.participation.indicator.code,
        "unit": city.unit.teryt if city.unit else None,
        "city": city.name,
        "period": figure.year,
        "value": figure.value,
        "status": figure.absence,
        "comment": figure.comment,
        "source": figure.source,
    }
