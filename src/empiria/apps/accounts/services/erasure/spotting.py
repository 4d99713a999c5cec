"""Finding somebody's name and addresses in a text, however it is written: case, diacritics, order, declension.

Certain is an address, and a form of a given name beside a form of the surname. A surname alone, or a name of a single
word, may be anybody's: that is for a person to decide. Signs that nobody sees, addresses as links write them, and names
written as one word hide nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from unicodedata import category, combining, normalize
from urllib.parse import unquote

from empiria.apps.accounts.services.erasure.declension import (
    forms_of_family,
    forms_of_given,
    forms_of_surname,
)
from empiria.apps.system.language import fold

GONE = "[…]"
WORD = re.compile(r"[^\W_]+")
# As links and pages write what is no plain letter: %40, &nbsp;
ENCODED = re.compile(r"(?:%[0-9a-fA-F]{2})+|&#?\w{2,8};")
# What stands for the sign in an address that is to be hidden from programs.
AT = r"(?:@|\s*[(\[{]\s*(?:at|malpa|@)\s*[)\]}]\s*)"
# A given name stands so many words from the surname at most. Between them stand other names, of which one may be unknown
# (Łucja Maria Nowopanieńska), and no word that joins two people.
NEAR = 3
JOINING = frozenset(
    [
        "a",
        "albo",
        "and",
        "czy",
        "dla",
        "do",
        "for",
        "from",
        "i",
        "lub",
        "od",
        "or",
        "oraz",
        "to",
        "with",
        "z",
        "ze",
    ]
)
# A short surname is a word of the language too (Lis, Sowa): alone it counts with a capital only.
LONG_ENOUGH = 6
# Where something begins and where it ends.
Span = tuple[int, int]


@dataclass(frozen=True)
class _Name:
    """One name of the person, as the forms of its words; `family` are those of whoever bears the surname."""

    given: frozenset[str]
    surname: frozenset[str]
    family: frozenset[str]
    # Both written as one word, in either order.
    glued: frozenset[str]


class Spotter:
    """Finds the addresses and names it was given."""

    def __init__(self, *, addresses: Iterable[str], names: Iterable[str]) -> None:
        told = [[fold(word).split() for word in name.split() if fold(word)] for name in names]
        self._names = [_name(parts) for parts in told if parts]
        self._family = frozenset[str]().union(*(name.family for name in self._names))
        self._known = self._family.union(*(name.given | name.surname | name.glued for name in self._names))
        found = sorted({_flat(address)[0] for address in addresses if address}, key=len, reverse=True)
        self._addresses = re.compile("|".join(map(_pattern, found))) if found else None
        # One of these stands in every text that holds anything looked for: most texts need no closer look.
        hints = {_letters(one.rpartition("@")[0]) for one in found} | self._family
        self._hints = re.compile("|".join(_shortest(hints))) if hints else None

    def spots(self, text: str) -> bool:
        """Whether the person is certainly in the text."""
        return bool(self._may_hold(text) and self._certain(text))

    def strike(self, text: str) -> str:
        """The text without them, where it is certain; the same where they are not in it."""
        return without(text, self._certain(text)) if self._may_hold(text) else text

    def doubts(self, text: str) -> list[Span]:
        """Where a surname stands that may be the person's."""
        if not self._may_hold(text):
            return []
        flat, places = _flat(text)
        certain = self._certain(text)
        words = [span for span in self._words(text, flat, places) if self._may_be(flat[slice(*span)])]
        found = [_in_text(places, *span) for span in words]
        return [
            (start, end)
            for start, end in found
            if (end - start >= LONG_ENOUGH or text[start].isupper())
            and not any(first <= start < last for first, last in certain)
        ]

    def finds(self, text: str) -> list[Span]:
        """Where the person certainly is and where they may be, for texts out of which nothing goes by itself."""
        return sorted([*self._certain(text), *self.doubts(text)]) if self._may_hold(text) else []

    def _words(self, text: str, flat: str, places: list[Span]) -> list[Span]:
        """The words of a text, and those of which several were written as one, unless it is looked for as it is."""
        found = []
        for word in WORD.finditer(flat):
            start, end = word.span()
            if word.group() not in self._known:
                for at in range(start + 1, end):
                    if _begins_word(text, places[at][0], places[at - 1][0]):
                        found.append((start, at))
                        start = at
            found.append((start, end))
        return found

    def _may_be(self, word: str) -> bool:
        """A surname; also after an initial in one word (jkowalska), and a whole name inside of a word."""
        if word in self._family or (len(word) > LONG_ENOUGH and word[1:] in self._family):
            return True
        return any(whole in word for name in self._names for whole in name.glued)

    def _may_hold(self, text: str) -> bool:
        return bool(self._hints and self._hints.search(_folded(text)))

    def _certain(self, text: str) -> list[Span]:
        """Addresses and whole names; what lies between two parts of a name, and says nothing, with them."""
        flat, places = _flat(text)
        spans = {found.span() for found in self._addresses.finditer(flat)} if self._addresses else set()
        words = self._words(text, flat, places)
        said = [flat[start:end] for start, end in words]
        for name in self._names:
            spans |= {span for span, word in zip(words, said, strict=True) if word in name.glued}
            for surname, given in _pairs(said, name):
                if surname > given or not _is_between_others(text, places, words, surname, given):
                    spans |= {words[surname], words[given]}
        return [_in_text(places, start, end) for start, end in _joined(sorted(spans), flat)]


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with a mark in these places."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + GONE + text[end:]
    return text


def _name(parts: list[list[str]]) -> _Name:
    words = [word for part in parts[:-1] for word in part if len(word) > 1]
    given = frozenset[str]().union(*map(forms_of_given, words))
    surname = frozenset[str]().union(*map(forms_of_surname, parts[-1]))
    return _Name(
        given=given,
        surname=surname,
        family=frozenset[str]().union(*map(forms_of_family, parts[-1])),
        glued=frozenset(whole for one in given for other in surname for whole in (one + other, other + one)),
    )


def _pattern(address: str) -> str:
    """An address as it is, with anything after a plus, and with a word for its sign."""
    local, _at, domain = address.rpartition("@")
    return rf"(?<![a-z0-9]){re.escape(local)}(?:\+[\w.+-]*)?{AT}{re.escape(domain)}"


def _pairs(said: list[str], name: _Name) -> Iterator[tuple[int, int]]:
    """Where a form of the surname and a form of a given name stand near each other."""
    for at, word in enumerate(said):
        if word not in name.surname:
            continue
        for near in range(max(0, at - NEAR), min(len(said), at + NEAR + 1)):
            between = said[min(at, near) + 1 : max(at, near)]
            strangers = [one for one in between if one not in name.given and one not in name.surname]
            if near != at and said[near] in name.given and len(strangers) <= 1 and not JOINING & {*strangers}:
                yield at, near


def _is_between_others(text: str, places: list[Span], words: list[Span], surname: int, given: int) -> bool:
    """Whether two people are named one after the other: "Jan Nowak, Anna Zięba" holds no Anna Nowak."""
    if surname == 0 or given + 1 == len(words):
        return False
    before, after = words[surname - 1], words[given + 1]
    gaps = ((before[1], words[surname][0]), (words[given][1], after[0]))
    return all(text[places[one[0]][0]].isupper() for one in (before, after)) and all(
        not text[places[start - 1][1] : places[end][0]].strip() for start, end in gaps
    )


def _begins_word(text: str, at: int, before: int) -> bool:
    """Whether a new word begins within one: after a small letter, at the last capital of several, at a figure."""
    here, last = text[at], text[before]
    if here.isdigit() or last.isdigit():
        return here.isdigit() != last.isdigit()
    return here.isupper() and (last.islower() or text[at + 1 : at + 2].islower())


def _in_text(places: list[Span], start: int, end: int) -> Span:
    return places[start][0], places[end - 1][1]


def _shortest(hints: Iterable[str]) -> list[str]:
    """Without those that begin with another."""
    kept: list[str] = []
    for hint in sorted(hints):
        if hint and not (kept and hint.startswith(kept[-1])):
            kept.append(hint)
    return kept


def _letters(flat: str) -> str:
    """Letters and figures, without anything between them."""
    return "".join(filter(str.isalnum, flat))


def _folded(text: str) -> str:
    """The letters of `_flat`, made at once: a file has millions, of which few need a closer look."""
    said = ENCODED.sub(lambda found: unescape(unquote(found.group())), text)
    small = normalize("NFKD", _letters(said)).casefold().replace("ł", "l")
    return _letters(normalize("NFKD", small))


def _flat(text: str) -> tuple[str, list[Span]]:
    """The text in plain small letters, and of each the place in the text it comes from."""
    letters: list[str] = []
    places: list[Span] = []
    for told, span in _signs(text):
        for letter in told:
            plain = _plain(letter)
            letters.extend(plain)
            places.extend([span] * len(plain))
    return "".join(letters), places


def _signs(text: str) -> Iterator[tuple[str, Span]]:
    """What the text says, sign by sign, and where: several signs may stand for one."""
    last = 0
    for found in ENCODED.finditer(text):
        yield from ((text[at], (at, at + 1)) for at in range(last, found.start()))
        yield unescape(unquote(found.group())), found.span()
        last = found.end()
    yield from ((text[at], (at, at + 1)) for at in range(last, len(text)))


@cache
def _plain(letter: str) -> str:
    # Marks upon letters, and signs that nobody sees: soft hyphens, joiners.
    if combining(letter) or category(letter) == "Cf":
        return ""
    return fold(letter) if letter.isalnum() else letter


def _joined(spans: list[Span], flat: str) -> Iterator[Span]:
    """Spans that overlap, or between which nothing is said, as one."""
    ends: list[list[int]] = []
    for start, end in spans:
        if ends and (start <= ends[-1][1] or (not flat[ends[-1][1] : start].strip(" _-+\xa0"))):
            ends[-1][1] = max(ends[-1][1], end)
        else:
            ends.append([start, end])
    yield from ((start, end) for start, end in ends)
