"""Units as the public API gives them."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from empiria.apps.places.models import Unit
from empiria.apps.system.language import fold

COLUMNS = (
    *("teryt", "name", "level", "kind"),
    *("valid_from", "valid_to", "latitude", "longitude", "area_ha", "population", "population_year"),
)


def open_units(
    *, level: str = "", within: str = "", group: str = "", search: str = "", state: str = "current"
) -> QuerySet[Unit, dict[str, object]]:
    """Rows of units in the order of their codes; `within` is the code of a county or a voivodeship."""
    units = Unit.objects.order_by("code")
    if state != "all":
        units = units.filter(valid_to__isnull=state == "current")
    if level:
        units = units.filter(level=level)
    if within:
        units = units.filter(code__startswith=within).exclude(code=within)
    if group:
        units = units.filter(memberships__group__code=group, memberships__valid_to=None)
    if search:
        folded = fold(search)
        units = units.filter(search_key__contains=folded) if folded else units.none()
    return units.values(*COLUMNS, parent_teryt=F("parent__teryt"))


def teryt_by_code(codes: Iterable[str]) -> dict[str, str]:
    """Codes for life → codes of today. One SQL query."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "teryt"))
