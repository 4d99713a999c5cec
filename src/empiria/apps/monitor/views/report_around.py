"""A city beside the median of its group and of its surroundings: the municipalities of its voivodeship in the release."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import (
    CityProfile,
    Compared,
    ComparedMeasure,
    GroupOption,
    Item,
    compare,
    read_scope,
)
from empiria.apps.monitor.views.compare_figures import bars_of, figure_words
from empiria.apps.monitor.views.report_blocks import worded
from empiria.reporting.chart import Bars, bar_chart
from empiria.reporting.document import Block, Grid, Heading, Paragraph, Picture
from empiria.reporting.table import Column, Table
from empiria.reporting.words import Words

# The grouping that holds a unit's surroundings.
SURROUNDINGS = "voivodeship"


@dataclass(frozen=True, kw_only=True)
class Around:
    """The comparison of a report: `compared` holds the city, then its group, then its surroundings where there are any."""

    compared: Compared
    # The city by its name, averages by what they are to it.
    names: tuple[str, ...]
    words: Words

    @property
    def _scores(self) -> list[ComparedMeasure]:
        return [row for row in self.compared.measures if row.measure.is_score]

    @property
    def _indicators(self) -> list[ComparedMeasure]:
        return [row for row in self.compared.measures if not row.measure.is_score]

    def blocks(self) -> list[Block]:
        averages = [
            f"{name} – {item.group.title}"
            for name, item in zip(self.names, self.compared.items, strict=True)
            if item.group
        ]
        said = _("Compared: %(names)s. Scores are those within: %(frame)s.") % {
            "names": "; ".join(averages),
            "frame": self.compared.frame.title,
        }
        blocks: list[Block] = [Paragraph(text=said)]
        top = [row for row in self._scores if row.measure.kind in ("root", "dimension")]
        if top:
            title = _("Overall position and dimensions beside the group and the surroundings")
            drawing = bar_chart([self._bars(row) for row in top], title=title)
            blocks.append(Picture(svg=drawing, alternative=self._in_words(top), caption=title))
        for title, rows in ((_("Scores"), self._scores), (_("Indicators"), self._indicators)):
            if rows:
                blocks += [Heading(text=title, level=2), self._grid(title, rows)]
        return blocks

    def _bars(self, row: ComparedMeasure) -> Bars:
        bars = bars_of(row, self.compared.items, self.words)
        named = [replace(bar, name=name) for bar, name in zip(bars.bars, self.names, strict=True)]
        return replace(bars, bars=named)

    def _in_words(self, rows: Sequence[ComparedMeasure]) -> str:
        parts = []
        for row in rows:
            figures = ", ".join(
                f"{name} {figure_words(row.measure, cell, self.words)}"
                for name, cell in zip(self.names, row.cells, strict=True)
            )
            parts.append(f"{row.measure.title}: {figures}.")
        return " ".join(parts)

    def _grid(self, title: str, rows: Sequence[ComparedMeasure]) -> Grid:
        compared, words = self.compared, self.words
        return worded(
            caption=_("%(title)s beside the group and the surroundings, %(year)s")
            % {"title": title, "year": compared.year or "—"},
            columns=[_("Indicator or score"), *self.names],
            rows=[
                [
                    f"{row.measure.title} ({row.measure.unit})" if row.measure.unit else row.measure.title,
                    *(figure_words(row.measure, cell, words) for cell in row.cells),
                ]
                for row in rows
            ],
        )

    def table(self) -> Table:
        """The same for a spreadsheet."""
        compared = self.compared
        return Table(
            caption=_("Comparison"),
            columns=[
                Column(title=_("Indicator or score")),
                Column(title=_("Code")),
                Column(title=_("Unit")),
                *(Column(title=name, kind="number", decimals=2) for name in self.names),
            ],
            rows=[
                [row.measure.title, row.measure.code, row.measure.unit, *(cell.figure for cell in row.cells)]
                for row in compared.measures
            ],
        )


def around(profile: CityProfile, words: Words) -> Around | None:
    """None where the city has no group, or stands in it alone."""
    if profile.recipe is None or profile.group is None or profile.year is None:
        return None
    scope = read_scope(profile.recipe.code, [profile.asked_group] if profile.asked_group else ())
    if scope is None or not scope.measures:
        return None
    unit, own = profile.unit.code, scope.group(profile.group.code)
    beside = [(_("median of the group"), own)] if own else []
    around_it = [one for one in scope.groups if one.grouping == SURROUNDINGS and unit in one.members]
    beside += [(_("median of the surroundings"), one) for one in around_it[:1] if one != own]
    if not beside:
        return None
    items = [
        Item(code=profile.unit.teryt, unit=profile.unit_note),
        *(_median(group) for _name, group in beside),
    ]
    compared = compare(scope, items=items, measures=scope.measures, year=profile.year)
    names = (profile.unit_note.name, *(name for name, _group in beside))
    return Around(compared=compared, names=names, words=words)


def _median(group: GroupOption) -> Item:
    return Item(code=f"median:{group.code}", group=group, average="median")
