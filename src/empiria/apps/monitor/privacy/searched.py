"""In which texts people are looked for at an erasure, and which name nobody."""

from django.db.models import Q

from empiria.apps.monitor.services.recoding import rename_indicator, rename_list
from empiria.apps.monitor.services.report_texts import renumber_struck
from empiria.apps.system.privacy import Mentions

# What the staff write beside the figures.
MENTIONS = [
    Mentions(model="monitor.Release", fields=("note",)),
    Mentions(model="monitor.OwnGroup", fields=("name", "reason")),
    Mentions(model="monitor.Import", fields=("file_name", "origin", "licence", "unknown_units")),
    # What stood in a file and was not understood.
    Mentions(model="monitor.ImportFinding", fields=("column", "message", "action", "params")),
    Mentions(
        model="monitor.Indicator",
        fields=(
            *("name_pl", "name_en", "short_pl", "short_en", "unit_pl", "unit_en"),
            *("ratio_unit_pl", "ratio_unit_en"),
            *("definition_pl", "definition_en", "source_pl", "source_en"),
        ),
    ),
    # Codes that the staff typed, or that were made of what they typed. Shipped ones name nobody.
    Mentions(
        model="monitor.Indicator",
        fields=("code",),
        is_asked=True,
        is_code=True,
        among=Q(shipped_digest=""),
        renamed=rename_indicator,
    ),
    # What a source calls an indicator: with another key nothing of it is read in any more.
    Mentions(model="monitor.IndicatorKey", fields=("key",), is_asked=True, is_code=True),
    # Declared here and not by the places: the code of a list stands in what the monitor keeps.
    Mentions(
        model="places.Grouping",
        fields=("code",),
        is_asked=True,
        is_code=True,
        among=Q(rule__has_key="units"),
        renamed=rename_list,
    ),
    # What the staff agree, in their own words.
    Mentions(
        model="monitor.LocalIndicator",
        fields=(
            *("name_pl", "name_en", "unit_pl", "unit_en"),
            *("definition_pl", "definition_en", "method_pl", "method_en"),
        ),
    ),
    Mentions(model="monitor.LocalIndicator", fields=("code",), is_asked=True, is_code=True),
    # What people of cities and the staff write beside figures.
    Mentions(model="monitor.LocalFigure", fields=("comment", "source", "question")),
    Mentions(model="monitor.ReportTextsVersion", fields=("texts",), rebuild=renumber_struck),
    Mentions(model="monitor.LocalFigureChange", fields=("comment", "source")),
]

# Published methods and figures, the same for everybody who reads them in; codes, digests and names of our own files.
WORDLESS = {
    "monitor.Comparison": {"query"},
    "monitor.OwnGroup": {"units"},
    "monitor.ReportTexts": {"outline"},
    "monitor.Dimension": {"code", "title_pl", "title_en", "description_pl", "description_en"},
    "monitor.Area": {"code", "title_pl", "title_en", "description_pl", "description_en"},
    "monitor.Indicator": {
        "per_unit",
        "shipped_digest",
    },
    "monitor.IndicatorKey": {"level", "expected_name", "expected_unit"},
    "monitor.Release": {
        "code",
        "observations",
        "observations_sha256",
        "units",
        "units_sha256",
        "left_out",
        "difference",
        "difference_digest",
        "accepted_digest",
        "extent",
    },
    # The name of a sheet (`options`) is struck out with the file it stands in.
    "monitor.Import": {"reader", "options", "sha256", "raw", "kept_sha256", "observations", "slices"},
    "monitor.ImportFinding": {"code"},
    "monitor.RecipeVersion": {"code", "version", "title_pl", "title_en", "text", "digest", "groupings"},
    "monitor.ScoreSet": {
        "grouping",
        "path",
        "missing",
        "periods",
        "covered",
        "problem",
        "code_version",
        "certainty",
        "certainty_path",
    },
}
