"""What the address of a comparison chooses; what is left out of it, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import Compared, GroupOption, Item, Measure, Scope, compare, read_scope
from empiria.apps.monitor.selectors.profile import unit_note
from empiria.apps.monitor.views.asked_groups import MOST_PEERS, asked_groups, read_at_once, written
from empiria.apps.monitor.views.options import (
    LONGEST,
    no_such_unit,
    not_shown,
    query_of,
    too_few_members,
    year_of,
)
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import unit_by_address, units_by_code

MOST_ITEMS = 8
MOST_MEASURES = 12
# Of an address no more is read: each code that is not of today is looked up by itself.
MOST_READ = 3 * MOST_ITEMS
VIEWS = ("profile", "trends", "multiples", "table")
AVERAGES = ("median", "mean")
SINGLE = ("recipe", "group", "year", "view")


@dataclass(frozen=True, kw_only=True)
class CompareChoice:
    """A comparison as asked for. `compared` is None as long as nobody was chosen. `asked` is what links keep."""

    scope: Scope
    items: tuple[Item, ...]
    measures: tuple[Measure, ...]
    compared: Compared | None
    view: str
    asked: Mapping[str, Sequence[str]]
    notices: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.items) >= MOST_ITEMS

    def pairs(self, **changes: str | Sequence[str]) -> list[tuple[str, str]]:
        """The choice as keys and values, some of it changed; an empty value takes a key away."""
        kept: dict[str, str | Sequence[str]] = {**self.asked, **changes}
        found = []
        for key, values in kept.items():
            found += [(key, one) for one in ([values] if isinstance(values, str) else values) if one]
        return found

    def link(self, name: str = "compare", *args: str, **changes: str | Sequence[str]) -> str:
        """The address of this comparison or its file."""
        return reverse(f"monitor:{name}", args=args) + query_of(self.pairs(**changes))

    def link_with(self, code: str) -> str:
        """The same with one more."""
        return self.link(unit=[*(item.code for item in self.items), code])

    def link_without(self, code: str) -> str:
        return self.link(unit=[item.code for item in self.items if item.code != code])


@dataclass
class _Reading:
    """An address while it is read: what could be made of it, and what is said about the rest."""

    scope: Scope
    # Words of groups beyond the number that is read.
    beyond: frozenset[str] = frozenset()
    notices: list[str] = field(default_factory=list)

    def items(self, codes: Sequence[str]) -> list[Item]:
        wanted = list(dict.fromkeys(codes))[:MOST_READ]
        units = _units([code for code in wanted if ":" not in code])
        found: dict[str, Item] = {}
        for code in wanted:
            item = self._average(code) if ":" in code else self._unit(code, units.get(code))
            if item is not None:
                found.setdefault(item.code, item)
        if len(found) > MOST_ITEMS:
            self.notices.append(
                _("At most %(count)s can be compared; the rest was left out.") % {"count": MOST_ITEMS}
            )
        return list(found.values())[:MOST_ITEMS]

    def _unit(self, code: str, unit: Unit | None) -> Item | None:
        if unit is None or unit.level != "municipality":
            self.notices.append(no_such_unit(code))
            return None
        return Item(code=unit.teryt, unit=unit_note(unit))

    def _average(self, code: str) -> Item | None:
        kind, _colon, named = code.partition(":")
        word = written(named)
        group = self.scope.group(word)
        if kind in AVERAGES and (word in self.beyond or self.scope.without_members(word)):
            self.group_left_out(word)
            return None
        if kind not in AVERAGES or group is None:
            self.notices.append(_("There is no median or mean “%(asked)s” here.") % {"asked": code[:LONGEST]})
            return None
        return Item(
            code=f"{kind}:{group.code}", group=group, average="median" if kind == "median" else "mean"
        )

    def group_left_out(self, word: str) -> bool:
        """Say once why a group that is asked for is not among those of the scope, where that is known."""
        few = self.scope.without_members(word)
        if few:
            said = too_few_members(few.title)
        elif word in self.beyond:
            said = _(
                "At most %(count)s groups of similar municipalities can be read at once; the rest was left out."
            ) % {"count": MOST_PEERS}
        else:
            return False
        if said not in self.notices:
            self.notices.append(said)
        return True

    def measures(self, codes: Sequence[str]) -> list[Measure]:
        found = []
        for code in list(dict.fromkeys(codes))[:MOST_READ]:
            measure = self.scope.measure(code)
            if measure:
                found.append(measure)
            else:
                self.notices.append(
                    _("There is no indicator or score “%(asked)s”.") % {"asked": code[:LONGEST]}
                )
        if len(found) > MOST_MEASURES:
            self.notices.append(
                _("At most %(count)s indicators and scores are shown; the rest was left out.")
                % {"count": MOST_MEASURES}
            )
        return found[:MOST_MEASURES] or _usual(self.scope)

    def compare(self, what: str, asked: str, shown: str, title: str) -> None:
        if asked and asked != shown:
            self.notices.append(not_shown(what, asked, title))


def read_comparison(query: QueryDict, reader: Any = None) -> CompareChoice | None:
    """The comparison that a query describes, as its reader may see it; None where nothing can be compared yet."""
    single = {key: query.get(key, "").strip() for key in SINGLE}
    single["group"] = written(single["group"])
    named = _groups_named(query)
    scope = read_scope(single["recipe"] or None, asked_groups(named, reader))
    if scope is None or scope.recipe is None or not scope.measures or not scope.groups:
        return None
    reading = _Reading(scope, read_at_once(named)[1])
    reading.compare("recipe", single["recipe"], scope.recipe.code, scope.recipe.title)
    items = reading.items([code.strip() for code in query.getlist("unit") if code.strip()])
    asked_measures = [code.strip() for code in query.getlist("measure") if code.strip()]
    measures = reading.measures(asked_measures)
    compared = None
    if items:
        compared = compare(
            scope, items=items, measures=measures, frame_code=single["group"], year=year_of(single["year"])
        )
        if not reading.group_left_out(single["group"]):
            reading.compare("group", single["group"], compared.frame.code, compared.frame.title)
        reading.compare("year", single["year"], str(compared.year), str(compared.year or "—"))
    view = single["view"] if single["view"] in VIEWS else VIEWS[0]
    return CompareChoice(
        scope=scope,
        items=tuple(items),
        measures=tuple(measures),
        compared=compared,
        view=view,
        asked={
            "unit": [item.code for item in items],
            "measure": [one.code for one in measures] if asked_measures else [],
            "recipe": scope.recipe.code if single["recipe"] else "",
            "group": compared.frame.code if compared and single["group"] else "",
            "year": str(compared.year) if compared and compared.year and single["year"] else "",
            "view": view if single["view"] else "",
        },
        notices=tuple(reading.notices),
    )


def made_groups(compared: Compared) -> list[GroupOption]:
    """The groups of a comparison that its address makes, each once: whose members pages explain."""
    groups = [compared.frame, *(item.group for item in compared.items if item.group)]
    return list({group.code: group for group in groups if group.is_asked}.values())


def _groups_named(query: QueryDict) -> list[str]:
    """Codes of groups that the query names: behind everything, in a median or mean, to be added."""
    averages = [code.partition(":") for code in query.getlist("unit")[:MOST_READ]]
    return [
        query.get("group", ""),
        query.get("of", ""),
        *(group for kind, _colon, group in averages if kind in AVERAGES),
    ]


def _units(codes: Sequence[str]) -> dict[str, Unit]:
    """Municipalities by the codes of an address: one query for those of today, more only for ended codes."""
    known = units_by_code({code[:6] for code in codes})
    found = {}
    for code in codes:
        unit = known.get(code[:6])
        if unit is not None and unit.is_current and unit.teryt == code:
            found[code] = unit
        elif led := unit_by_address(code):
            found[code] = led[0]
    return found


def _usual(scope: Scope) -> list[Measure]:
    """The whole and its dimensions where there are scores; else the first indicators that have figures."""
    scores = [one for one in scope.measures if one.kind in ("root", "dimension")]
    if scope.state == "ready" and scores:
        return scores
    return [one for one in scope.measures if not one.is_score][:4]
