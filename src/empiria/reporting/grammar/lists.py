"""Enumerations: “A, B i C”, “A, B and C”."""

import re
from collections.abc import Sequence

AND = {"pl": "i", "en": "and"}
# What stands in brackets belongs to its item, whatever it holds.
BRACKETS = re.compile(r"\([^()]*\)")


def listed(language: str, items: Sequence[str]) -> str:
    """The items in a row; semicolons where one of them holds a comma or the conjunction itself (“Kultura, sport i
    rekreacja”), so that nobody takes two for three. English goes without the serial comma."""
    word = AND.get(language, AND["en"])
    bare = [BRACKETS.sub("", item) for item in items]
    if any("," in item or f" {word} " in item for item in bare):
        return "; ".join(items)
    *most, last = items or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
