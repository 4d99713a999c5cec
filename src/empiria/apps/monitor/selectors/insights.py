"""What a profile says about its unit: where it stands out, and the group beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.scores import places_by_value
from empiria.apps.monitor.selectors.shapes import CityProfile, MemberPoint, NodeRow, UnitNote
from empiria.apps.monitor.selectors.within import year_within

AT_MOST = 4
# With fewer compared units "among the best third" says nothing.
COMPARED = 3


@dataclass(frozen=True, kw_only=True)
class GroupCell:
    """One unit of the group in one row of a profile."""

    unit: UnitNote
    value: float | None
    score: float | None
    rank: int | None
    status: str


def quadrant(profile: CityProfile) -> tuple[MemberPoint, ...]:
    """The group in situation and change."""
    return profile.points


def strengths(profile: CityProfile) -> tuple[NodeRow, ...]:
    """Indicators in the best third of the group, the farthest above its median first; see `_outstanding`."""
    return _outstanding(profile, side=1)


def weaknesses(profile: CityProfile) -> tuple[NodeRow, ...]:
    """Indicators in the last third of the group, the farthest below its median first; see `_outstanding`."""
    return _outstanding(profile, side=-1)


def _outstanding(profile: CityProfile, *, side: int) -> tuple[NodeRow, ...]:
    """At most four rows, from as many areas as possible; never a neutral, missing or imputed figure."""

    def distance(row: NodeRow) -> float:
        if (
            row.score is None
            or row.scores is None
            or row.polarity == "neutral"
            or row.value is None
            or row.status
        ):
            return 0.0
        return side * (row.score - row.scores.median) if _in_third(row, side=side) else 0.0

    ordered = sorted((row for row in profile.indicators if distance(row) > 0), key=distance, reverse=True)
    firsts = _one_per(ordered, lambda row: row.parent)
    rest = [row for row in ordered if row not in firsts]
    return tuple(sorted([*firsts, *rest][:AT_MOST], key=distance, reverse=True))


def _in_third(row: NodeRow, *, side: int) -> bool:
    if row.rank is None or row.ranked is None or row.ranked < COMPARED:
        return False
    place = row.rank if side > 0 else row.ranked + 1 - row.rank
    return place <= row.ranked / 3


def _one_per(rows: Iterable[NodeRow], key: Callable[[NodeRow], str | None]) -> list[NodeRow]:
    seen: dict[str | None, NodeRow] = {}
    for row in rows:
        seen.setdefault(key(row), row)
    return list(seen.values())


def group_table(*, profile: CityProfile, node: str) -> tuple[GroupCell, ...]:
    """Every unit of the group in one node and the profile's year: best first, then by value, missing last."""
    if profile.score_set is None or profile.group is None or profile.year is None:
        return ()
    score_set = ScoreSet.objects.get(pk=profile.score_set)
    units = {member.code: member for member in profile.members}
    in_year = year_within(score_set, group=profile.group.code, members=profile.reread, period=profile.year)
    table = in_year.nodes.get(node)
    if table is None:
        return ()
    shown = profile.row(node)
    if shown and shown.kind == "indicator":
        table = table.with_columns(rank=places_by_value(shown.polarity))
    rows = table.sort("rank", "value", "unit", descending=[False, True, False], nulls_last=True)
    return tuple(
        GroupCell(
            unit=units[row["unit"]],
            value=row["value"],
            score=row["score"],
            rank=row["rank"],
            status=row["status"],
        )
        for row in rows.iter_rows(named=True)
        if row["unit"] in units
    )
