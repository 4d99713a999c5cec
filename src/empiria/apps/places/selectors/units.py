"""Units by code, by address, as others need them."""

from collections.abc import Iterable

import polars as pl
from django.db.models import F, QuerySet

from empiria.apps.places.models import Boundary, Level, Succession, SuccessionKind, Unit, UnitSpell
from empiria.apps.places.selectors.past import with_past

# A chain of successions is as long as its reforms; a circle in the data must not hang a page.
LONGEST_CHAIN = 10
UNIT_SCHEMA = {
    "code": pl.String,
    "level": pl.String,
    "teryt": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "parent": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "area_ha": pl.Float64,
    "population": pl.Int64,
    "population_year": pl.Int32,
}


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """Units by their codes for life, with the unit above; unknown codes are simply absent."""
    return Unit.objects.select_related("parent").in_bulk(list(codes), field_name="code")


def unit_table() -> pl.DataFrame:
    """Every unit there ever was with its last state, sorted by code; `parent` is a code for life. One SQL query."""
    rows = Unit.objects.order_by("code").values_list(
        *("parent__code" if name == "parent" else name for name in UNIT_SCHEMA)
    )
    return pl.DataFrame(list(rows), schema=UNIT_SCHEMA, orient="row")


def spell_table() -> pl.DataFrame:
    """Every code and name that units had, by unit and in the order of time: code, teryt, name. One SQL query."""
    rows = UnitSpell.objects.order_by("unit__code", F("valid_from").asc(nulls_first=True))
    columns = {"code": pl.String, "teryt": pl.String, "name": pl.String}
    return pl.DataFrame(list(rows.values_list("unit__code", "teryt", "name")), schema=columns, orient="row")


def current_municipalities() -> QuerySet[Unit]:
    return Unit.objects.municipalities().open().select_related("parent__parent")


def voivodeships() -> QuerySet[Unit]:
    return Unit.objects.filter(level=Level.VOIVODESHIP).open()


def known_codes(codes: Iterable[str]) -> frozenset[str]:
    """Which of some codes for life any unit has or had."""
    return frozenset(Unit.objects.filter(code__in=set(codes)).values_list("code", flat=True))


def unit_by_address(teryt: str) -> tuple[Unit, bool] | None:
    """The unit that an address means, and whether the address is today's.

    Takes every code a unit ever had: with today's kind, an ended kind, without the kind, or of a unit that ended,
    which leads on to the one that lives there today (the first, where its area was divided). None: never heard of.
    """
    if not teryt.isascii() or not teryt.isdigit() or len(teryt) not in (2, 4, 6, 7):
        return None
    # Any kind will do: some were held before the first list, and only old figures and links know of them.
    if len(teryt) == 7 and teryt[6] not in "123":
        return None
    unit = with_past(Unit.objects.select_related("parent__parent")).filter(code=teryt[:6]).first()
    if unit is None:
        return None
    if unit.is_current:
        return unit, unit.teryt == teryt
    return _living_on(unit) or unit, False


def _living_on(unit: Unit) -> Unit | None:
    for _ in range(LONGEST_CHAIN):
        step = (
            Succession.objects.filter(predecessor=unit)
            .exclude(kind=SuccessionKind.SEPARATED)
            .select_related("successor__parent")
            .first()
        )
        if step is None:
            return None
        unit = step.successor
        if unit.is_current:
            return unit
    return None


def recoded_units() -> dict[str, str]:
    """Codes of the same area that changed: old code for life → new one. Their figures make one series."""
    pairs = Succession.objects.filter(kind=SuccessionKind.RECODED)
    return dict(pairs.values_list("predecessor__code", "successor__code"))


def successions_of(unit: Unit) -> list[Succession]:
    """What the unit came from and what became of it, oldest first."""
    related = Succession.objects.select_related("predecessor__parent", "successor__parent")
    return sorted(related.filter(predecessor=unit) | related.filter(successor=unit), key=lambda item: item.on)


def outline_geometries(level: str) -> list[tuple[Unit, str]]:
    """Today's units of a level with their outline as GeoJSON text; units without one are left out."""
    shapes = Boundary.objects.open().filter(unit__level=level, unit__valid_to=None).select_related("unit")
    return [(shape.unit, shape.geometry) for shape in shapes.order_by("unit__code")]


def drawn_outlines(level: str) -> dict[str, str]:
    """Today's outlines of a level, thinned for maps, as GeoJSON text by the code for life. One SQL query."""
    shapes = Boundary.objects.open().filter(unit__level=level, unit__valid_to=None)
    found = shapes.exclude(drawn=None).order_by("unit__code").values_list("unit__code", "drawn")
    return {code: drawn or "" for code, drawn in found}
