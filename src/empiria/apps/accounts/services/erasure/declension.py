"""The forms a Polish first name or surname takes in a sentence, by rule; all words as `fold` writes them.

Rules give every form of a table of the commonest names (the tests) and some that nobody uses, which do no harm: only a
whole form counts, and a surname counts as certain only beside a given name.
"""

import re
from collections.abc import Iterable, Iterator

from empiria.apps.accounts.services.erasure.naming import ADJECTIVE

# Of nouns, after a hard or a soft stem, and of the plural: "panstwo Nowakowie".
NOUN = (
    "", "a", "e", "i", "o", "u", "y", "ia", "ie", "io", "iu", "owi", "iowi", "em", "iem", "om", "iom", "ami", "iami",
    "ach", "iach", "ow", "iow", "owie", "iowie",
)  # fmt: skip
HIS = ("i", "y", "iego", "ego", "iemu", "emu", "im", "ym")
HER = ("a", "iej", "ej", "o")
# Of a wife, a daughter: Wąsowa, Kowalczykówna, Zarębina, Zarębianka.
OF_WOMEN = (
    "owa", "owej", "owo", "owna", "owny", "ownie", "owno", "ina", "iny", "inie", "ino", "yna", "yny", "ynie", "yno",
    "anka", "anki", "ance", "anko", "ianka", "ianki", "iance", "ianko",
)  # fmt: skip
THEIRS = ("e", "ie", "im", "ym", "ich", "ych", "imi", "ymi")
VOWELS = "aeiouy"
# What comes before a vowel that is not there in the nominative: Marek, Marka; Gołąb, Gołębia; Kwiecień, Kwietnia.
MOVED = [
    (r"rze([cl])$", r"r\1"),
    (r"ciec?(n)$", r"t\1"),
    (r"dzie(n)$", r"d\1"),
    (r"cio(l)$", r"t\1"),
    (r"i?e(ch|[bkclnrwts])$", r"\1"),
    (r"io(l)$", r"\1"),
    (r"a(dz|[bdjz])$", r"e\1"),
    (r"o$", "on"),
    # In the locative only: Wiatr, Wietrze; Las, Lesie; Anioł, Aniele.
    (r"ia(tr|[std])$", r"ie\1"),
    (r"^las$", "les"),
    (r"io(l)$", r"ie\1"),
]
# What the last consonant becomes before -e and in the plural: Agnieszka, Agnieszce; Piotr, Piotrze; Marta, Marcie.
SOFTENED = [(r"k$", "c"), (r"g$", "dz"), (r"ch$", "sz"), (r"r$", "rz"), (r"t$", "c"), (r"d$", "dz")]
SOFT_NOUN = ("e", "ie", "y")


def forms_of_given(name: str) -> frozenset[str]:
    """Every form of a first name."""
    return frozenset(_of_noun(name)) | frozenset(_of_him(name))


def forms_of_surname(name: str) -> frozenset[str]:
    """Every form of a surname as this person bears it: of "kowalska" not "kowalskiego"."""
    if ADJECTIVE.search(name):
        stem, own = name[:-1], HIS if name.endswith("i") else HER
        forms = frozenset({*_with(stem, (*own, *THEIRS)), f"{stem[:-1]}cy"})
        # Krasuska, or a noun: Laska.
        return forms | frozenset(_of_noun(name)) if re.search(r"[aeiouy]ska$", name) else forms
    return frozenset(_of_noun(name)) | frozenset(_of_adjective(name))


def forms_of_family(name: str) -> frozenset[str]:
    """The forms of a surname whoever of the family bears it: for what a person has to look at."""
    found = forms_of_surname(name).union(*map(forms_of_surname, _counterparts(name)))
    if ADJECTIVE.search(name):
        return found
    # Kowalczykowa may be called Kowalczyk by others.
    husband = re.sub(r"(?<=[a-z]{4})ow(n?)a$", "", name)
    found |= forms_of_surname(husband)
    return found.union(*(_with(stem, OF_WOMEN) for stem in _stems(husband)))


def forms_of_words(name: str) -> frozenset[str]:
    """Those that are words of the language as well (Młoda: młodych; Maj: majowa), and are of no noun."""
    if ADJECTIVE.search(name):
        return frozenset()
    adjectives = frozenset(form for one in (name, *_counterparts(name)) for form in _of_adjective(one))
    return adjectives.union(*(_with(stem, OF_WOMEN) for stem in _stems(name))).difference(_of_noun(name))


def _counterparts(name: str) -> list[str]:
    """The surname of the other sex: Biały, Biała; Długi, Długa; Średni, Średnia."""
    if name.endswith("ia"):
        return [name[:-1]]
    if name.endswith("a"):
        return [name[:-1] + "i"] if ADJECTIVE.search(name) else [name[:-1] + "y", name[:-1] + "i"]
    if name.endswith("i"):
        return [name[:-1] + "a"] if ADJECTIVE.search(name) else [name[:-1] + "a", name + "a"]
    return [name[:-1] + "a"] if name.endswith("y") else []


def _of_noun(name: str) -> Iterator[str]:
    yield name
    bare = _bare(name)
    for stem in _stems(name):
        # A stem that lost its vowel never stands bare.
        yield from _with(stem, NOUN if stem == bare else NOUN[1:])
        for pattern, become in SOFTENED:
            soft = re.sub(pattern, become, stem)
            if soft != stem:
                yield from _with(soft, SOFT_NOUN)


def _bare(name: str) -> str:
    return name[:-1] if name[-1:] in VOWELS else name


def _stems(name: str) -> list[str]:
    bare = _bare(name)
    return sorted(
        {bare, *(re.sub(pattern, become, name if pattern == r"o$" else bare) for pattern, become in MOVED)}
    )


def _of_adjective(name: str) -> Iterator[str]:
    """As this person bears it: a woman's where it ends as women's do."""
    if name.endswith("a"):
        yield from _with(name[:-1], (*HER, *THEIRS))
    yield from _of_him(name)


def _of_him(name: str) -> Iterator[str]:
    """Jerzy, Konieczny, Batory: declined as adjectives are."""
    if name[-1:] in ("y", "i", "e"):
        yield from _with(name[:-1], (*HIS, *THEIRS))


def _with(stem: str, endings: Iterable[str]) -> Iterator[str]:
    return (stem + ending for ending in endings)
