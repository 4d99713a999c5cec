"""What a chart or a sentence needs of a language: its messages, its plurals and its way of writing numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from empiria.reporting import grammar

NO_BREAK = "\u00a0"
MINUS = "\u2212"
DASH = "\u2014"
# decimal mark, mark between thousands
MARKS = {"pl": (",", NO_BREAK), "en": (".", ",")}

# Decimals beyond any published figure.
EXACT = 9
# What findings and errors call their counts; other whole numbers are years, lines and codes, which are not grouped.
COUNTS = frozenset({"checked", "count", "expected", "found", "units"})

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

    def exact(self, value: float) -> str:
        """A number with the decimals it has, noise of binary fractions left out: 12,385 in Polish for 12.385."""
        digits = f"{value:.{EXACT}f}".rstrip("0").partition(".")[2]
        return self.number(value, len(digits))

    def signed(self, value: float | None, decimals: int = 0) -> str:
        """A difference with its sign: +1,5, −1,5, 0,0."""
        text = self.number(value, decimals)
        is_positive = value is not None and value > 0 and any(digit in text for digit in "123456789")
        return f"+{text}" if is_positive else text

    def quantity(
        self, value: float | None, decimals: int = 0, unit: str = "", case: grammar.Case = "nominative"
    ) -> str:
        """A number with its unit, kept on one line; a per cent sign stands close: 68,7%. A unit that is a noun agrees."""
        text = self.number(value, decimals)
        if not unit or value is None:
            return text
        said = grammar.unit_form(self.language, unit, value, decimals, case)
        return f"{text}{said}" if unit.startswith("%") else f"{text}{NO_BREAK}{said}"

    def counted(
        self, noun: grammar.Noun, number: float, decimals: int = 0, case: grammar.Case = "nominative"
    ) -> str:
        """A number with the noun in the form that the two ask for: “2 miejsca”, “2,5 punktu procentowego”."""
        form = grammar.counted_form(self.language, noun, number, decimals, case)
        return f"{self.number(number, decimals)}{NO_BREAK}{form}"

    def share(self, part: int, whole: int, noun: grammar.Noun) -> str:
        """So many of so many: “3 z 66 gmin”, “7 ze 116 gmin”."""
        of = grammar.out_of(self.language, whole)
        return f"{self.number(part)} {of}{NO_BREAK}{self.counted(noun, whole, case='genitive')}"

    def agreeing(self, verb: grammar.Verb, number: int) -> str:
        """The verb whose subject is so many."""
        return grammar.agreeing(self.language, verb, number)

    def listed(self, items: Sequence[str]) -> str:
        """“A, B i C”."""
        return grammar.listed(self.language, items)

    def params(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers among what a message is filled with, as the reader writes them."""
        return {name: self._param(name, value) for name, value in params.items()}

    def _param(self, name: str, value: Any) -> Any:
        if isinstance(value, float):
            return self.exact(value)
        is_count = name in COUNTS and isinstance(value, int) and not isinstance(value, bool)
        return self.number(value) if is_count else value

    def place(self, rank: int | None, ranked: int | None) -> str:
        """A rank said in full: “7. z 25”, “7. ze 116”, “7 of 25”; a dash where there is none."""
        if rank is None or not ranked:
            return DASH
        message = self.gettext("%(rank)s %(of)s %(ranked)s")
        of = grammar.out_of(self.language, ranked)
        text = message % {"rank": self.number(rank), "of": of, "ranked": self.number(ranked)}
        return text.replace(" ", NO_BREAK)
