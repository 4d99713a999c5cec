"""Groups in words, Polish and English, built from the rule itself so that a page can say why a unit is compared so.

Parts are joined by commas and never inflected: the sentence is right for every name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from empiria.apps.places.selectors.alphabet import alphabetical

from .group_rules import Band, Divider, Division, Key, Rule, UnitFacts

NAMED_AT_MOST = 8


@dataclass(frozen=True)
class Words:
    pl: str
    en: str


NOUNS = {
    "municipality": Words("gminy", "municipalities"),
    "county": Words("powiaty", "counties"),
    "voivodeship": Words("województwa", "voivodeships"),
}
KINDS = {
    "1": Words("gminy miejskie", "urban municipalities"),
    "2": Words("gminy wiejskie", "rural municipalities"),
    "3": Words("gminy miejsko-wiejskie", "urban-rural municipalities"),
}
KIND_CODES = {"1": "urban", "2": "rural", "3": "urban-rural"}
CITIES = Words("miasta na prawach powiatu", "cities with county rights")
NO_CITIES = Words("bez miast na prawach powiatu", "without cities with county rights")


@dataclass(frozen=True)
class Vocabulary:
    """Names that stand in the database: voivodeships by code, classes by (typology, code), sources by typology."""

    voivodeships: Mapping[str, str]
    classes: Mapping[tuple[str, str], Words]
    sources: Mapping[str, str]


def group_suffix(rule: Rule, key: Key) -> str:
    """The group's part of its stable, URL-safe code: "50-100", "rural.5-10", "02.urban"."""
    return ".".join(_code(divider, part) for divider, part in zip(rule.by, key, strict=True))


def group_title(rule: Rule, key: Key, *, vocabulary: Vocabulary) -> Words:
    """ "miasta na prawach powiatu, 50–100 tys. mieszkańców"; what is compared comes first, then what narrows it."""
    noun, parts = _noun(rule, key)
    if len(rule.kinds) > 1:
        parts.append(_joined([KINDS[kind] for kind in rule.kinds]))
    for code in rule.voivodeships:
        parts.append(_voivodeship(code, vocabulary))
    if rule.population:
        parts.append(_size(rule.population))
    for _, codes in rule.classes:
        parts += [Words(f"klasa {code}", f"class {code}") for code in codes]
    for divider, part in zip(rule.by, key, strict=True):
        if divider.what == "population":
            parts.append(_size(part))
        elif divider.what == "voivodeship":
            parts.append(_voivodeship(part, vocabulary))
        elif divider.what == "class":
            parts.append(Words(f"klasa {part}", f"class {part}"))
    if not parts and noun is NOUNS[rule.level]:
        return Words(f"wszystkie {noun.pl}", f"all {noun.en}")
    return _joined([noun, *parts])


def group_explanation(
    rule: Rule, key: Key, members: list[UnitFacts], division: Division, *, vocabulary: Vocabulary
) -> Words:
    """Why these units are together: the rule, the year of the population, the class and its source, who is in no group."""
    title = group_title(rule, key, vocabulary=vocabulary)
    years = sorted({unit.population_year for unit in members if unit.population_year})
    pl, en = f"Grupa obejmuje: {title.pl}", f"The group holds: {title.en}"
    if rule.needs_population and years:
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        pl, en = f"{pl} (ludność: {span})", f"{en} (population: {span})"
    sentences = [Words(f"{pl}.", f"{en}.")]
    for divider, part in zip(rule.by, key, strict=True):
        if divider.what == "class":
            words = vocabulary.classes[divider.typology, part]
            source = vocabulary.sources.get(divider.typology, "")
            tail = f" ({source})" if source else ""
            sentences.append(Words(f"Klasa {part}: {words.pl}{tail}.", f"Class {part}: {words.en}{tail}."))
    if rule.needs_population:
        sentences += _left_out(
            division.without_population,
            Words("W żadnej grupie, bo brak liczby ludności", "In no group, for want of a population figure"),
        )
    if rule.typologies:
        sentences += _left_out(
            division.without_class,
            Words("W żadnej grupie, bo brak przypisanej klasy", "In no group, for want of a class"),
        )
    return Words(" ".join(words.pl for words in sentences), " ".join(words.en for words in sentences))


def list_explanation(count: int, ended: list[str]) -> Words:
    """Of a list picked by hand: how many, and which of those picked are no more."""
    pl, en = f"Lista ułożona ręcznie; liczba jednostek: {count}.", f"A list picked by hand; units: {count}."
    if ended:
        names = ", ".join(ended)
        pl, en = f"{pl} Już nie istnieją: {names}.", f"{en} No longer existing: {names}."
    return Words(pl, en)


def _noun(rule: Rule, key: Key) -> tuple[Words, list[Words]]:
    kind = next((part for divider, part in zip(rule.by, key, strict=True) if divider.what == "kind"), None)
    if kind is None and len(rule.kinds) == 1:
        kind = rule.kinds[0]
    if rule.county_rights:
        return CITIES, []
    noun = KINDS[kind] if kind else NOUNS[rule.level]
    return noun, [NO_CITIES] if rule.county_rights is False else []


def _code(divider: Divider, part: Band | str) -> str:
    if isinstance(part, Band):
        if part.low is None:
            return f"under-{part.high}"
        return f"{part.low}-{part.high or 'up'}"
    return KIND_CODES[part] if divider.what == "kind" else part.lower()


def _size(band: Band) -> Words:
    if band.low is None:
        return Words(f"poniżej {band.high} tys. mieszkańców", f"under {band.high} thousand inhabitants")
    if band.high is None:
        return Words(f"{band.low} tys. mieszkańców i więcej", f"{band.low} thousand inhabitants and more")
    return Words(f"{band.low}–{band.high} tys. mieszkańców", f"{band.low}–{band.high} thousand inhabitants")


def _voivodeship(code: str, vocabulary: Vocabulary) -> Words:
    name = vocabulary.voivodeships.get(code, code)
    return Words(f"województwo {name}", f"{name} voivodeship")


def _left_out(units: list[UnitFacts], reason: Words) -> list[Words]:
    if not units:
        return []
    names = (
        ", ".join(sorted((unit.name for unit in units), key=alphabetical))
        if len(units) <= NAMED_AT_MOST
        else str(len(units))
    )
    return [Words(f"{reason.pl}: {names}.", f"{reason.en}: {names}.")]


def _joined(parts: list[Words]) -> Words:
    return Words(", ".join(part.pl for part in parts), ", ".join(part.en for part in parts))
