"""The traits by which units are found alike: the declared default set, and how a command line names others."""

import math
from dataclasses import dataclass

from empiria.analysis.errors import InputError, mark

NAMES = ("log", "log1p", "sqrt")
RESERVED = ("unit", "peer", "position", "distance")


@dataclass(frozen=True, slots=True)
class Trait:
    """An indicator that says what a place is like, its weight, and how its values are read."""

    indicator: str
    weight: float = 1.0
    transform: str | None = None


TRAITS = (
    Trait("population", transform="log"),
    Trait("density", transform="log"),
    Trait("pre_working_age", weight=0.5),
    Trait("post_working_age", weight=0.5),
    Trait("natural_increase", weight=0.5),
)
"""The default set: size, density, and the make-up of the population — what a council can change least, and what its tasks
and costs follow from. Nothing of how it does: peers chosen by results would be praised or blamed by construction. Size and
density are read as logarithms, where a doubling counts the same everywhere. The three of age go together, so each has half
a weight."""


def read_traits(indicators: str | None, weights: str | None) -> tuple[Trait, ...]:
    """Traits as a command line gives them; the default set where it names none.

    `indicators`: codes with commas between, each with `:log`, `:log1p` or `:sqrt` behind it where it is read so.
    `weights`: as many numbers with commas between, or `code=number` for some (the others have 1). Raises InputError.
    """
    if indicators is None:
        if weights is not None:
            raise InputError(mark("weights need indicators: the default set has its own"))
        return TRAITS
    traits = [_trait(text.strip()) for text in indicators.split(",")]
    codes = [trait.indicator for trait in traits]
    for code in codes:
        if code in RESERVED or not code or codes.count(code) > 1:
            message = mark(
                "“%(found)s” cannot be a trait: it is empty, stands twice or is a column of the output"
            )
            raise InputError(message, found=code)
    if weights is None:
        return tuple(traits)
    given = _weights(weights, codes)
    return tuple(Trait(trait.indicator, given[trait.indicator], trait.transform) for trait in traits)


def _trait(text: str) -> Trait:
    # Codes of a source have a colon of their own (bdl:72305).
    code, _, transform = text.rpartition(":")
    return Trait(code, transform=transform) if transform in NAMES else Trait(text)


def _weights(text: str, codes: list[str]) -> dict[str, float]:
    parts = [part.strip() for part in text.split(",")]
    if not any("=" in part for part in parts):
        if len(parts) != len(codes):
            message = mark("expected %(expected)s weights, as many as there are indicators; found %(found)s")
            raise InputError(message, expected=len(codes), found=len(parts))
        parts = [f"{code}={part}" for code, part in zip(codes, parts, strict=True)]
    result = dict.fromkeys(codes, 1.0)
    for part in parts:
        code, _, number = part.rpartition("=")
        if code not in result:
            message = mark("there is a weight for “%(found)s”, which is not among the indicators")
            raise InputError(message, found=code or part)
        result[code] = _weight(number)
    if not any(result.values()):
        raise InputError(mark("the weights are all zero"))
    return result


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not (0 <= weight < math.inf):
        raise InputError(mark("expected a weight of at least 0, found “%(found)s”"), found=text)
    return weight
