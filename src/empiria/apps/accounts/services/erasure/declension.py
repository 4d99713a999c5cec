"""The forms a Polish first name or surname takes in a sentence, by rule; all words as `fold` writes them.

Rules give every form of a table of the commonest names (the tests) and some that nobody uses, which do no harm: only a
whole form counts, and a surname counts as certain only beside a given name.
"""

import re
from collections.abc import Iterable, Iterator

# Of nouns, after a hard or a soft stem, and of the plural: "panstwo Nowakowie".
NOUN = (
    "", "a", "e", "i", "o", "u", "y", "ia", "ie", "io", "iu", "owi", "iowi", "em", "iem", "om", "iom", "ami", "iami",
    "ach", "iach", "ow", "iow", "owie", "iowie",
)  # fmt: skip
HIS = ("i", "y", "iego", "ego", "iemu", "emu", "im", "ym")
HER = ("a", "iej", "ej", "o")
THEIRS = ("e", "ie", "im", "ym", "ich", "ych", "imi", "ymi")
VOWELS = "aeiouy"
# What comes before a vowel that is not there in the nominative: Marek, Marka; Gołąb, Gołębia; Kwiecień, Kwietnia.
MOVED = [
    (r"rze([cl])$", r"r\1"),
    (r"ciec?(n)$", r"t\1"),
    (r"i?e([kclnrwts])$", r"\1"),
    (r"io(l)$", r"\1"),
    (r"a([bdj])$", r"e\1"),
    (r"o$", "on"),
]
# What the last consonant becomes before -e and in the plural: Agnieszka, Agnieszce; Piotr, Piotrze; Marta, Marcie.
SOFTENED = [(r"k$", "c"), (r"g$", "dz"), (r"ch$", "sz"), (r"r$", "rz"), (r"t$", "c"), (r"d$", "dz")]
SOFT_NOUN = ("e", "ie", "y")


def forms_of_given(name: str) -> frozenset[str]:
    """Every form of a first name."""
    return frozenset(_of_noun(name)) | frozenset(_of_him(name))


def forms_of_surname(name: str) -> frozenset[str]:
    """Every form of a surname as this person bears it: of "kowalska" not "kowalskiego"."""
    if re.search(r"[sdc]k[ia]$|ck[ia]$|zk[ia]$", name):
        stem, own = name[:-1], HIS if name.endswith("i") else HER
        return frozenset({*_with(stem, (*own, *THEIRS)), f"{stem[:-1]}cy"})
    if re.search(r"[nwt]a$", name):
        return frozenset(_of_noun(name)) | frozenset(_with(name[:-1], (*HER, *THEIRS)))
    return frozenset(_of_noun(name)) | frozenset(_of_him(name))


def forms_of_family(name: str) -> frozenset[str]:
    """The forms of a surname whoever of the family bears it: for what a person has to look at."""
    other = name[:-1] + {"i": "a", "a": "i", "y": "a"}.get(name[-1:], "")
    is_adjective = bool(re.search(r"([scdz]k[ia]|ny|wy|ty)$", name))
    return forms_of_surname(name) | (forms_of_surname(other) if is_adjective else frozenset())


def _of_noun(name: str) -> Iterator[str]:
    yield name
    bare = name[:-1] if name[-1:] in VOWELS else name
    stems = {bare}
    for pattern, become in MOVED:
        stems.add(re.sub(pattern, become, name if pattern == r"o$" else bare))
    for stem in sorted(stems):
        # A stem that lost its vowel never stands bare.
        yield from _with(stem, NOUN if stem == bare else NOUN[1:])
        for pattern, become in SOFTENED:
            soft = re.sub(pattern, become, stem)
            if soft != stem:
                yield from _with(soft, SOFT_NOUN)


def _of_him(name: str) -> Iterator[str]:
    """Jerzy, Konieczny, Batory: declined as adjectives are."""
    if name[-1:] in ("y", "i", "e"):
        yield from _with(name[:-1], (*HIS, *THEIRS))


def _with(stem: str, endings: Iterable[str]) -> Iterator[str]:
    return (stem + ending for ending in endings)
