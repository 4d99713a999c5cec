"""What the staff's pages share: findings in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from empiria.apps.monitor.models import ImportFinding, Indicator
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Level
from empiria.reporting import sentences

# Levels that files know and releases may not hold; units that no register names have none.
LEVELS = {
    **dict(Level.choices),
    "macroregion": gettext_lazy("macroregion"),
    "region": gettext_lazy("region"),
    "subregion": gettext_lazy("subregion"),
    "part": gettext_lazy("part of a municipality"),
    "unknown": gettext_lazy("not known"),
}


def finding_row(finding: ImportFinding, *, indicators: Mapping[str, Indicator]) -> list[Any]:
    """Severity, row, column, message, action and code, in the reader's language."""
    params = page_words().params(finding.params) | _in_words(finding.params, indicators)
    return [
        finding.get_severity_display(),
        finding.row,
        finding.column,
        _(finding.message) % params,
        _(finding.action) % params if finding.action else "",
        finding.code,
    ]


def _in_words(params: Mapping[str, Any], indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """What a finding says in codes, as the reader calls it: an indicator, why a value is missing, levels of units."""
    words = {}
    if indicator := indicators.get(params.get("indicator", "")):
        words["indicator"] = indicator.name
    if "status" in params:
        words["status"] = sentences.reason(params["status"], page_words())
    if "levels" in params:
        words["levels"] = ", ".join(str(LEVELS.get(level, level)) for level in params["levels"].split(", "))
    return words
