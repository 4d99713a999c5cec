"""Units through the public API."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from empiria.analysis.errors import mark
from empiria.apps.places.selectors import group_by_code, known_codes, open_units, unit_by_address
from empiria.apps.system.api import Listing, answer, listing, not_found, refuse_unknown

router = Router(tags=["units"])

TERYT = r"^[0-9]{2}([0-9]{2}([0-9]{2}[123]?)?)?$"
GROUP = r"^[a-z0-9._-]*$"
# Letters of every alphabet, and no character that no text holds.
WORDS = r"^[^\x00-\x1f\x7f]*$"


class Unit(Schema):
    """A municipality, a county, a voivodeship or the country, as it is today."""

    teryt: str = Field(description=mark("Its code in the register TERYT: seven, four or two digits."))
    name: str = Field(description=mark("Its name."))
    level: str = Field(description=mark("country, voivodeship, county or municipality."))
    kind: str = Field(
        description=mark("Of a municipality 1 urban, 2 rural, 3 urban-rural; of a county city or land.")
    )
    parent: str | None = Field(description=mark("The code of the unit it lies in."))
    valid_from: date | None = Field(description=mark("The day since which it exists, where that is known."))
    valid_to: date | None = Field(description=mark("The day on which it ended."))
    latitude: float | None = Field(description=mark("Degrees north."))
    longitude: float | None = Field(description=mark("Degrees east."))
    area_ha: float | None = Field(description=mark("Area in hectares."))
    population: int | None = Field(description=mark("Inhabitants."))
    population_year: int | None = Field(description=mark("The year they were counted in."))


class Units(Schema):
    """A page of units."""

    count: int
    next: str | None
    previous: str | None
    results: list[Unit]


class UnitFilters(Listing):
    level: Literal["", "country", "voivodeship", "county", "municipality"] = Field(
        "", description=mark("Only units of this level."), examples=["municipality"]
    )
    within: str = Field(
        "",
        pattern=r"^([0-9]{2}([0-9]{2})?)?$",
        description=mark("Only units that lie in this voivodeship (two digits) or county (four)."),
        examples=["18"],
    )
    group: str = Field(
        "", pattern=GROUP, max_length=100, description=mark("Only today's members of this comparison group.")
    )
    search: str = Field(
        "",
        pattern=WORDS,
        max_length=100,
        description=mark("Only units with this in their name; diacritics are forgiven."),
    )
    state: Literal["current", "ended", "all"] = Field(
        "current", description=mark("Units of today, those that ended, or all.")
    )


@router.get("", response=Units, url_name="unit-list", operation_id="units", summary=mark("Units"))
def units(request: HttpRequest, filters: Query[UnitFilters]) -> HttpResponse:
    """Municipalities, counties, voivodeships and the country, by the order of their codes."""
    refuse_unknown("within", [filters.within], known_codes([filters.within]))
    refuse_unknown("group", [filters.group], [filters.group] if group_by_code(filters.group) else [])
    found = open_units(
        level=filters.level,
        within=filters.within,
        group=filters.group,
        search=filters.search,
        state=filters.state,
    )
    page = found[filters.offset : filters.offset + filters.limit]
    rows = [{**row, "parent": row["parent_teryt"]} for row in page]
    rows = [{name: row[name] for name in Unit.model_fields} for row in rows]
    return listing(request, filters, rows, total=found.count(), row=Unit)


@router.get("/{teryt}", response=Unit, url_name="unit-detail", operation_id="unit", summary=mark("One unit"))
def unit(
    request: HttpRequest,
    teryt: Annotated[
        str,
        Path(
            pattern=TERYT,
            description=mark("A code it has or had, with or without the digit of the kind."),
            examples=["1862011"],
        ),
    ],
) -> HttpResponse:
    """A unit by any code it ever had; a code that ended gives the unit that lives there today."""
    found = unit_by_address(teryt)
    if found is None:
        raise not_found(_("No unit has or had the code %(code)s."), code=teryt)
    one = found[0]
    row = {name: getattr(one, name) for name in Unit.model_fields if name != "parent"}
    return answer(request, {**row, "parent": one.parent.teryt if one.parent else None})
