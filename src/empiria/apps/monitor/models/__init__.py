"""The indicator catalogue, releases of observations with their imports, recipes and the scores made by them.

Observations and scores themselves are Parquet files in the store; the rows here say what there is, where it came
from, and what is public.
"""

from empiria.apps.monitor.models.catalogue import (
    CODE,
    AbsentMeans,
    Area,
    Dimension,
    Indicator,
    IndicatorKey,
    Polarity,
    Source,
    ZeroMeans,
)
from empiria.apps.monitor.models.comparisons import Comparison
from empiria.apps.monitor.models.recipes import RecipeVersion, ScoreSet
from empiria.apps.monitor.models.releases import Import, ImportFinding, Release

__all__ = [
    "CODE",
    "AbsentMeans",
    "Area",
    "Comparison",
    "Dimension",
    "Import",
    "ImportFinding",
    "Indicator",
    "IndicatorKey",
    "Polarity",
    "RecipeVersion",
    "Release",
    "ScoreSet",
    "Source",
    "ZeroMeans",
]
