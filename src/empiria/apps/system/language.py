"""Texts kept in both languages, and names as they are searched."""

import unicodedata
from typing import Self, overload

from django.db.models import Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import get_language


def in_language(polish: str, english: str) -> str:
    """The text in the reader's language, or in the other one where it is missing."""
    return (english or polish) if (get_language() or "").startswith("en") else (polish or english)


class InLanguage:
    """An attribute beside two fields: `title` gives the text of `title_pl` and `title_en` in the reader's language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, thing: None, owner: type) -> Self: ...
    @overload
    def __get__(self, thing: object, owner: type) -> str: ...
    def __get__(self, thing: object, owner: type) -> Self | str:
        if thing is None:
            return self
        return in_language(getattr(thing, f"{self.name}_pl"), getattr(thing, f"{self.name}_en"))


def fold(text: str) -> str:
    """A name as it is searched: lower case, no diacritics, words parted by one space ("Bielsko-Biała" → "bielsko biala")."""
    # Taken apart first: a raised or ringed letter may hide a capital.
    small = unicodedata.normalize("NFKD", text).casefold().replace("ł", "l")
    plain = unicodedata.normalize("NFKD", small)
    letters = (letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())


# SQLite lowers nothing but a–z, and its parser takes some twenty-five functions within one another: Polish, no more.
_POLISH = "ąćęłńóśźż"


def folded(field: str) -> Replace:
    """A column as `fold` writes it, for search in names that keep no folded copy beside them."""
    text: Lower | Replace = Lower(field)
    for letter in _POLISH + _POLISH.upper():
        text = Replace(text, Value(letter), Value(fold(letter)))
    return Replace(text, Value("-"), Value(" "))
