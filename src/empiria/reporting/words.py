"""What a chart or a sentence needs of a language: its messages, its plurals and its way of writing numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations

NO_BREAK = "\u00a0"
MINUS = "\u2212"
DASH = "\u2014"
# decimal mark, mark between thousands
MARKS = {"pl": (",", NO_BREAK), "en": (".", ",")}

_english = NullTranslations()


@dataclass(frozen=True, kw_only=True)
class Words:
    """A language as the reader meets it. The pure layers know no Django: the caller hands its translators in."""

    language: str = "en"
    gettext: Callable[[str], str] = _english.gettext
    ngettext: Callable[[str, str, int], str] = _english.ngettext

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with its decimals fixed: 7 431,5 in Polish, 7,431.5 in English; a dash where there is none."""
        if value is None:
            return DASH
        decimal, thousands = MARKS.get(self.language, MARKS["en"])
        text = f"{abs(value):,.{max(decimals, 0)}f}"
        text = text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)
        is_negative = value < 0 and any(digit in text for digit in "123456789")
        return MINUS + text if is_negative else text

    def signed(self, value: float | None, decimals: int = 0) -> str:
        """A difference with its sign: +1,5, −1,5, 0,0."""
        text = self.number(value, decimals)
        is_positive = value is not None and value > 0 and any(digit in text for digit in "123456789")
        return f"+{text}" if is_positive else text

    def quantity(self, value: float | None, decimals: int = 0, unit: str = "") -> str:
        """A number with its unit, kept on one line; a per cent sign stands close: 68,7%."""
        text = self.number(value, decimals)
        if not unit or value is None:
            return text
        return f"{text}{unit}" if unit.startswith("%") else f"{text}{NO_BREAK}{unit}"

    def place(self, rank: int | None, ranked: int | None) -> str:
        """A rank said in full: “7. z 25”, “7 of 25”; a dash where there is none."""
        if rank is None or not ranked:
            return DASH
        message = self.gettext("%(rank)s of %(ranked)s")
        text = message % {"rank": self.number(rank), "ranked": self.number(ranked)}
        return text.replace(" ", NO_BREAK)
