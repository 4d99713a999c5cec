"""What the catalogue says, in the reader's language; recipes as they are executed."""

from collections.abc import Iterable
from functools import lru_cache

import polars as pl
from django.db.models import F, QuerySet

from empiria.analysis.recipe import Recipe, read_recipe
from empiria.apps.monitor.models import Area, Dimension, Indicator, RecipeVersion
from empiria.apps.monitor.selectors.shapes import IndicatorNote, RecipeNote

# A release also holds figures of counties, voivodeships and the country, to check sums by.
IS_MUNICIPALITY = pl.col("unit").str.len_chars() == 6


def indicators() -> QuerySet[Indicator]:
    """The whole catalogue in the order of dimensions and areas."""
    return Indicator.objects.select_related("area__dimension", "denominator", "replaced_by").prefetch_related(
        "keys"
    )


def indicator_note(indicator: Indicator) -> IndicatorNote:
    return IndicatorNote(
        code=indicator.code,
        definition=indicator.definition,
    )


# Of a source, "institution, system, variable", what comes before the variable.
SYSTEM = 2


def names_variable(indicator: Indicator) -> bool:
    """Whether its source names more than the institution and the system."""
    return len(indicator.source.split(",")) > SYSTEM


def variable_of(indicator: Indicator | None, origin: str) -> str:
    """The source of an indicator as the catalogue names it, where a file's origin is of the same institution and system,
    and where it names more than these: a variable or its group."""
    if indicator is None or not origin or not names_variable(indicator):
        return ""
    named = (text.split(",")[:SYSTEM] for text in (indicator.source_pl, indicator.source_en) if text)
    told = origin.casefold()
    return indicator.source if any(told.startswith(",".join(one).casefold()) for one in named) else ""


def indicators_by_code(codes: Iterable[str] | None = None) -> dict[str, Indicator]:
    """Indicators in the order of dimensions and areas, one SQL query; all of them without `codes`."""
    # Indicators without an area are the context of all others; databases differ in where they put nulls.
    places = [F(f"area__{name}position").asc(nulls_first=True) for name in ("dimension__", "")]
    found = Indicator.objects.order_by(*places, "code")
    return {one.code: one for one in (found if codes is None else found.filter(code__in=set(codes)))}


def framework_titles() -> dict[str, str]:
    """Titles of dimensions and areas by code."""
    areas = Area.objects.select_related("dimension")
    titles = {area.dimension.code: area.dimension.title for area in areas}
    return titles | {area.code: area.title for area in areas}


def dimensions() -> QuerySet[Dimension]:
    """Dimensions with their areas, in order."""
    return Dimension.objects.prefetch_related("areas")


@lru_cache(maxsize=32)
def executed_recipe(text: str) -> Recipe:
    """A recipe's text as it is executed. Reading one takes tens of milliseconds, and texts never change."""
    return read_recipe(text)


def recipe_note(recipe: RecipeVersion) -> RecipeNote:
    return RecipeNote(code=recipe.code, version=recipe.version, title=recipe.title)


def recipes() -> QuerySet[RecipeVersion]:
    """The recipes that new scores are computed by, in the order in which pages offer them."""
    return RecipeVersion.objects.filter(is_current=True)
