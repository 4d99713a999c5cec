"""The declared rule of a grouping: read with clear errors, and applied to units. Pure: knows no database.

    {"level": "municipality", "where": {"county_rights": true}, "by": [{"population": [50000, 100000]}]}

`where` narrows (county_rights, kinds, voivodeships, population {from, to}, classes {typology: [codes]}); each entry of
`by` divides further ("kind", "voivodeship", {"population": [edges]}, {"class": typology}). {"units": [codes]} instead
is a list picked by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from empiria.analysis.errors import InputError, mark

LEVELS = ("municipality", "county", "voivodeship")
KINDS = ("1", "2", "3")
WHERE = ("county_rights", "kinds", "voivodeships", "population", "classes")


@dataclass(frozen=True, order=True)
class Band:
    """Inhabitants from `low` (included) to `high` (excluded), in thousands; None is open."""

    low: int | None
    high: int | None

    def holds(self, population: int) -> bool:
        return (self.low or 0) * 1000 <= population and (self.high is None or population < self.high * 1000)


@dataclass(frozen=True)
class Divider:
    """One way of dividing: `what` is kind, voivodeship, population or class."""

    what: str
    bands: tuple[Band, ...] = ()
    typology: str = ""


@dataclass(frozen=True)
class Rule:
    level: str = "municipality"
    county_rights: bool | None = None
    kinds: tuple[str, ...] = ()
    voivodeships: tuple[str, ...] = ()
    population: Band | None = None
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by: tuple[Divider, ...] = ()
    units: tuple[str, ...] | None = None

    @property
    def needs_population(self) -> bool:
        return self.population is not None or any(divider.what == "population" for divider in self.by)

    @property
    def typologies(self) -> list[str]:
        return [code for code, _ in self.classes] + [d.typology for d in self.by if d.what == "class"]


@dataclass(frozen=True)
class UnitFacts:
    """What rules ask of a unit. `classes`: typology → class of today."""

    pk: int
    code: str
    name: str
    level: str
    kind: str
    has_county_rights: bool
    population: int | None
    population_year: int | None
    classes: Mapping[str, str]


Key = tuple[Any, ...]


@dataclass(frozen=True)
class Division:
    """Groups by the keys of the rule's dividers, and who is in none for want of a figure or a class."""

    groups: dict[Key, list[UnitFacts]]
    without_population: list[UnitFacts]
    without_class: list[UnitFacts]


def read_rule(raw: Any) -> Rule:
    """The rule as written; InputError says which word is wrong and what was expected."""
    if not isinstance(raw, dict):
        raise InputError(mark("A rule is a mapping, such as {“by”: [“kind”]}."))
    if "units" in raw:
        _known(raw, ("units",), where="rule")
        return Rule(units=_texts(raw["units"], name="units"))
    _known(raw, ("level", "where", "by"), where="rule")
    level = raw.get("level", "municipality")
    _one_of(level, LEVELS, name="level")
    where = raw.get("where", {})
    if not isinstance(where, dict):
        raise InputError(
            mark("“%(name)s” of a rule is a mapping; found %(found)s."), name="where", found=repr(where)
        )
    _known(where, WHERE, where="where")
    by = raw.get("by", [])
    if not isinstance(by, list):
        raise InputError(mark("“%(name)s” of a rule is a list; found %(found)s."), name="by", found=repr(by))
    rights = where.get("county_rights")
    if rights is not None and not isinstance(rights, bool):
        raise InputError(mark("“county_rights” is true or false; found %(found)s."), found=repr(rights))
    kinds = _texts(where.get("kinds", []), name="kinds", empty=True)
    for kind in kinds:
        _one_of(kind, KINDS, name="kinds")
    return Rule(
        level=level,
        county_rights=rights,
        kinds=kinds,
        voivodeships=_texts(where.get("voivodeships", []), name="voivodeships", empty=True),
        population=_band(where["population"]) if "population" in where else None,
        classes=_classes(where.get("classes", {})),
        by=tuple(_divider(entry) for entry in by),
    )


def divide(rule: Rule, units: Iterable[UnitFacts]) -> Division:
    """Put each unit the rule speaks of into one group; groups come in the order of their keys."""
    groups: dict[Key, list[UnitFacts]] = defaultdict(list)
    unpeopled, unclassed = [], []
    for unit in units:
        if not _applies(rule, unit):
            continue
        if rule.needs_population and unit.population is None:
            unpeopled.append(unit)
        elif any(typology not in unit.classes for typology in rule.typologies):
            unclassed.append(unit)
        elif _within(rule, unit):
            groups[tuple(_key(divider, unit) for divider in rule.by)].append(unit)
    ordered = {key: groups[key] for key in sorted(groups, key=lambda key: _order(rule, key))}
    return Division(groups=ordered, without_population=unpeopled, without_class=unclassed)


def _applies(rule: Rule, unit: UnitFacts) -> bool:
    """What is known of every unit: its level, kind, rights and voivodeship."""
    return (
        unit.level == rule.level
        and (rule.county_rights is None or unit.has_county_rights == rule.county_rights)
        and (not rule.kinds or unit.kind in rule.kinds)
        and (not rule.voivodeships or unit.code[:2] in rule.voivodeships)
    )


def _within(rule: Rule, unit: UnitFacts) -> bool:
    """What has to be known first: population and classes."""
    if rule.population and not rule.population.holds(unit.population or 0):
        return False
    return all(unit.classes[typology] in codes for typology, codes in rule.classes)


def _key(divider: Divider, unit: UnitFacts) -> Any:
    if divider.what == "population":
        return next(band for band in divider.bands if band.holds(unit.population or 0))
    if divider.what == "class":
        return unit.classes[divider.typology]
    return unit.kind if divider.what == "kind" else unit.code[:2]


def _order(rule: Rule, key: Key) -> Key:
    return tuple(
        divider.bands.index(part) if divider.what == "population" else part
        for divider, part in zip(rule.by, key, strict=True)
    )


def _divider(entry: Any) -> Divider:
    if entry in ("kind", "voivodeship"):
        return Divider(entry)
    if isinstance(entry, dict) and len(entry) == 1:
        ((what, value),) = entry.items()
        if what == "population":
            edges = _edges(value)
            return Divider("population", bands=tuple(Band(*pair) for pair in pairwise([None, *edges, None])))
        if what == "class" and isinstance(value, str):
            return Divider("class", typology=value)
    raise InputError(
        mark(
            "“by” divides by “kind”, “voivodeship”, {population: [limits]} or {class: typology}; found %(found)s."
        ),
        found=repr(entry),
    )


def _edges(value: Any) -> list[int]:
    if not isinstance(value, list) or not value or any(_thousands(edge) is None for edge in value):
        raise InputError(
            mark("Size limits are whole thousands of inhabitants; found %(found)s."), found=repr(value)
        )
    if sorted(set(value)) != value:
        raise InputError(mark("Size limits must rise; found %(found)s."), found=repr(value))
    return [edge // 1000 for edge in value]


def _band(value: Any) -> Band:
    if not isinstance(value, dict) or not value or value.keys() - {"from", "to"}:
        raise InputError(mark("“population” gives “from”, “to” or both; found %(found)s."), found=repr(value))
    limits = [value[name] for name in ("from", "to") if name in value]
    _edges(limits)
    return Band(_thousands(value.get("from")), _thousands(value.get("to")))


def _thousands(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool) and value > 0 and value % 1000 == 0
    return value // 1000 if is_whole else None


def _classes(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise InputError(
            mark("“%(name)s” of a rule is a mapping; found %(found)s."), name="classes", found=repr(value)
        )
    return tuple((typology, _texts(codes, name="classes")) for typology, codes in value.items())


def _texts(value: Any, *, name: str, empty: bool = False) -> tuple[str, ...]:
    is_list = isinstance(value, list) and all(isinstance(text, str) for text in value)
    if not is_list or not (value or empty):
        raise InputError(
            mark("“%(name)s” is a list of codes; found %(found)s."), name=name, found=repr(value)
        )
    return tuple(dict.fromkeys(value))


def _one_of(value: Any, allowed: tuple[str, ...], *, name: str) -> None:
    if value not in allowed:
        raise InputError(
            mark("“%(name)s” of a rule is one of %(allowed)s; found %(found)s."),
            name=name,
            allowed=", ".join(allowed),
            found=repr(value),
        )


def _known(raw: dict[str, Any], allowed: tuple[str, ...], *, where: str) -> None:
    for word in raw:
        if word not in allowed:
            raise InputError(
                mark("“%(word)s” is not known in “%(where)s” of a rule; expected %(allowed)s."),
                word=word,
                where=where,
                allowed=", ".join(allowed),
            )
