"""Situation against change: who is well off and improving, and who is not, within one group."""

from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from statistics import median
from typing import NamedTuple

from empiria.reporting.chart.labels import (
    Anchor,
    Box,
    Filled,
    Label,
    Spots,
    choose_spots,
    dot_box,
    filled_boxes,
    find_spots,
    text_width,
)
from empiria.reporting.chart.scale import Scale, padded
from empiria.reporting.svg import drawing, escape, fixed, tag, text
from empiria.reporting.words import Words

MAX_LINKS = 100  # more points than this are one path: nobody tabs through 477 links
PAD = 10.0
FOOT = 30.0
SIDE = 22.0
DOT, YOU = 4.5, 8.0


class Position(NamedTuple):
    """A unit of the group: its situation (right is better) and its change (up is better); None where unknown."""

    name: str
    x: float | None
    y: float | None
    url: str | None = None
    is_subject: bool = False


class _Field(NamedTuple):
    """What is the same for every unit of a group: the ground, where each dot stands, and where its name could."""

    ground: str
    dots: list[tuple[float, float]]
    filled: Filled
    # Of the units that stand furthest from the medians, by their place among the dots.
    names: list[tuple[int, Spots]]


def quadrant(
    positions: Sequence[Position],
    *,
    title: str,
    description: str,
    x_title: str,
    y_title: str,
    words: Words,
    width: float = 480.0,
    height: float = 400.0,
    max_labels: int = 12,
) -> str:
    """The chart; its axes cross at the group's medians. Units without both figures are not drawn (name them beside)."""
    frame = Box(SIDE + PAD, PAD, width - PAD, height - FOOT)
    known = [p for p in positions if p.x is not None and p.y is not None]
    if not known:
        words_missing = words.gettext("No unit of the group has both figures.")
        note = text(words_missing, (frame.left + frame.right) / 2, height / 2, "ch-note ch-middle")
        return drawing(note, width=width, height=height, class_="ch ch-quadrant", title=title)
    field = _field(tuple((p.name, p.x or 0.0, p.y or 0.0) for p in known), frame, words, max_labels)
    subject = next((n for n, p in enumerate(known) if p.is_subject), None)
    has_links = len(known) <= MAX_LINKS and any(p.url for p in known)
    return drawing(
        field.ground,
        _dots(known, field, subject, has_links=has_links),
        *(_label(label) for label in _labels(known, field, subject, frame=frame, limit=max_labels)),
        text(f"{x_title} →", frame.right, height - 8, "ch-axis-title ch-end"),
        tag(
            "text",
            escape(f"{y_title} →"),
            transform=f"rotate(-90) translate({fixed(-frame.bottom)} {fixed(SIDE - 6)})",
            class_="ch-axis-title",
        ),
        width=width,
        height=height,
        class_="ch ch-quadrant",
        title=title,
        description=description,
        has_links=has_links,
    )


def _ground(frame: Box, centre: tuple[float, float]) -> list[str]:
    across, up = centre
    full_width, full_height = frame.right - frame.left, frame.bottom - frame.top
    return [
        tag("rect", x=frame.left, y=frame.top, width=full_width, height=full_height, class_="ch-frame"),
        tag(
            "rect",
            x=across,
            y=frame.top,
            width=frame.right - across,
            height=up - frame.top,
            class_="ch-better",
        ),
        tag(
            "rect", x=frame.left, y=up, width=across - frame.left, height=frame.bottom - up, class_="ch-worse"
        ),
        tag(
            "path",
            d=f"M{fixed(across)} {fixed(frame.top)}V{fixed(frame.bottom)}M{fixed(frame.left)} {fixed(up)}H{fixed(frame.right)}",
            class_="ch-rule",
        ),
    ]


def _corners(frame: Box, words: Words) -> tuple[list[str], list[Box]]:
    """The four corners said in words, and the boxes they fill."""
    size, inset = 11.0, 6.0
    left, right = frame.left + inset, frame.right - inset
    top, bottom = frame.top + inset + size * 0.8, frame.bottom - inset
    corners = [
        (words.gettext("weaker, improving"), left, top, ""),
        (words.gettext("stronger, improving"), right, top, "ch-end"),
        (words.gettext("weaker, declining"), left, bottom, ""),
        (words.gettext("stronger, declining"), right, bottom, "ch-end"),
    ]
    # In a narrow chart two corners do not fit beside one another: their words break after the comma.
    room = (frame.right - frame.left) / 2 - 2 * inset
    is_broken = any(text_width(content, size) > room for content, *_place in corners)
    spots = []
    for content, x, y, end in corners:
        lines = [part.strip() for part in content.replace(",", ",\n").split("\n")] if is_broken else [content]
        first = y if y == top else y - size * 1.15 * (len(lines) - 1)
        spots += [(line, x, first + size * 1.15 * place, end) for place, line in enumerate(lines)]
    drawn, boxes = [], []
    for content, x, y, end in spots:
        drawn.append(text(content, x, y, f"ch-corner {end}".strip()))
        wide = text_width(content, size)
        start = x - wide if end else x
        boxes.append(Box(start, y - size * 0.8, start + wide, y + size * 0.25))
    return drawn, boxes


# A group of hundreds takes longer to draw than the rest of its city's page: the ground of each group is drawn once.
@lru_cache(maxsize=32)
def _field(points: tuple[tuple[str, float, float], ...], frame: Box, words: Words, limit: int) -> _Field:
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    x = Scale(*padded(xs, 0.08), frame.left, frame.right)
    y = Scale(*padded(ys, 0.12), frame.bottom, frame.top)
    dots = list(zip(x.many(xs).tolist(), y.many(ys).tolist(), strict=True))
    centre = (x(median(xs)), y(median(ys)))
    corners, corner_boxes = _corners(frame, words)
    filled = filled_boxes([*corner_boxes, *(dot_box(across, up, DOT) for across, up in dots)])
    wide, high = frame.right - frame.left, frame.bottom - frame.top

    def importance(place: int) -> float:
        across, up = dots[place]
        return float(((across - centre[0]) / wide) ** 2 + ((up - centre[1]) / high) ** 2)

    # Far more than are ever named, so that a group of hundreds is not tried one by one.
    furthest = nlargest(4 * limit, range(len(dots)), key=importance)
    anchors = [Anchor(points[place][0], *dots[place], DOT) for place in furthest]
    spots = find_spots(anchors, frame=frame, filled=filled)
    return _Field(
        ground="".join([*_ground(frame, centre), *corners]),
        dots=dots,
        filled=filled,
        names=list(zip(furthest, spots, strict=True)),
    )


def _labels(
    known: Sequence[Position], field: _Field, subject: int | None, *, frame: Box, limit: int
) -> list[Label]:
    """The subject's name, then those furthest from the medians, as far as they fit."""
    others = [spots for place, spots in field.names if place != subject]
    if subject is None:
        return choose_spots(others, limit=limit)
    x, y = field.dots[subject]
    you = Anchor(known[subject].name, x, y, YOU, size=14.5, must=True)
    first = choose_spots(find_spots([you], frame=frame, filled=field.filled))
    return choose_spots(others, limit=limit, placed=first, around=[dot_box(x, y, YOU)])


def _label(label: Label) -> str:
    side = {"start": "", "end": "ch-end", "middle": "ch-middle"}[label.side]
    is_subject = label.anchor.must
    classes = " ".join(part for part in ("ch-you-text" if is_subject else "ch-label", side) if part)
    return text(label.anchor.name, label.x, label.y, classes)


def _dots(known: Sequence[Position], field: _Field, subject: int | None, *, has_links: bool) -> str:
    others = [(p, *dot) for n, (p, dot) in enumerate(zip(known, field.dots, strict=True)) if n != subject]
    drawn = [_circle(*other) for other in others] if has_links else [_path(others)]
    if subject is not None:
        x, y = field.dots[subject]
        drawn.append(tag("circle", cx=x, cy=y, r=YOU, class_="ch-you-dot"))
    return "".join(drawn)


def _path(dots: Sequence[tuple[Position, float, float]]) -> str:
    path = "".join([f"M{x:.0f} {y:.0f}h0" for _, x, y in dots])
    return tag("path", d=path, class_="ch-dots") if path else ""


def _circle(position: Position, x: float, y: float) -> str:
    circle = tag("circle", tag("title", escape(position.name)), cx=x, cy=y, r=DOT, class_="ch-dot")
    if position.url is None:
        return circle
    return tag("a", circle, href=position.url, aria_label=position.name, class_="ch-link")
