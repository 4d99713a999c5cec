"""Situation against change: who is well off and improving, and who is not, within one group."""

from collections.abc import Sequence
from heapq import nlargest
from statistics import median
from typing import NamedTuple

from empiria.reporting.chart.labels import Anchor, Box, Label, dot_box, place_labels, text_width
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


class _Dot(NamedTuple):
    position: Position
    x: float
    y: float

    @property
    def radius(self) -> float:
        return YOU if self.position.is_subject else DOT


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
    # The subject last: it lies on top.
    known.sort(key=lambda p: p.is_subject)
    xs, ys = [p.x or 0.0 for p in known], [p.y or 0.0 for p in known]
    x = Scale(*padded(xs, 0.08), frame.left, frame.right)
    y = Scale(*padded(ys, 0.12), frame.bottom, frame.top)
    dots = [_Dot(*spot) for spot in zip(known, x.many(xs).tolist(), y.many(ys).tolist(), strict=True)]
    centre = (x(median(xs)), y(median(ys)))
    corners, corner_boxes = _corners(frame, words)
    labels = _labels(dots, centre=centre, frame=frame, taken=corner_boxes, limit=max_labels)
    has_links = len(dots) <= MAX_LINKS and any(dot.position.url for dot in dots)
    return drawing(
        *_ground(frame, centre),
        *corners,
        _dots(dots, has_links=has_links),
        *(_label(label) for label in labels),
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


def _labels(
    dots: Sequence[_Dot], *, centre: tuple[float, float], frame: Box, taken: Sequence[Box], limit: int
) -> list[Label]:
    """The subject's name, then those furthest from the medians, as far as they fit."""

    across = 1 / (frame.right - frame.left)
    up = 1 / (frame.bottom - frame.top)

    def importance(dot: _Dot) -> float:
        if dot.position.is_subject:
            return float("inf")
        return ((dot.x - centre[0]) * across) ** 2 + ((dot.y - centre[1]) * up) ** 2

    # Far more than are ever named, so that a group of hundreds is not tried one by one.
    furthest = nlargest(4 * limit, dots, key=importance)
    wanted = [
        Anchor(
            dot.position.name,
            dot.x,
            dot.y,
            dot.radius,
            size=14.5 if dot.position.is_subject else 12.0,
            must=dot.position.is_subject,
        )
        for dot in furthest
    ]
    boxes = [*taken, *(dot_box(dot.x, dot.y, dot.radius) for dot in dots)]
    return place_labels(wanted, frame=frame, taken=boxes, limit=limit)


def _label(label: Label) -> str:
    side = {"start": "", "end": "ch-end", "middle": "ch-middle"}[label.side]
    is_subject = label.anchor.must
    classes = " ".join(part for part in ("ch-you-text" if is_subject else "ch-label", side) if part)
    return text(label.anchor.name, label.x, label.y, classes)


def _dots(dots: Sequence[_Dot], *, has_links: bool) -> str:
    others = [dot for dot in dots if not dot.position.is_subject]
    subject = "".join(
        tag("circle", cx=dot.x, cy=dot.y, r=YOU, class_="ch-you-dot")
        for dot in dots
        if dot.position.is_subject
    )
    if not has_links:
        path = "".join(f"M{dot.x:.0f} {dot.y:.0f}h0" for dot in others)
        return (tag("path", d=path, class_="ch-dots") if path else "") + subject
    circles = []
    for dot in others:
        circle = tag(
            "circle", tag("title", escape(dot.position.name)), cx=dot.x, cy=dot.y, r=DOT, class_="ch-dot"
        )
        if dot.position.url:
            circle = tag("a", circle, href=dot.position.url, aria_label=dot.position.name, class_="ch-link")
        circles.append(circle)
    return "".join(circles) + subject
