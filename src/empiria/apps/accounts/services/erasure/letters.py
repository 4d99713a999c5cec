"""A text in plain small letters, whatever signs it is written with: for looking for a name in it."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from unicodedata import category, combining, normalize
from urllib.parse import unquote

from empiria.apps.system.language import fold

# Where something begins and where it ends.
Span = tuple[int, int]
# As links, pages and JSON write what is no plain letter: %40, &nbsp;, \\u0141
ENCODED = re.compile(r"(?:%[0-9a-fA-F]{2})+|&#?\w{2,8};|\\u[0-9a-fA-F]{4}")
# Letters that Unicode does not take apart into a plain one and a mark: Sørensen, Đorđević, Þór.
STROKED = str.maketrans(
    {
        **dict(zip("łøđðħŧıŋƀƶǥɨʉɍɏƚɫɵ", "loddhtinbzgiuryllo", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
NO_LETTERS = bytes(sign for sign in range(128) if not chr(sign).isalnum())


def letters_of(flat: str) -> str:
    """Letters and figures, without anything between them."""
    return "".join(filter(str.isalnum, flat))


def folded(text: str) -> str:
    """The letters of `flattened`, made at once: a file has millions, of which few need a closer look."""
    is_encoded = any(sign in text for sign in "%&\\")
    said = ENCODED.sub(lambda found: _meant(found.group()), text) if is_encoded else text
    if said.isascii():
        # The same, ten times as fast: tables are long.
        return said.lower().encode().translate(None, delete=NO_LETTERS).decode()
    small = normalize("NFKD", letters_of(said)).casefold().translate(STROKED)
    return letters_of(normalize("NFKD", small))


def flattened(text: str) -> tuple[str, list[Span]]:
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
        yield _meant(found.group()), found.span()
        last = found.end()
    yield from ((text[at], (at, at + 1)) for at in range(last, len(text)))


def _meant(written: str) -> str:
    if written.startswith("\\u"):
        return chr(int(written.removeprefix("\\u"), base=16))
    return unescape(unquote(written))


@cache
def _plain(letter: str) -> str:
    # Marks upon letters, and signs that nobody sees: soft hyphens, joiners.
    if combining(letter) or category(letter) == "Cf":
        return ""
    return fold_letters(letter) if letter.isalnum() else letter


def fold_letters(text: str) -> str:
    return fold(text).translate(STROKED)
