"""What peers are asked for, and the word for them in an address: `peers:1861011`, or with its count, year and traits."""

import re
from dataclasses import dataclass, replace

from empiria.analysis.peers import COUNT
from empiria.analysis.traits import NAMES, TRAITS, Trait

PREFIX = "peers:"
# No code of an indicator holds them.
BETWEEN, TIMES = "~", "*"
FEWEST, MOST = 2, 50
MOST_TRAITS = 12
LIGHTEST, HEAVIEST = 0.01, 100.0
CODE = re.compile(r"[a-z][a-z0-9_.:-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class PeerQuestion:
    """Whose peers (`teryt`, as the address has it), by which traits, how many, in which year (None: the latest)."""

    teryt: str
    traits: tuple[Trait, ...] = TRAITS
    count: int = COUNT
    period: int | None = None

    @property
    def key(self) -> str:
        """The group's word in an address; what is usual is left out."""
        parts = [self.teryt, "" if self.count == COUNT else str(self.count), str(self.period or "")]
        if self.traits != TRAITS:
            parts += [f"{trait_word(trait)}{TIMES}{trait.weight:g}" for trait in self.traits]
        return PREFIX + BETWEEN.join(parts).rstrip(BETWEEN)


def trait_word(trait: Trait) -> str:
    """A trait as an address and the command line name it."""
    return f"{trait.indicator}:{trait.transform}" if trait.transform else trait.indicator


def read_trait(word: str, weight: str = "") -> Trait | None:
    """A trait of an address; None for nonsense and for a weight of nothing."""
    code, _, transform = word.rpartition(":")
    trait = Trait(code, transform=transform) if transform in NAMES else Trait(word)
    if not CODE.fullmatch(trait.indicator):
        return None
    if not weight:
        return trait
    try:
        given = float(weight.replace(",", "."))
    except ValueError:
        return None
    return replace(trait, weight=given) if LIGHTEST <= given <= HEAVIEST else None


def read_count(text: str) -> int | None:
    """How many are asked for; None for nonsense."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        return None
    return int(text) if FEWEST <= int(text) <= MOST else None


def read_key(key: str) -> PeerQuestion | None:
    """What a group's word asks for; None where it is none."""
    if not key.startswith(PREFIX):
        return None
    teryt, count, period, *traits = [*key.removeprefix(PREFIX).split(BETWEEN), "", ""]
    words = [word for word in traits if word]
    read = [read_trait(*word.split(TIMES, 1)) for word in words]
    known = tuple(trait for trait in read if trait is not None)
    number = read_count(count) if count else COUNT
    is_year = period.isascii() and period.isdecimal() and len(period) <= 4
    if (
        number is None
        or (period and not is_year)
        or len(known) < len(words)
        or not are_traits(known or TRAITS)
    ):
        return None
    return PeerQuestion(
        teryt=teryt, traits=known or TRAITS, count=number, period=int(period) if period else None
    )


def are_traits(traits: tuple[Trait, ...]) -> bool:
    """Whether units can be told apart by them: each once, and not more than there may be."""
    codes = {trait.indicator for trait in traits}
    return 0 < len(traits) <= MOST_TRAITS and len(codes) == len(traits)
