"""Where a city stands among those it is compared with: as a whole, and in which parts best and weakest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from empiria.reporting.claims.estimate import SMALLEST_GROUP, Interval
from empiria.reporting.words import Words


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The place of the whole in a year, and between which places it would lie by other choices of method."""

    year: int
    rank: int
    ranked: int
    # What the compared are called.
    noun: Literal["city", "municipality"]
    interval: Interval | None = None

    def said(self, words: Words) -> str:
        """Of a group of two or one nobody is first or last."""
        if self.ranked < SMALLEST_GROUP:
            message = words.gettext("In %(year)s: too few are compared to speak of a place.")
            return message % {"year": self.year}
        said = {
            "year": self.year,
            "rank": words.number(self.rank),
            "compared": words.counted(self.noun, self.ranked, case="genitive"),
        }
        if self.interval is None or self.interval.low == self.interval.high:
            return words.gettext("In %(year)s: place %(rank)s among %(compared)s of the group.") % said
        said |= {"low": words.number(self.interval.low), "high": words.number(self.interval.high)}
        message = words.gettext(
            "In %(year)s: place %(rank)s among %(compared)s of the group; by other choices of method %(low)s to %(high)s."
        )
        return message % said


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A named place: of an area, a dimension or an indicator."""

    title: str
    rank: int
    ranked: int
    interval: Interval | None = None

    @property
    def share(self) -> float:
        """0 for the first, 1 for the last."""
        return self._share_of(self.rank)

    @property
    def half(self) -> Literal["upper", "lower", "neither"]:
        """In which half of the group it lies, with the whole of its interval."""
        low, high = self.interval or (self.rank, self.rank)
        if self.ranked < SMALLEST_GROUP:
            return "neither"
        if max(self.share, self._share_of(high)) < 0.5:
            return "upper"
        return "lower" if min(self.share, self._share_of(low)) > 0.5 else "neither"

    def _share_of(self, rank: float) -> float:
        return (rank - 1) / (self.ranked - 1) if self.ranked > 1 else 0.0


@dataclass(frozen=True, kw_only=True)
class Standings:
    """The best and the weakest of several places, so many of each; more where they share the last."""

    places: Sequence[Standing]
    count: int

    def said(self, words: Words) -> list[str]:
        """Only what lies in the upper half is among the best, only what lies in the lower among the weakest. Of one part or
        two none is the best."""
        if len(self.places) < SMALLEST_GROUP:
            return []
        ordered = sorted(self.places, key=lambda one: one.share)
        best = self._first([one for one in ordered if one.half == "upper"])
        weakest = self._first([one for one in reversed(ordered) if one.half == "lower"])
        found = []
        if best:
            found.append(words.gettext("Best places: %(list)s.") % {"list": _listed(best, words)})
        if weakest:
            found.append(words.gettext("Weakest places: %(list)s.") % {"list": _listed(weakest, words)})
        return found

    def _first(self, ordered: Sequence[Standing]) -> list[Standing]:
        """With whoever stands where the last of them does."""
        last = ordered[: self.count][-1:]
        return [one for place, one in enumerate(ordered) if place < self.count or one.share == last[0].share]


def _listed(places: Sequence[Standing], words: Words) -> str:
    return words.listed([f"{one.title} ({words.place(one.rank, one.ranked)})" for one in places])
