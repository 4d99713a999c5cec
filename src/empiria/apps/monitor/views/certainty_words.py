"""What a page says of the certainty of its places: for a city, a ranking and their files."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CertaintyNote, Interval
from empiria.reporting import certainty
from empiria.reporting.chart import Ends
from empiria.reporting.table import Column
from empiria.reporting.words import Words

# Where the page of a method says what moves a place.
ANCHOR = "certainty"


def certainty_line(note: CertaintyNote, words: Words, *, recipe: str) -> dict[str, Any]:
    """What the intervals are, or why there are none; and where more is said."""
    text = (
        certainty.drawn(note.replicates, note.choices, words)
        if note.is_ready
        else certainty.absent(note.state, words)
    )
    url = reverse("monitor:method-detail", args=[recipe]) + f"#{ANCHOR}"
    return {"text": text, "is_ready": note.is_ready, "url": url}


def span_of(interval: Interval | None, words: Words) -> str:
    """Places for a narrow column; empty where nothing is known."""
    return certainty.span(interval.rank_low, interval.rank_high, words) if interval else ""


def beside_place(interval: Interval | None, words: Words) -> str:
    """The same in words, to stand beside a place."""
    return certainty.from_to(interval.rank_low, interval.rank_high, words) if interval else ""


def score_ends(interval: Interval | None) -> Ends | None:
    """The whisker of a score."""
    return (interval.score_low, interval.score_high) if interval else None


def place_ends(interval: Interval | None) -> Ends | None:
    return (interval.rank_low, interval.rank_high) if interval else None


def interval_columns(decimals: int) -> list[Column]:
    """For files and tables: from where to where a place and a score lie."""
    return [
        Column(title=_("Place at best"), kind="whole"),
        Column(title=_("Place at worst"), kind="whole"),
        Column(title=_("Score from"), kind="number", decimals=decimals),
        Column(title=_("Score to"), kind="number", decimals=decimals),
    ]


def interval_cells(interval: Interval | None) -> list[float | int | None]:
    """What stands in these columns."""
    if interval is None:
        return [None] * 4
    return [interval.rank_low, interval.rank_high, interval.score_low, interval.score_high]
