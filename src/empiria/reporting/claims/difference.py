"""How large a difference is, in the words of its unit."""

import re

from empiria.reporting import grammar
from empiria.reporting.words import Words

# Units of a rate: the figure beside the difference says per how many it is.
RATE = re.compile(r"(?:^|\s)(?:na|za|per)\s")


def unit_of_difference(unit: str, words: Words) -> str:
    """The unit above a column of differences: of per cent these are percentage points."""
    return words.gettext("percentage points") if unit.startswith("%") else unit


def is_counted(unit: str, decimals: int, words: Words) -> bool:
    """Whether a difference is so many of something: English then says “fewer”. Of a rate it is a bare number."""
    return not RATE.search(unit) and grammar.is_count(words.language, unit, decimals)


def difference(amount: float, decimals: int, unit: str, words: Words) -> str:
    """The size of a difference, as after the Polish “o”: “2,5 punktu procentowego”, “3 osoby”, of a rate “12,4”."""
    size = abs(amount)
    if unit.startswith("%"):
        return words.counted("percentage point", size, decimals, case="accusative")
    if not unit:
        return words.counted("point", size, decimals, case="accusative")
    if RATE.search(unit):
        return words.number(size, decimals)
    return words.quantity(size, decimals, unit, case="accusative")
