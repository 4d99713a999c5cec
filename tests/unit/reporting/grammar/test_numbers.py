"""Which form goes with which number: nouns, verbs and the preposition before it."""

from collections.abc import Iterator
from decimal import Decimal

import hypothesis.strategies as st
import pytest
import yaml
from babel import Locale
from hypothesis import given, settings

from empiria.config.translations import PACKAGE
from empiria.reporting.grammar import agreeing, category, counted_form, out_of, unit_form
from empiria.reporting.grammar.nouns import ENGLISH, HEADS, POLISH, Case

RULES = {language: Locale(language).plural_form for language in ("pl", "en")}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_whole_numbers_are_sorted_as_unicode_sorts_them(language: str) -> None:
    for number in [*range(1001), 1012, 1022, 10_001, 100_002, 1_000_000]:
        assert category(language, number) == RULES[language](number), number


@given(value=st.floats(-1e6, 1e6), decimals=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_decimals_are_sorted_as_they_are_written(value: float, decimals: int) -> None:
    written = Decimal(f"{abs(value):.{decimals}f}")
    for language, rule in RULES.items():
        assert category(language, value, decimals) == rule(written)


def test_what_rounds_to_a_whole_number_is_counted_as_one() -> None:
    assert [category("pl", value) for value in (0.6, 1.4, 1.6, 4.6)] == ["one", "one", "few", "many"]


# Rule of each line: what is counted in the nominative; of "other", the genitive singular that fractions take.
@pytest.mark.parametrize(
    ("number", "decimals", "said"),
    [
        (0, 0, "gmin"),  # zero counts as five does
        (1, 0, "gmina"),
        (2, 0, "gminy"),
        (4, 0, "gminy"),
        (5, 0, "gmin"),
        (11, 0, "gmin"),
        (12, 0, "gmin"),  # dwanaście, though it ends with 2
        (14, 0, "gmin"),
        (21, 0, "gmin"),  # dwadzieścia jeden: only 1 itself is singular
        (22, 0, "gminy"),
        (24, 0, "gminy"),
        (25, 0, "gmin"),
        (101, 0, "gmin"),
        (102, 0, "gminy"),
        (112, 0, "gmin"),
        (1002, 0, "gminy"),
        (1012, 0, "gmin"),
        (2.5, 1, "gminy"),  # dwie i pół gminy
        (5.5, 1, "gminy"),
        (0.1, 1, "gminy"),
        (1.0, 1, "gminy"),  # jeden i zero dziesiątych gminy
        (-3, 0, "gminy"),
    ],
)
def test_a_polish_noun_after_a_number(number: float, decimals: int, said: str) -> None:
    assert counted_form("pl", "municipality", number, decimals) == said


@pytest.mark.parametrize(
    ("noun", "case", "forms"),
    [
        # after 1, 2, 5, 22 and 2,5
        ("place", "accusative", "miejsce miejsca miejsc miejsca miejsca"),  # o 2 miejsca
        ("place", "genitive", "miejsca miejsc miejsc miejsc miejsca"),  # z 2 miejsc
        ("city", "genitive", "miasta miast miast miast miasta"),  # wśród 22 miast
        ("person", "nominative", "osoba osoby osób osoby osoby"),
        ("person", "accusative", "osobę osoby osób osoby osoby"),  # o 1 osobę
        ("room", "accusative", "izbę izby izb izby izby"),
        ("pupil", "nominative", "uczeń uczniów uczniów uczniów ucznia"),  # men: 2 uczniów, never 2 uczniowie
        ("pupil", "accusative", "ucznia uczniów uczniów uczniów ucznia"),
        ("inhabitant", "nominative", "mieszkaniec mieszkańców mieszkańców mieszkańców mieszkańca"),
        ("year", "nominative", "rok lata lat lata roku"),  # another word in the plural
        ("year", "genitive", "roku lat lat lat roku"),
        ("area", "genitive", "obszaru obszarów obszarów obszarów obszaru"),
    ],
)
def test_a_polish_noun_in_its_cases(noun: str, case: Case, forms: str) -> None:
    numbers = [(1, 0), (2, 0), (5, 0), (22, 0), (2.5, 1)]
    found = [counted_form("pl", noun, number, decimals, case) for number, decimals in numbers]  # type: ignore[arg-type]
    assert found == forms.split()


@pytest.mark.parametrize(
    ("number", "decimals", "said"),
    [
        (1, 0, "punkt procentowy"),
        (2, 0, "punkty procentowe"),
        (5, 0, "punktów procentowych"),
        (2.5, 1, "punktu procentowego"),
        (3.0, 1, "punktu procentowego"),
    ],
)
def test_an_adjective_follows_its_noun(number: float, decimals: int, said: str) -> None:
    assert counted_form("pl", "percentage point", number, decimals, "accusative") == said


def test_english_knows_one_and_the_rest() -> None:
    numbers = [(0, 0), (1, 0), (2, 0), (11, 0), (21, 0), (1.0, 1), (0.5, 1)]
    found = [counted_form("en", "city", number, decimals) for number, decimals in numbers]
    assert found == ["cities", "city", *["cities"] * 5]


def test_every_noun_is_known_in_both_languages() -> None:
    assert set(POLISH) == set(ENGLISH)
    assert all(all(forms[:5]) for forms in POLISH.values())


@pytest.mark.parametrize(
    ("language", "unit", "number", "decimals", "said"),
    [
        ("pl", "osób", 1, 0, "osoba"),
        ("pl", "osób", 3, 0, "osoby"),
        ("pl", "osoba", 12, 0, "osób"),
        ("pl", "osoby", 0.66, 2, "osoby"),
        ("pl", "osób na km²", 2, 0, "osoby na km²"),
        ("pl", "osób na 100 osób", 51.2, 1, "osoby na 100 osób"),
        ("pl", "łóżek", 1, 0, "łóżko"),
        ("pl", "zł", 2, 0, "zł"),  # an abbreviation stays
        ("pl", "na 1000 mieszkańców", 2, 0, "na 1000 mieszkańców"),
        ("pl", "% ludności", 2, 0, "% ludności"),
        ("en", "persons", 1, 0, "person"),
        ("en", "persons per km²", 1, 0, "person per km²"),
        ("en", "families", 2, 0, "families"),
        ("en", "per 1,000 inhabitants", 1, 0, "per 1,000 inhabitants"),
    ],
)
def test_a_unit_that_is_a_noun_agrees(
    language: str, unit: str, number: float, decimals: int, said: str
) -> None:
    assert unit_form(language, unit, number, decimals) == said


def units_of(entry: object) -> Iterator[tuple[str, str]]:
    """Every unit of a catalogue, with its language."""
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key in ("unit", "ratio_unit") and isinstance(value, dict):
                yield from value.items()
            else:
                yield from units_of(value)
    elif isinstance(entry, list):
        for one in entry:
            yield from units_of(one)


def test_every_unit_of_the_catalogue_is_a_known_noun_or_no_noun() -> None:
    not_declined = {*["%", "ha", "kg", "km", "m²", "m³", "t", "zł", "szt.", "PLN", "na", "per"]}
    found = [
        unit
        for path in sorted((PACKAGE / "apps/monitor/catalogue").glob("indicators-*.yaml"))
        for unit in units_of(yaml.safe_load(path.read_text()))
    ]
    assert len(found) > 150
    unknown = {
        unit
        for language, unit in found
        if unit.split()[0] not in not_declined and unit.split()[0] not in HEADS[language]
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("number", "polish", "english"),
    [
        (0, "ma", "have"),
        (1, "ma", "has"),
        (2, "mają", "have"),
        (4, "mają", "have"),
        (5, "ma", "have"),
        (12, "ma", "have"),
        (13, "ma", "have"),
        (21, "ma", "have"),
        (22, "mają", "have"),
        (113, "ma", "have"),
        (123, "mają", "have"),
    ],
)
def test_a_verb_agrees_with_its_number(number: int, polish: str, english: str) -> None:
    assert (agreeing("pl", "have", number), agreeing("en", "have", number)) == (polish, english)


def test_noun_and_verb_agree_for_every_number() -> None:
    said = {(counted_form("pl", "city", number), agreeing("pl", "have", number)) for number in range(1001)}
    assert said == {("miasto", "ma"), ("miasta", "mają"), ("miast", "ma")}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "z"),
        (6, "z"),
        (16, "z"),
        (66, "z"),
        (99, "z"),
        (100, "ze"),  # ze stu
        (116, "ze"),
        (199, "ze"),
        (200, "z"),  # z dwustu
        (477, "z"),
        (1000, "z"),  # z tysiąca
        (1100, "z"),
        (2479, "z"),
        (100_000, "ze"),  # ze stu tysięcy
        (150_000, "ze"),
        (1_000_000, "z"),
    ],
)
def test_a_preposition_follows_the_word_its_number_is_read_as(number: int, said: str) -> None:
    assert out_of("pl", number) == said
    assert out_of("en", number) == "of"
