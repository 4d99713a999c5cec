"""A small country with a catalogue of its own: four cities, four indicators, one recipe."""

import polars as pl

from empiria.apps.monitor.models import Indicator, IndicatorKey, RecipeVersion
from empiria.apps.places.services import refresh_groups, register_units

CITIES = {"1465011": "Warszawa", "1261011": "Kraków", "0264011": "Wrocław", "3064011": "Poznań"}

RECIPE = """
code: small
version: "1"
title: {pl: Mały, en: Small}
compare: all
change: {periods: 1}
tree:
  code: whole
  children:
    - code: economic
      children:
        - {code: jobless, direction: down, per: {indicator: population, times: 1000}}
        - {code: wage}
    - code: social
      children:
        - {code: crimes, direction: down}
"""


def make_country() -> None:
    """Four cities with their counties and voivodeships, all of them one group."""
    rows = [("00", "00", "country", "Polska")]
    for teryt, name in CITIES.items():
        rows += [
            (teryt[:2], teryt[:2], "voivodeship", f"voivodeship {teryt[:2]}"),
            (teryt[:4], teryt[:4], "county", name),
            (teryt[:6], teryt, "municipality", name),
        ]
    table = pl.DataFrame(rows, schema=["code", "teryt", "level", "name"], orient="row")
    register_units(table=table, source="test", by=None)
    refresh_groups(by=None)


def make_catalogue() -> None:
    """Population, a count, a mean and a rate; the wage has a foreign name, and its zeros are no data."""
    for code, polarity, additive in (
        ("population", "neutral", True),
        ("jobless", "down", True),
        ("wage", "up", False),
        ("crimes", "down", False),
    ):
        Indicator.objects.create(
            code=code, name_pl=code, name_en=code.title(), polarity=polarity, additive=additive, decimals=1
        )
    IndicatorKey.objects.create(
        indicator=Indicator.objects.get(code="wage"), source="tidy", key="pay", zero="missing", times=2
    )
    IndicatorKey.objects.create(indicator=Indicator.objects.get(code="crimes"), source="bdl", key="60270")


def make_recipe() -> RecipeVersion:
    return RecipeVersion.objects.create(
        code="small",
        version="1",
        title_pl="Mały",
        title_en="Small",
        text=RECIPE,
        digest="d",
        groupings=["all"],
    )


def full_lines(*, first: int = 2020, last: int = 2021, lift: float = 0.0) -> list[str]:
    """Figures of every city and indicator of the recipe."""
    lines = []
    for place, teryt in enumerate(CITIES, start=1):
        for year in range(first, last + 1):
            lines += [
                f"{teryt},population,{year},{1000 * place}",
                f"{teryt},jobless,{year},{10 * place * place + year - 2020 + lift}",
                f"{teryt},wage,{year},{5000 - 100 * place + 10 * place * (year - 2020)}",
                f"{teryt},crimes,{year},{place + 0.5 * (year - 2020)}",
            ]
    return lines
