"""In which texts people are looked for at an erasure, and which name nobody."""

from empiria.apps.monitor.services.report_texts import renumber_struck
from empiria.apps.system.privacy import Mentions

# What the staff write beside the figures.
MENTIONS = [
    Mentions(model="monitor.Release", fields=("note",)),
    Mentions(model="monitor.OwnGroup", fields=("name", "reason")),
    Mentions(model="monitor.Import", fields=("file_name", "origin", "licence", "unknown_units")),
    # What stood in a file and was not understood.
    Mentions(model="monitor.ImportFinding", fields=("column", "message", "action", "params")),
    Mentions(model="monitor.Indicator", fields=("definition_pl", "definition_en", "source_pl", "source_en")),
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
    Mentions(model="monitor.LocalFigureChange", fields=("comment", "source", "note")),
]

# Published methods and figures, the same for everybody who reads them in; codes, digests and names of our own files.
WORDLESS = {
    "monitor.Comparison": {"query"},
    "monitor.OwnGroup": {"units"},
    "monitor.ReportTexts": {"outline"},
    "monitor.Dimension": {"code", "title_pl", "title_en", "description_pl", "description_en"},
    "monitor.Area": {"code", "title_pl", "title_en", "description_pl", "description_en"},
    "monitor.Indicator": {
        "code",
        "name_pl",
        "name_en",
        "short_pl",
        "short_en",
        "unit_pl",
        "unit_en",
        "per_unit",
        "ratio_unit_pl",
        "ratio_unit_en",
        "shipped_digest",
    },
    "monitor.IndicatorKey": {"key", "level", "expected_name", "expected_unit"},
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
