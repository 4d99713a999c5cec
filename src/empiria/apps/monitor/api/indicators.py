"""The catalogue of indicators."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from empiria.analysis.errors import mark
from empiria.apps.monitor.models import Indicator as IndicatorModel
from empiria.apps.monitor.selectors.open_data import area_codes, dimension_codes, open_indicators
from empiria.apps.system.api import Listing, answer, listing, not_found, refuse_unknown

router = Router(tags=["indicators"])

CODE = r"^[a-z][a-z0-9_.:-]*$"
CODE_OR_NONE = r"^([a-z][a-z0-9_.:-]*)?$"


class Defined(Schema):
    """What every indicator says of itself first, a public one and a local one."""

    code: str = Field(description=mark("Its code, for ever."))
    name_pl: str = Field(description=mark("Its name in Polish."))
    name_en: str = Field(description=mark("Its name in English."))
    definition_pl: str = Field(description=mark("What exactly is measured, in Polish."))
    definition_en: str = Field(description=mark("What exactly is measured, in English."))


class Indicator(Defined):
    """What is measured. A code never changes its meaning."""

    unit_pl: str = Field(description=mark("The unit of measurement, in Polish."))
    unit_en: str = Field(description=mark("The unit of measurement, in English."))
    polarity: str = Field(description=mark("up where more is better, down where less is, else neutral."))
    dimension: str | None = Field(description=mark("The dimension it belongs to."))
    area: str | None = Field(description=mark("The area within the dimension."))
    denominator: str | None = Field(
        description=mark("The indicator it is divided by where pages show it as a ratio.")
    )
    per_unit: str = Field(
        description=mark("The column of the units it is divided by instead, such as area_ha.")
    )
    times: float = Field(description=mark("What such a ratio is multiplied by."))
    decimals: int = Field(description=mark("Decimals that pages show."))
    additive: bool = Field(description=mark("Whether figures of parts sum up to the whole."))
    source_pl: str = Field(description=mark("The statistics it comes from, in Polish."))
    source_en: str = Field(description=mark("The statistics it comes from, in English."))
    replaced_by: str | None = Field(
        description=mark("The indicator with the new definition, where there is one.")
    )


class Indicators(Schema):
    """A page of indicators."""

    count: int
    next: str | None
    previous: str | None
    results: list[Indicator]


class IndicatorFilters(Listing):
    dimension: str = Field(
        "", pattern=CODE_OR_NONE, max_length=60, description=mark("Only of this dimension.")
    )
    area: str = Field(
        "",
        pattern=CODE_OR_NONE,
        max_length=60,
        description=mark("Only of this area."),
        examples=["labour-market"],
    )


@router.get(
    "", response=Indicators, url_name="indicator-list", operation_id="indicators", summary=mark("Indicators")
)
def indicators(request: HttpRequest, filters: Query[IndicatorFilters]) -> HttpResponse:
    """The catalogue, by the order of the codes."""
    refuse_unknown("dimension", [filters.dimension], dimension_codes())
    refuse_unknown("area", [filters.area], area_codes())
    found = open_indicators(dimension=filters.dimension, area=filters.area)
    rows = [indicator_row(one) for one in found[filters.offset : filters.offset + filters.limit]]
    return listing(request, filters, rows, total=found.count(), row=Indicator)


@router.get(
    "/{code}",
    response=Indicator,
    url_name="indicator-detail",
    operation_id="indicator",
    summary=mark("One indicator"),
)
def indicator(
    request: HttpRequest,
    code: Annotated[
        str, Path(pattern=CODE, max_length=80, description=mark("Its code."), examples=["unemployed"])
    ],
) -> HttpResponse:
    """An indicator with its definition, its unit and its source."""
    found = open_indicators().filter(code=code).first()
    if found is None:
        raise not_found(_("There is no indicator with the code %(code)s."), code=code)
    return answer(request, indicator_row(found))


def indicator_row(indicator: IndicatorModel) -> dict[str, object]:
    """Other records are named by their codes."""
    area, denominator, successor = indicator.area, indicator.denominator, indicator.replaced_by
    others = {
        "dimension": area.dimension.code if area else None,
        "area": area.code if area else None,
        "denominator": denominator.code if denominator else None,
        "replaced_by": successor.code if successor else None,
    }
    return {
        name: others[name] if name in others else getattr(indicator, name) for name in Indicator.model_fields
    }
