"""What the address of a ranking chooses; what is shown instead of nonsense."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import (
    GroupOption,
    Measure,
    Ranking,
    RankingRow,
    Scope,
    ranking,
    read_scope,
)
from empiria.apps.monitor.views.asked_groups import asked_groups, written
from empiria.apps.monitor.views.options import (
    LONGEST,
    no_such_unit,
    not_shown,
    query_of,
    too_few_members,
    year_of,
)
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import alphabetical, unit_by_address
from empiria.apps.system.language import fold

KEYS = ("recipe", "measure", "group", "year", "since", "unit", "sort", "q")
SORTS = ("place", "name", "figure", "moved")


@dataclass(frozen=True, kw_only=True)
class RankingChoice:
    """A ranking as asked for; `query` keeps the choice in links, `rows` are those to be shown, in their order."""

    scope: Scope
    ranking: Ranking
    unit: Unit | None
    sort: str
    search: str
    rows: tuple[RankingRow, ...]
    asked: dict[str, str]
    notices: tuple[str, ...] = ()

    @property
    def own(self) -> RankingRow | None:
        return self.ranking.row_of(self.unit.code) if self.unit else None

    @property
    def outside(self) -> str:
        """That the municipality to be marked is not in the group: all that was asked for is shown nevertheless."""
        if self.unit is None or self.unit.code in self.ranking.group.members:
            return ""
        return _("Not in this group: %(name)s.") % {"name": self.unit.display_name}

    def link(self, name: str = "ranking", *args: str, **changes: str) -> str:
        """The address of this ranking or its file, with some of the choice changed; an empty text takes a key away."""
        kept = {**self.asked, **changes}
        return reverse(f"monitor:{name}", args=args) + query_of(
            (key, kept[key]) for key in [*KEYS, "print"] if kept.get(key)
        )


@dataclass
class _Notices:
    """What was asked for in vain, gathered while the address is read."""

    said: list[str] = field(default_factory=list)

    def compare(self, what: str, asked: str | None, shown: str | int | None, title: str) -> None:
        if asked and asked != str(shown):
            self.said.append(not_shown(what, asked, title))


def read_ranking(request: HttpRequest) -> RankingChoice | None:
    """The ranking that the address asks for; None where nothing can be ranked yet."""
    asked = {key: request.GET[key].strip() for key in KEYS if request.GET.get(key, "").strip()}
    if "group" in asked:
        asked["group"] = written(asked["group"])
    scope = read_scope(asked.get("recipe"), asked_groups([asked.get("group", "")], request.user))
    if scope is None or scope.recipe is None or not scope.measures or not scope.groups:
        return None
    notices = _Notices()
    unit = _unit(asked.get("unit"), notices)
    measure = scope.measure(asked.get("measure")) or _first_measure(scope)
    group = scope.group(asked.get("group")) or _first_group(scope, unit)
    year, since = year_of(asked.get("year", "")), year_of(asked.get("since", ""))
    found = ranking(scope, measure=measure, group=group, year=year, since=since)
    notices.compare("recipe", asked.get("recipe"), scope.recipe.code, scope.recipe.title)
    notices.compare("measure", asked.get("measure"), measure.code, measure.title)
    if silent := scope.without_members(asked.get("group")):
        notices.said.append(too_few_members(silent.title))
    else:
        notices.compare("group", asked.get("group"), group.code, group.title)
    notices.compare("year", asked.get("year"), found.year, str(found.year or "—"))
    notices.compare("year", asked.get("since"), found.since, str(found.since or "—"))
    shown = {
        "recipe": scope.recipe.code,
        "measure": measure.code,
        "group": group.code,
        "year": str(found.year or ""),
        "since": str(found.since or ""),
        "unit": unit.teryt if unit else "",
        "sort": asked.get("sort", ""),
        "q": asked.get("q", ""),
    }
    sort = shown["sort"] if shown["sort"].removeprefix("-") in SORTS else SORTS[0]
    search = shown["q"][:LONGEST]
    return RankingChoice(
        scope=scope,
        ranking=found,
        unit=unit,
        sort=sort,
        search=search,
        rows=_ordered(_found(found.rows, search), sort),
        asked={key: shown[key] for key in asked if shown[key]},
        notices=tuple(notices.said),
    )


def _unit(teryt: str | None, notices: _Notices) -> Unit | None:
    if not teryt:
        return None
    found = unit_by_address(teryt)
    if found is None or found[0].level != "municipality":
        notices.said.append(no_such_unit(teryt))
        return None
    return found[0]


def _first_measure(scope: Scope) -> Measure:
    """The whole where there are scores; else the first that has figures at all."""
    if scope.state == "ready":
        return scope.measures[0]
    return next((one for one in scope.measures if not one.is_score), scope.measures[0])


def _first_group(scope: Scope, unit: Unit | None) -> GroupOption:
    """That of the unit; else the largest of the grouping that the recipe shows first."""
    if unit:
        own = next((group for group in scope.groups if unit.code in group.members), None)
        if own:
            return own
    first = scope.groups[0].grouping
    return max((group for group in scope.groups if group.grouping == first), key=lambda group: group.size)


def _found(rows: tuple[RankingRow, ...], search: str) -> list[RankingRow]:
    """The rows whose name holds what was typed, or whose code begins with it; diacritics are forgiven."""
    if not search:
        return list(rows)
    sought = fold(search)
    return [row for row in rows if sought in fold(row.unit.name) or row.unit.teryt.startswith(sought or "-")]


def _ordered(rows: list[RankingRow], sort: str) -> tuple[RankingRow, ...]:
    """In the order asked for; who has nothing to be ordered by comes last, whichever way."""
    key = sort.removeprefix("-")
    if key == "name":
        return tuple(sorted(rows, key=lambda row: alphabetical(row.unit.name), reverse=sort.startswith("-")))
    if sort == SORTS[0]:
        return tuple(rows)
    known = [row for row in rows if getattr(row, key) is not None]
    known.sort(key=lambda row: getattr(row, key), reverse=sort.startswith("-"))
    return (*known, *(row for row in rows if getattr(row, key) is None))
