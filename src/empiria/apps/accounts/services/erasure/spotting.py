"""Finding somebody's name and addresses in a text, however it is written: case, diacritics, order, declension.

Certain is an address, and a form of a given name beside a form of the surname. A surname alone, or a name of a single
word, may be anybody's: that is for a person to decide. Signs that nobody sees, addresses as links write them, and names
written as one word hide nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from empiria.apps.accounts.services.erasure.declension import (
    forms_of_family,
    forms_of_given,
    forms_of_surname,
    forms_of_words,
)
from empiria.apps.accounts.services.erasure.letters import (
    Span,
    flattened,
    fold_letters,
    folded,
    letters_of,
)
from empiria.apps.accounts.services.erasure.naming import Parts, told_apart
from empiria.apps.system.uploads import APART

GONE = "[…]"
WORD = re.compile(rf"[^\W_]+|{APART}")
# As they are written where nobody has the letter.
SPELT_OUT = str.maketrans(
    dict(zip("äöüøåÄÖÜØÅ", ["ae", "oe", "ue", "oe", "aa", "Ae", "Oe", "Ue", "Oe", "Aa"], strict=True))
)
# What stands for the sign in an address that is to be hidden from programs.
AT = r"(?:@|\s*[(\[{]\s*(?:at|malpa|@)\s*[)\]}]\s*)"
# Where nothing but a name stands: in an address before its sign, as somebody's folder or log-in name.
ACCOUNT = re.compile(
    rf"(?<![\w.%+-])([\w.%+-]++){AT}|\b(?:users|home|settings|login|user|username|uzytkownik)[\\/:=]+\s*([\w.-]+)"
)
# A word that is divided has so many pieces at most, one that is spaced out so many letters.
HYPHEN, PIECES = re.compile(r"[-\u2010\u2011¬]\s{0,9}"), 4
SPACES, LONGEST = (" ", "\xa0"), 50
# Müller may be registered as Mueller.
LETTERS_FOR_ONE = re.compile(r"(?<=[aou])e")
# A given name stands so many words from the surname at most. Between them stand other names, of which one may be unknown
# (Łucja Maria Nowopanieńska), and no word that joins two people.
NEAR = 3
JOINING = frozenset(
    [
        APART,
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


@dataclass(frozen=True)
class _Name:
    """One name of the person, as the forms of its words; `family` are those of whoever bears the surname."""

    given: frozenset[str]
    surname: frozenset[str]
    family: frozenset[str]
    # Of the family those that are words of the language.
    words: frozenset[str]
    # Both written as one word, in either order.
    glued: frozenset[str]
    # An initial with the surname: jnowak, nowakj.
    logins: frozenset[str]
    # So many unknown words may stand between: of several surnames one may be no name, but a place or an office.
    strangers: int


class Spotter:
    """Finds the addresses and names it was given."""

    def __init__(self, *, addresses: Iterable[str], names: Iterable[str]) -> None:
        self._names = [_name(name) for name in names if fold_letters(name)]
        self._family = frozenset[str]().union(*(name.family for name in self._names))
        self._of_language = frozenset[str]().union(*(name.words for name in self._names))
        self._logins = frozenset[str]().union(*(name.logins for name in self._names))
        self._known = self._family.union(*(name.given | name.surname | name.glued for name in self._names))
        found = sorted({flattened(address)[0] for address in addresses if address}, key=len, reverse=True)
        self._addresses = re.compile("|".join(map(_pattern, found))) if found else None
        # One of these stands in every text that holds anything looked for: most texts need no closer look.
        hints = {letters_of(one.rpartition("@")[0]) for one in found} | self._family
        self._hints = re.compile("|".join(_shortest(hints))) if hints else None

    def spots(self, text: str) -> bool:
        """Whether the person is certainly in the text."""
        return bool(self.certain(text))

    def strike(self, text: str) -> str:
        """The text without them, where it is certain; the same where they are not in it."""
        return without(text, self.certain(text))

    def certain(self, text: str) -> list[Span]:
        """Where the person certainly is."""
        return self._look(text)[0] if self._may_hold(text) else []

    def doubts(self, text: str) -> list[Span]:
        """Where a surname stands that may be the person's."""
        if not self._may_hold(text):
            return []
        flat, places = flattened(text)
        certain, half = self._look(text)
        accounts = [found.span(found.lastindex or 0) for found in ACCOUNT.finditer(flat)]
        words = {
            (start, end)
            for start, end in self._words(text, flat, places)
            if self._may_be(letters_of(flat[start:end]), is_large=text[places[start][0]].isupper())
            or (
                any(first <= start < last for first, last in accounts)
                and self._is_account(letters_of(flat[start:end]))
            )
        }
        found = [_in_text(places, *span) for span in sorted(words.union(half))]
        return [
            (start, end) for start, end in found if not any(first <= start < last for first, last in certain)
        ]

    def finds(self, text: str) -> list[Span]:
        """Where the person certainly is and where they may be, for texts out of which nothing goes by itself."""
        return sorted([*self.certain(text), *self.doubts(text)])

    def _words(self, text: str, flat: str, places: list[Span]) -> list[Span]:
        """The words of a text, and those of which several were written as one, unless it is looked for as it is."""
        found = []
        for first, end in self._whole(flat):
            start = first
            if letters_of(flat[start:end]) not in self._known:
                for at in range(first + 1, end):
                    if flat[at].isalnum() and _begins_word(text, places[at][0], places[at - 1][0]):
                        found.append((start, at))
                        start = at
            found.append((start, end))
        return found

    def _whole(self, flat: str) -> Iterator[Span]:
        """Words, and those that are divided by a hyphen or s p a c e d out as one, where it is looked for so."""
        words = [found.span() for found in WORD.finditer(flat)]
        at = 0
        while at < len(words):
            last = self._divided(flat, words, at)
            yield words[at][0], words[last][1]
            at = last + 1

    def _divided(self, flat: str, words: list[Span], at: int) -> int:
        """The last of the words that are one with this."""
        last, said = at, flat[slice(*words[at])]
        is_spaced = len(said) == 1
        for after in range(at + 1, min(len(words), at + (LONGEST if is_spaced else PIECES))):
            gap, piece = flat[words[after - 1][1] : words[after][0]], flat[slice(*words[after])]
            if not (gap in SPACES and len(piece) == 1 if is_spaced else HYPHEN.fullmatch(gap)):
                break
            said += piece
            if said in self._known:
                last = after
        return last

    def _may_be(self, word: str, *, is_large: bool) -> bool:
        """A surname; also with an initial in one word (jkowalska), and a whole name inside of a word."""
        is_long = len(word) >= LONG_ENOUGH
        if word in self._family:
            return is_large or (is_long and word not in self._of_language)
        if is_long and (word in self._logins or (len(word) > LONG_ENOUGH and word[1:] in self._family)):
            return True
        is_likely = self._hints and self._hints.search(word)
        return bool(is_likely) and any(whole in word for name in self._names for whole in name.glued)

    def _is_account(self, word: str) -> bool:
        """A surname, however short, where nothing but a name stands: in an address, as somebody's folder."""
        return word in self._family or word in self._logins

    def _may_hold(self, text: str) -> bool:
        return bool(self._hints and self._hints.search(folded(text)))

    def _look(self, text: str) -> tuple[list[Span], list[Span]]:
        """Addresses and whole names, with what lies between two parts of a name and says nothing; and, by their places in
        the flattened text, words that may be a surname beside a given name or a word of the language."""
        flat, places = flattened(text)
        spans = {found.span() for found in self._addresses.finditer(flat)} if self._addresses else set()
        half = []
        words = self._words(text, flat, places)
        said = [letters_of(flat[start:end]) or APART for start, end in words]
        large = [text[places[start][0]].isupper() for start, _end in words]
        small = [text[places[start][0]].islower() for start, _end in words]
        for name in self._names:
            spans |= {span for span, word in zip(words, said, strict=True) if word in name.glued}
            for surname, given in _pairs(said, name):
                if surname < given and _is_between_others(text, places, words, surname, given):
                    continue
                if large[given] and small[surname]:
                    half.append(words[surname])
                else:
                    spans |= {words[surname], words[given]}
        return [_in_text(places, start, end) for start, end in _joined(sorted(spans), flat)], half


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with a mark in these places."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + GONE + text[end:]
    return text


def _name(written: str) -> _Name:
    """Its words as they are, and with the vowels that stand for others: Müller, Mueller."""
    told = [told_apart(spelling) for spelling in dict.fromkeys([written, written.translate(SPELT_OUT)])]
    given = _of_each(forms_of_given, *(one.given for one in told))
    # Nobody knows which they are: one of them may be a surname too.
    given |= _of_each(forms_of_surname, *(one.given for one in told))
    surname = _of_each(forms_of_surname, *(one.surname for one in told))
    surnames = [one.surname + one.perhaps for one in told]
    surnames.append([[LETTERS_FOR_ONE.sub("", word) for word in part] for part in surnames[0]])
    initials = {part[0][0] for one in told for part in one.given}
    return _Name(
        given=given,
        surname=surname,
        family=_of_each(forms_of_family, *surnames),
        words=_of_each(forms_of_words, *surnames),
        logins=frozenset(
            login
            for parts in surnames
            for part in parts
            for word in part
            for one in initials
            for login in (one + word, word + one)
        ),
        strangers=1 if len(told[0].surname) == 1 else 0,
        glued=frozenset(whole for one in given for other in surname for whole in (one + other, other + one)),
    )


def _of_each(forms: Callable[[str], frozenset[str]], *told: Parts) -> frozenset[str]:
    return frozenset[str]().union(*(forms(word) for parts in told for part in parts for word in part))


def _pattern(address: str) -> str:
    """An address as it is, with anything after a plus, and with a word for its sign; no part of a longer one."""
    local, _at, domain = address.rpartition("@")
    return (
        rf"(?<![a-z0-9])(?<![a-z0-9]\.){re.escape(local)}(?:\+[\w.+-]*)?{AT}{re.escape(domain)}(?![a-z0-9-])"
    )


def _pairs(said: list[str], name: _Name) -> Iterator[tuple[int, int]]:
    """Where a form of the surname and a form of a given name stand near each other."""
    for at, word in enumerate(said):
        if word not in name.surname:
            continue
        for near in range(max(0, at - NEAR), min(len(said), at + NEAR + 1)):
            between = said[min(at, near) + 1 : max(at, near)]
            strangers = [one for one in between if one not in name.given and one not in name.surname]
            if (
                near != at
                and said[near] in name.given
                and len(strangers) <= name.strangers
                and not JOINING & {*strangers}
            ):
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


def _joined(spans: list[Span], flat: str) -> Iterator[Span]:
    """Spans that overlap, or between which nothing is said, as one."""
    ends: list[list[int]] = []
    for start, end in spans:
        if ends and (start <= ends[-1][1] or (not flat[ends[-1][1] : start].strip(" _-+\xa0"))):
            ends[-1][1] = max(ends[-1][1], end)
        else:
            ends.append([start, end])
    yield from ((start, end) for start, end in ends)
