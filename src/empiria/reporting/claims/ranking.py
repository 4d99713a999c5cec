"""A ranking: who stands at its ends, and where one of them stands and stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from empiria.reporting.claims.ends import named
from empiria.reporting.claims.estimate import Estimate, Interval, Verdict, compare_figures, looks_like
from empiria.reporting.words import Words


class RankedName(NamedTuple):
    """One with a figure; `place` is None where neither more nor less is better."""

    name: str
    figure: Estimate
    place: int | None


@dataclass(frozen=True, kw_only=True)
class RankingEnds:
    """Those with a figure, from the first to the last. At least one."""

    year: int
    rows: Sequence[RankedName]
    decimals: int
    unit: str

    @property
    def verdict(self) -> Verdict:
        """Of the first against the last. What is written the same, but in other places, is not called the same."""
        first, last = self.rows[0], self.rows[-1]
        verdict = compare_figures(first.figure, last.figure, self.decimals)
        return "unclear" if verdict == "level" and first.place != last.place else verdict

    def said(self, words: Words) -> list[str]:
        """Both ends, and who cannot be told apart from them; or that nobody can be told apart."""
        first, last = self.rows[0], self.rows[-1]
        said = {"year": self.year, "figure": self._shown(first, words)}
        if self.verdict == "level":
            message = words.ngettext(
                "In %(year)s %(count)s municipality has a figure: %(figure)s.",
                "In %(year)s all %(count)s municipalities have the same figure: %(figure)s.",
                len(self.rows),
            )
            return [message % (said | {"count": words.number(len(self.rows))})]
        if self.verdict == "unclear":
            return [self._unclear(words) % said]
        message = (
            words.gettext("In %(year)s the first place: %(first)s; the last: %(last)s.")
            if first.place is not None
            else words.gettext("In %(year)s the largest figure: %(first)s; the smallest: %(last)s.")
        )
        said |= {"first": self._end(first, words), "last": self._end(last, words)}
        return [message % said, *(self._near(words) if first.place is not None else [])]

    def _unclear(self, words: Words) -> str:
        if self.rows[0].place is not None:
            return words.gettext("In %(year)s the first place cannot be told apart from the last.")
        return words.gettext("In %(year)s the largest figure cannot be told apart from the smallest.")

    def _near(self, words: Words) -> list[str]:
        found = []
        if near := self._beside(self.rows[0]):
            message = words.gettext("Cannot be told apart from the first place: %(names)s.")
            found.append(message % {"names": named(near, words)})
        if near := self._beside(self.rows[-1]):
            message = words.gettext("Cannot be told apart from the last place: %(names)s.")
            found.append(message % {"names": named(near, words)})
        return found

    def _end(self, end: RankedName, words: Words) -> str:
        return named(
            [one.name for one in self.rows if self._shares(one, end)], words, self._shown(end, words)
        )

    def _shares(self, one: RankedName, end: RankedName) -> bool:
        """In the same place; where there are none, with the same figure on the page."""
        if end.place is not None:
            return one.place == end.place
        return looks_like(one.figure, end.figure, self.decimals)

    def _beside(self, end: RankedName) -> list[str]:
        """In other places, but with nothing that tells them from this one."""
        return [
            one.name
            for one in self.rows
            if not self._shares(one, end)
            and compare_figures(one.figure, end.figure, self.decimals) in ("level", "unclear")
        ]

    def _shown(self, one: RankedName, words: Words) -> str:
        return words.quantity(one.figure.known, self.decimals, self.unit)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A place then; by how many places it went up since.

    The places of scores move with every choice of method: only those whose intervals do not meet are a move.
    """

    since: int
    rank: int
    ranked: int
    places: int
    # From where to where the places of now and of then lie.
    now: Interval | None = None
    then: Interval | None = None
    is_score: bool = False

    @property
    def verdict(self) -> Verdict:
        """Of now against then: a smaller rank is the higher place."""
        if self.is_score and not (self.now and self.then):
            return "unknown"
        now = Estimate(value=self.rank - self.places, interval=self.now)
        return compare_figures(Estimate(value=self.rank, interval=self.then), now, 0)

    def said(self, words: Words) -> str:
        said = {
            "since": self.since,
            "place": words.place(self.rank, self.ranked),
            "places": words.counted("place", abs(self.places), case="accusative"),
        }
        if self.verdict == "more":
            return words.gettext("%(places)s higher than in %(since)s (%(place)s)") % said
        if self.verdict == "less":
            return words.gettext("%(places)s lower than in %(since)s (%(place)s)") % said
        if self.verdict == "unclear":
            return words.gettext("which cannot be told apart from that in %(since)s (%(place)s)") % said
        if self.verdict == "unknown":
            return words.gettext("place %(place)s in %(since)s") % said
        return words.gettext("the same as in %(since)s (%(place)s)") % said


@dataclass(frozen=True, kw_only=True)
class OwnPlace:
    """Where one of them stands, and where it stood."""

    name: str
    year: int
    rank: int
    ranked: int
    moved: Moved | None = None

    def said(self, words: Words) -> str:
        said = {"name": self.name, "place": words.place(self.rank, self.ranked), "year": self.year}
        if self.moved is None:
            return words.gettext("%(name)s: place %(place)s in %(year)s.") % said
        said["moved"] = self.moved.said(words)
        return words.gettext("%(name)s: place %(place)s in %(year)s, %(moved)s.") % said
