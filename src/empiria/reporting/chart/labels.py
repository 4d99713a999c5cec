"""Names beside points, placed so that none covers another: greedy, the most important first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

# Widths in Source Sans Pro as shares of the type size, rounded up: a box may be too wide, never too narrow.
_NARROW = frozenset("iIjl.,:;'|!()[] -·ftr")
_WIDE = frozenset("mwMWĄÓŚŻŹ@%—")
# Names tried at a time: most of the first ones find their place, and more would be tried in vain.
_BATCH = 16


Filled = np.ndarray[Any, np.dtype[np.float64]]


class Box(NamedTuple):
    """A rectangle on paper: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Anchor:
    """A point that wants a name: where it is, how big its dot is, how large its letters are."""

    name: str
    x: float
    y: float
    radius: float
    size: float = 12.0
    must: bool = False  # placed even where every position collides (the city itself, placed first)


class Label(NamedTuple):
    """A placed name: its baseline, which way it runs, and the box it fills."""

    anchor: Anchor
    x: float
    y: float
    side: str  # start | end | middle
    box: Box


# The places of one name, each with the number of boxes it would lie over.
Spots = list[tuple[int, Label]]


def text_width(text: str, size: float) -> float:
    """About how wide a line of text is set in Source Sans Pro, on the safe side."""
    shares = (
        0.37 if letter in _NARROW else 0.86 if letter in _WIDE else 0.64 if letter.isupper() else 0.54
        for letter in text
    )
    return size * sum(shares)


def _candidates(anchor: Anchor) -> list[Label]:
    """Right, left, above, below, then the four corners: the order in which an eye expects a name."""
    width, rise, drop = text_width(anchor.name, anchor.size), anchor.size * 0.78, anchor.size * 0.24
    gap = anchor.radius + 3.0
    near = gap * 0.72
    baseline = anchor.y + anchor.size * 0.34
    spots = [
        (anchor.x + gap, baseline, "start"),
        (anchor.x - gap, baseline, "end"),
        (anchor.x, anchor.y - gap - drop, "middle"),
        (anchor.x, anchor.y + gap + rise, "middle"),
        (anchor.x + near, anchor.y - near - drop, "start"),
        (anchor.x + near, anchor.y + near + rise, "start"),
        (anchor.x - near, anchor.y - near - drop, "end"),
        (anchor.x - near, anchor.y + near + rise, "end"),
    ]
    labels = []
    for x, y, side in spots:
        left = {"start": x, "end": x - width, "middle": x - width / 2}[side]
        labels.append(Label(anchor, x, y, side, Box(left, y - rise, left + width, y + drop)))
    return labels


def place_labels(
    wanted: Sequence[Anchor], *, frame: Box, taken: Sequence[Box] = (), limit: int | None = None
) -> list[Label]:
    """Place names in the given order inside the frame; one that fits nowhere is left out, never laid over another.

    `taken` are boxes already filled: dots, corner words. An anchor that `must` be named and fits nowhere clear
    stands where it covers fewest of them, inside the frame and clear of other names.
    """
    placed: list[Label] = []
    filled = filled_boxes(taken)
    for start in range(0, len(wanted), _BATCH):
        if limit is not None and len(placed) >= limit:
            break
        spots = find_spots(wanted[start : start + _BATCH], frame=frame, filled=filled)
        placed = choose_spots(spots, limit=limit, placed=placed)
    return placed


def filled_boxes(boxes: Iterable[Box]) -> Filled:
    """Boxes as rows of an array."""
    return np.array(list(boxes), dtype=float).reshape(-1, 4)


def find_spots(wanted: Sequence[Anchor], *, frame: Box, filled: Filled) -> list[Spots]:
    """Every place inside the frame for every name, with the number of filled boxes it would lie over."""
    inside = [[label for label in _candidates(anchor) if label.box.within(frame)] for anchor in wanted]
    boxes = filled_boxes(label.box for labels in inside for label in labels)[:, :, None]
    left, top, right, bottom = filled.T
    over = (boxes[:, 0] < right) & (left < boxes[:, 2]) & (boxes[:, 1] < bottom) & (top < boxes[:, 3])
    covered = iter(over.sum(axis=1).tolist())
    return [[(next(covered), label) for label in labels] for labels in inside]


def choose_spots(
    spots: Sequence[Spots],
    *,
    limit: int | None = None,
    placed: Sequence[Label] = (),
    around: Sequence[Box] = (),
) -> list[Label]:
    """One place for each name, in order, clear of the names before it and of the boxes `around`; without a place, none."""
    labels = list(placed)
    for places in spots:
        if limit is not None and len(labels) >= limit:
            break
        filled = [*around, *(label.box for label in labels)]
        clear = [
            (covered, label)
            for covered, label in places
            if (covered == 0 or label.anchor.must) and not any(label.box.overlaps(box) for box in filled)
        ]
        if clear:
            labels.append(min(clear, key=itemgetter(0))[1])
    return labels


def dot_box(x: float, y: float, radius: float) -> Box:
    """The box a dot fills."""
    return Box(x - radius, y - radius, x + radius, y + radius)
