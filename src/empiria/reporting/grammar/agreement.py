"""Verbs beside a counted subject: 1 miasto ma, 2 miasta mają, 12 miast ma, 2,5 miejsca ma."""

from collections.abc import Mapping
from typing import Literal

from empiria.reporting.grammar.plurals import category

Verb = Literal["have"]
# Singular and plural of the present.
FORMS: Mapping[str, Mapping[Verb, tuple[str, str]]] = {
    "pl": {"have": ("ma", "mają")},
    "en": {"have": ("has", "have")},
}


def agreeing(language: str, verb: Verb, number: float, decimals: int = 0) -> str:
    """The verb for so many. Polish has the plural only from two to four (22–24 …): five cities are a neuter singular."""
    singular, plural = FORMS.get(language, FORMS["en"])[verb]
    kind = category(language, number, decimals)
    if language == "pl":
        return plural if kind == "few" else singular
    return singular if kind == "one" else plural
