"""One unit's rows of a profile: the recipe's nodes in order, then the figures that no leaf uses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from empiria.analysis.recipe import Node, Recipe
from empiria.apps.monitor.models import Indicator
from empiria.apps.monitor.selectors.catalogue import indicator_note, variable_of
from empiria.apps.monitor.selectors.certainty import UnitIntervals
from empiria.apps.monitor.selectors.scores import GroupSpreads, UnitScores, place_by_value
from empiria.apps.monitor.selectors.shapes import HistoryPoint, InputNote, NodeKind, NodeRow, SourceNote
from empiria.apps.monitor.selectors.store import Figure, Figures

# The unit's column of the area, said in words where a leaf is divided by it.
AREA_COLUMN = "area_ha"
# What the bare count of a leaf with a denominator is called beside the leaf.
BARE = ".bare"
NOTHING: dict[str, Any] = {}
NO_FIGURE = Figure(None, "missing", None)
NO_FIGURES: Mapping[int, Figure] = {}


@dataclass(frozen=True, kw_only=True)
class TreeRows:
    """What is known of one unit, its group and the year shown; `tree` and `others` make rows of it."""

    recipe: Recipe
    year: int | None
    own: UnitScores
    spreads: GroupSpreads
    members: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]
    figures: Figures
    sources: Mapping[int, SourceNote]
    catalogue: Mapping[str, Indicator]
    titles: Mapping[str, str]
    intervals: UnitIntervals = field(default_factory=UnitIntervals)

    def tree(self) -> tuple[NodeRow, ...]:
        return tuple(self._walk(self.recipe.tree, parent=None, depth=0))

    def others(self) -> tuple[NodeRow, ...]:
        """Figures that no leaf shows: of other indicators, and counts of years for which the denominator is missing."""
        leaves = {leaf.code: leaf for leaf in self.recipe.leaves()}
        rest = {
            code: years
            for code, years in self.figures.items()
            if code not in leaves or self._hides(leaves[code])
        }
        rows = plain_rows(rest, year=self.year, catalogue=self.catalogue, sources=self.sources)
        return tuple(replace(row, node=f"{row.node}{BARE}") if row.node in leaves else row for row in rows)

    def _hides(self, leaf: Node) -> bool:
        """A ratio is shown, and for some years there is only the count."""
        if leaf.per is None:
            return False
        counted = self.figures.get(leaf.code, {})
        shown = self.own.values.get(leaf.code, {})
        return any(figure.value is not None and year not in shown for year, figure in counted.items())

    @cached_property
    def _group_size(self) -> int:
        root = self.spreads.nodes.get(self.recipe.tree.code, {})
        return max((spreads.units for spreads in root.values()), default=0)

    def _inputs(self, node: Node) -> tuple[InputNote, ...]:
        """The figure itself and what it is divided by."""
        codes = parts_of(node)
        notes = [
            input_note(
                code, year=self.year, figures=self.figures, catalogue=self.catalogue, sources=self.sources
            )
            for code in codes
        ]
        if node.per is not None and node.per.column is not None:
            notes.append(InputNote(title=per_words(node, self.catalogue), is_registered=True))
        return tuple(notes)

    def _walk(self, node: Node, *, parent: str | None, depth: int) -> list[NodeRow]:
        rows = [self._row(node, parent=parent, depth=depth)]
        for child in node.children:
            rows += self._walk(child, parent=node.code, depth=depth + 1)
        return rows

    def _row(self, node: Node, *, parent: str | None, depth: int) -> NodeRow:
        row = self.own.rows.get(node.code, NOTHING)
        group = self.spreads.at(node.code, self.year)
        values, scores = self.members.get(node.code, ((), ()))
        indicator = self.catalogue.get(node.code) if node.is_leaf else None
        rank, ranked = row.get("rank"), row.get("ranked")
        if node.is_leaf:
            rank, ranked = place_by_value(row.get("value"), values, direction=node.direction)
        return NodeRow(
            node=node.code,
            parent=parent,
            title=self.title(node),
            kind=kind_of(node, depth),
            level=node.level,
            depth=depth,
            weight=node.weight or None,
            value=row.get("value"),
            unit=unit_of_leaf(node, indicator),
            decimals=indicator.decimals if indicator else 1,
            polarity=node.direction if node.is_leaf else "up",
            score=row.get("score"),
            rank=rank,
            ranked=ranked,
            status=row.get("status", "missing" if node.is_leaf else "too few"),
            change_score=row.get("change_score"),
            change_rank=row.get("change_rank"),
            values=group.values if group else None,
            scores=group.scores if group else None,
            change_scores=group.change_scores if group else None,
            group_size=self._group_size,
            group_missing=self._group_size - len(values if node.is_leaf else scores),
            group_values=values,
            group_scores=scores,
            history=self._history(node) if node.is_leaf else (),
            inputs=self._inputs(node) if node.is_leaf else (),
            files=year_files(
                parts_of(node),
                years=self.own.values.get(node.code, {}),
                figures=self.figures,
                sources=self.sources,
            )
            if node.is_leaf
            else {},
            indicator=indicator_note(indicator) if indicator else None,
            per=self._per(node),
            children_missing=self._children_missing(node),
            interval=None if node.is_leaf else self.intervals.scores.get(node.code),
            change_interval=None if node.is_leaf else self.intervals.changes.get(node.code),
        )

    def title(self, node: Node) -> str:
        return node_title(node, catalogue=self.catalogue, titles=self.titles)

    def _history(self, node: Node) -> tuple[HistoryPoint, ...]:
        """From the first year with a figure to the last, gaps as gaps."""
        own = self.own.values.get(node.code, {})
        medians = self.spreads.medians.get(node.code, {})
        if not own:
            return ()
        return tuple(
            [HistoryPoint(year, own.get(year), medians.get(year)) for year in range(min(own), max(own) + 1)]
        )

    def _per(self, node: Node) -> str:
        if node.per is None:
            return ""
        name = per_words(node, self.catalogue)
        if node.per.times == 1:
            return name
        return gettext("%(name)s, × %(times)s") % {
            "name": name,
            "times": number_format(f"{node.per.times:g}"),
        }

    def _children_missing(self, node: Node) -> tuple[str, ...]:
        return tuple(
            self.title(child)
            for child in node.scored_children
            if self.own.rows.get(child.code, NOTHING).get("score") is None
        )


def parts_of(node: Node) -> tuple[str, ...]:
    """The indicators that a leaf's value is made of."""
    return (node.code, node.per.indicator) if node.per and node.per.indicator else (node.code,)


def input_note(
    code: str,
    *,
    year: int | None,
    figures: Figures,
    catalogue: Mapping[str, Indicator],
    sources: Mapping[int, SourceNote],
) -> InputNote:
    """Where the figure of an indicator in one year came from."""
    indicator = catalogue.get(code)
    figure = figures.get(code, NO_FIGURES).get(year or -1, NO_FIGURE)
    source = sources.get(figure.source) if figure.source is not None else None
    return InputNote(
        title=indicator.name if indicator else code,
        source=source,
        variable=variable_of(indicator, source.origin) if source else "",
    )


def year_files(
    codes: Sequence[str], *, years: Iterable[int], figures: Figures, sources: Mapping[int, SourceNote]
) -> dict[int, tuple[SourceNote, ...]]:
    """The files that figures of some indicators came from, by year."""
    found = {}
    for year in years:
        used = (figures.get(code, NO_FIGURES).get(year, NO_FIGURE).source for code in codes)
        found[year] = tuple(sources[pk] for pk in dict.fromkeys(used) if pk is not None and pk in sources)
    return found


def node_title(node: Node, *, catalogue: Mapping[str, Indicator], titles: Mapping[str, str]) -> str:
    """The recipe's own title in the reader's language, else the catalogue's or the framework's."""
    language = "en" if (get_language() or "").startswith("en") else "pl"
    declared = dict(node.title)
    if own := declared.get(language):
        return own
    if node.is_leaf and node.code in catalogue:
        return catalogue[node.code].name
    return titles.get(node.code) or declared.get("pl") or node.code


def per_words(node: Node, catalogue: Mapping[str, Indicator]) -> str:
    """What a leaf is divided by."""
    if node.per is None:
        return ""
    if node.per.indicator is not None:
        of = catalogue.get(node.per.indicator)
        return of.name if of else node.per.indicator
    return gettext("area (ha)") if node.per.column == AREA_COLUMN else str(node.per.column)


def kind_of(node: Node, depth: int) -> NodeKind:
    if depth == 0:
        return "root"
    if node.is_leaf:
        return "indicator"
    return "dimension" if depth == 1 else "area"


def unit_of_leaf(node: Node, indicator: Indicator | None) -> str:
    """The unit of the figure shown: after the division where the recipe divides."""
    if indicator is None:
        return ""
    return (indicator.ratio_unit or indicator.unit) if node.per else indicator.unit


def plain_rows(
    figures: Figures,
    *,
    year: int | None,
    catalogue: Mapping[str, Indicator],
    sources: Mapping[int, SourceNote],
) -> tuple[NodeRow, ...]:
    """Figures without a recipe: values and history, no group, no score; in the order of the catalogue."""
    order = {code: place for place, code in enumerate(catalogue)}
    rows = []
    for code, years in figures.items():
        indicator = catalogue.get(code)
        known = [period for period, figure in years.items() if figure.value is not None]
        if not known:
            continue
        shown = years.get(year or -1, NO_FIGURE)
        rows.append(
            NodeRow(
                node=code,
                parent=None,
                title=indicator.name if indicator else code,
                kind="indicator",
                level=1,
                depth=1,
                weight=None,
                value=shown.value,
                unit=indicator.unit if indicator else "",
                decimals=plain_decimals(indicator),
                polarity="neutral",
                score=None,
                rank=None,
                ranked=None,
                status=shown.status,
                change_score=None,
                change_rank=None,
                history=tuple(
                    HistoryPoint(period, years.get(period, NO_FIGURE).value, None)
                    for period in range(min(known), max(known) + 1)
                ),
                inputs=(input_note(code, year=year, figures=figures, catalogue=catalogue, sources=sources),),
                files=year_files([code], years=known, figures=figures, sources=sources),
                indicator=indicator_note(indicator) if indicator else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: order.get(row.node, len(order))))


def plain_decimals(indicator: Indicator | None) -> int:
    """The catalogue's decimals are those of the ratio; a bare count has none."""
    if indicator is None:
        return 1
    return 0 if indicator.additive else indicator.decimals
