"""The nouns that are counted in sentences and in units, in the cases that sentences put them in."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from empiria.reporting.grammar.plurals import Category, category

Case = Literal["nominative", "genitive", "accusative"]
Noun = Literal[
    "area",
    "bed",
    "city",
    "dwelling",
    "family",
    "inhabitant",
    "marriage",
    "municipality",
    "percentage point",
    "person",
    "place",
    "point",
    "pupil",
    "room",
    "volume",
    "year",
]


class Polish(NamedTuple):
    """A noun's forms. The plural's accusative is its nominative, but of men, who are counted in the genitive: 2 uczniów."""

    nominative: str
    genitive: str
    accusative: str
    plural: str
    plural_genitive: str
    is_of_men: bool = False


class English(NamedTuple):
    singular: str
    plural: str


POLISH: Mapping[Noun, Polish] = {
    "area": Polish("obszar", "obszaru", "obszar", "obszary", "obszarów"),
    "bed": Polish("łóżko", "łóżka", "łóżko", "łóżka", "łóżek"),
    "city": Polish("miasto", "miasta", "miasto", "miasta", "miast"),
    "dwelling": Polish("mieszkanie", "mieszkania", "mieszkanie", "mieszkania", "mieszkań"),
    "family": Polish("rodzina", "rodziny", "rodzinę", "rodziny", "rodzin"),
    "inhabitant": Polish(
        "mieszkaniec", "mieszkańca", "mieszkańca", "mieszkańcy", "mieszkańców", is_of_men=True
    ),
    "marriage": Polish("małżeństwo", "małżeństwa", "małżeństwo", "małżeństwa", "małżeństw"),
    "municipality": Polish("gmina", "gminy", "gminę", "gminy", "gmin"),
    "percentage point": Polish(
        "punkt procentowy",
        "punktu procentowego",
        "punkt procentowy",
        "punkty procentowe",
        "punktów procentowych",
    ),
    "person": Polish("osoba", "osoby", "osobę", "osoby", "osób"),
    "place": Polish("miejsce", "miejsca", "miejsce", "miejsca", "miejsc"),
    "point": Polish("punkt", "punktu", "punkt", "punkty", "punktów"),
    "pupil": Polish("uczeń", "ucznia", "ucznia", "uczniowie", "uczniów", is_of_men=True),
    "room": Polish("izba", "izby", "izbę", "izby", "izb"),
    "volume": Polish("wolumin", "woluminu", "wolumin", "woluminy", "woluminów"),
    # The plural is another word: rok, lata.
    "year": Polish("rok", "roku", "rok", "lata", "lat"),
}
ENGLISH: Mapping[Noun, English] = {
    "area": English("area", "areas"),
    "bed": English("bed", "beds"),
    "city": English("city", "cities"),
    "dwelling": English("dwelling", "dwellings"),
    "family": English("family", "families"),
    "inhabitant": English("inhabitant", "inhabitants"),
    "marriage": English("marriage", "marriages"),
    "municipality": English("municipality", "municipalities"),
    "percentage point": English("percentage point", "percentage points"),
    "person": English("person", "persons"),
    "place": English("place", "places"),
    "point": English("point", "points"),
    "pupil": English("pupil", "pupils"),
    "room": English("room", "rooms"),
    "volume": English("volume", "volumes"),
    "year": English("year", "years"),
}
# What the catalogue of indicators writes as the unit of a count, in whichever of its forms.
UNIT_NOUNS: tuple[Noun, ...] = (
    "bed",
    "dwelling",
    "family",
    "inhabitant",
    "marriage",
    "person",
    "pupil",
    "room",
    "volume",
    "year",
)
# Of these there is less, however whole their number is.
MEASURED: frozenset[Noun] = frozenset({"year"})
# The nouns by any of their forms.
HEADS: Mapping[str, Mapping[str, Noun]] = {
    "pl": {str(form): noun for noun in UNIT_NOUNS for form in POLISH[noun][:-1]},
    "en": {form: noun for noun in UNIT_NOUNS for form in ENGLISH[noun]},
}


def counted_form(
    language: str, noun: Noun, number: float, decimals: int = 0, case: Case = "nominative"
) -> str:
    """The noun's form after a number in digits, where the sentence asks for the case: “2,5 punktu”, “z 21 gmin”."""
    kind = category(language, number, decimals)
    if language == "pl":
        return _polish(POLISH[noun], kind, case)
    return ENGLISH[noun].singular if kind == "one" else ENGLISH[noun].plural


def _polish(noun: Polish, kind: Category, case: Case) -> str:
    if kind == "other":
        return noun.genitive
    if kind == "one":
        return noun.genitive if case == "genitive" else getattr(noun, case)
    # From five on a number in the nominative or accusative asks for the genitive; from two to four it agrees.
    is_agreeing = kind == "few" and case != "genitive" and not noun.is_of_men
    return noun.plural if is_agreeing else noun.plural_genitive


def is_count(language: str, unit: str, decimals: int = 0) -> bool:
    """Whether so many of a unit are counted, not measured: English has “fewer” of persons, but “less” of per cent, of
    time, and of a mean such as 2.5 rooms."""
    noun = HEADS.get(language, HEADS["en"]).get(unit.partition(" ")[0])
    return noun is not None and noun not in MEASURED and decimals == 0


def unit_form(language: str, unit: str, number: float, decimals: int = 0, case: Case = "nominative") -> str:
    """A unit after its number: where it begins with a noun that is counted, that noun agrees: “2 osoby na km²”."""
    head, space, rest = unit.partition(" ")
    noun = HEADS.get(language, HEADS["en"]).get(head)
    return f"{counted_form(language, noun, number, decimals, case)}{space}{rest}" if noun else unit
