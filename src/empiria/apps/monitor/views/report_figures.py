"""Drawings that only reports have: the indicators of one chapter as strips."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, NodeRow
from empiria.apps.monitor.views.city_figures import drawn_value, history_table, place_or_reason, value_spread
from empiria.apps.monitor.views.city_source import about, source_line
from empiria.reporting.chart import StripRow, strips
from empiria.reporting.claims.estimate import SMALLEST_GROUP, Estimate, Verdict, compare_figures
from empiria.reporting.figure import Figure
from empiria.reporting.report_sentences import indicators_above_median
from empiria.reporting.words import Words


def section_figure(profile: CityProfile, rows: Sequence[NodeRow], title: str, words: Words) -> Figure | None:
    """Some indicators against the group; None where nobody has a figure."""
    known = [row for row in rows if row.group_values]
    if not known:
        return None
    verdicts = [_verdict(row) for row in known if row.polarity != "neutral"]
    sentence = indicators_above_median(verdicts, words)
    titled = _("%(title)s: indicators against the group, %(year)s") % {"title": title, "year": profile.year}
    drawn = [
        StripRow(
            name=row.title,
            spread=value_spread(row),
            value=drawn_value(row),
            end=place_or_reason(row, words) if row.polarity != "neutral" else _("not scored"),
        )
        for row in known
    ]
    return Figure(
        code="section",
        title=titled,
        sentence=sentence,
        svg=strips(drawn, title=titled, description=sentence),
        table=history_table(profile, known),
        source=source_line(profile, known),
        about=about(profile, known),
    )


def _verdict(row: NodeRow) -> Verdict:
    """How a value stands to the group's median, “more” being better."""
    middle = row.values.median if row.values else None
    if row.rank is None or (row.ranked or 0) < SMALLEST_GROUP:
        return "unknown"
    verdict = compare_figures(Estimate(value=row.value), Estimate(value=middle), row.decimals)
    opposite: dict[Verdict, Verdict] = {"more": "less", "less": "more"}
    return opposite.get(verdict, verdict) if row.polarity == "down" else verdict
