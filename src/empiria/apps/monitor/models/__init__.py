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
from empiria.apps.monitor.models.local import (
    Absence,
    FigureDeed,
    FigureState,
    LocalFigure,
    LocalFigureChange,
    LocalIndicator,
    LocalParticipation,
    LocalState,
)
from empiria.apps.monitor.models.own_groups import OwnGroup
from empiria.apps.monitor.models.recipes import RecipeVersion, ScoreSet
from empiria.apps.monitor.models.releases import Import, ImportFinding, Release
from empiria.apps.monitor.models.report_texts import ReportTexts, ReportTextsVersion

__all__ = [
    "CODE",
    "Absence",
    "AbsentMeans",
    "Area",
    "Comparison",
    "Dimension",
    "FigureDeed",
    "FigureState",
    "Import",
    "ImportFinding",
    "Indicator",
    "IndicatorKey",
    "LocalFigure",
    "LocalFigureChange",
    "LocalIndicator",
    "LocalParticipation",
    "LocalState",
    "OwnGroup",
    "Polarity",
    "RecipeVersion",
    "Release",
    "ReportTexts",
    "ReportTextsVersion",
    "ScoreSet",
    "Source",
    "ZeroMeans",
]
