"""Counts as columns: how many units lie between two values, or have a figure in a year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from empiria.reporting.chart.scale import Scale, decimals_of, ticks
from empiria.reporting.chart.strip import FENCE
from empiria.reporting.svg import drawing, fixed, tag, text
from empiria.reporting.words import Words

LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 18.0, 40.0
MOST = 30


@dataclass(frozen=True, kw_only=True)
class Column:
    """Units between two values; the upper one belongs to the next column, and the last to its own.

    `lighter` are counted apart: they stand above the others in a paler colour.
    """

    low: float
    high: float
    count: int
    lighter: int = 0


def histogram(values: Sequence[float]) -> tuple[list[Column], int]:
    """At most thirty columns of the same width (Freedman and Diaconis 1981, else Sturges), and how many values lie so far
    from the rest that they are left out: beyond three interquartile ranges, as Tukey's far outliers."""
    if not values:
        return [], 0
    q1, q3 = np.quantile(values, [0.25, 0.75])
    room = FENCE * (q3 - q1)
    drawn = [value for value in values if not room or q1 - room <= value <= q3 + room]
    counts, edges = np.histogram(drawn, bins=min(len(np.histogram_bin_edges(drawn, bins="auto")) - 1, MOST))
    found = [
        Column(low=float(low), high=float(high), count=int(count))
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    return found, len(values) - len(drawn)


def columns(
    bars: Sequence[Column],
    *,
    title: str,
    description: str,
    x_title: str,
    words: Words,
    median: float | None = None,
    is_years: bool = False,
    width: float = 640.0,
    height: float = 260.0,
) -> str:
    """Columns over an axis of values (or years), as high as their counts; a tick marks the median."""
    if not bars:
        return ""
    across = Scale(bars[0].low, bars[-1].high, LEFT, width - RIGHT)
    top = max(bar.count + bar.lighter for bar in bars)
    up = Scale(0, top, height - BOTTOM, TOP)
    levels = [level for level in ticks(0, top) if level == round(level)]
    parts = [
        tag("path", d=f"M{fixed(LEFT)} {fixed(up(level))}H{fixed(width - RIGHT)}", class_="ch-grid")
        + text(words.number(level), LEFT - 6, up(level) + 4, "ch-tick ch-end")
        for level in levels
    ]
    parts.append(tag("path", d="".join(_bar(bar, 0, bar.count, across, up) for bar in bars), class_="ch-dot"))
    pale = "".join(_bar(bar, bar.count, bar.count + bar.lighter, across, up) for bar in bars)
    if pale:
        parts.append(tag("path", d=pale, class_="ch-dot ch-faint"))
    if median is not None:
        x = across(median)
        parts.append(
            tag("path", d=f"M{fixed(x)} {fixed(TOP - 4)}V{fixed(height - BOTTOM)}", class_="ch-median")
        )
        side = " ch-end" if x > width * 0.75 else ""
        parts.append(text(words.gettext("median"), x - 5 if side else x + 5, TOP, f"ch-note{side}"))
    parts += _axis(bars, across, words, is_years=is_years, baseline=height - BOTTOM + 16)
    parts.append(text(x_title, (LEFT + width - RIGHT) / 2, height - 6, "ch-axis-title ch-middle"))
    return drawing(
        *parts, width=width, height=height, class_="ch ch-counts", title=title, description=description
    )


def _bar(bar: Column, low: int, high: int, across: Scale, up: Scale) -> str:
    """The column, or a part of it, from one count up to another."""
    left, right = across(bar.low) + 0.5, across(bar.high) - 0.5
    return (
        f"M{fixed(left)} {fixed(up(low))}V{fixed(up(high))}H{fixed(right)}V{fixed(up(low))}z"
        if high > low
        else ""
    )


def _axis(
    bars: Sequence[Column], across: Scale, words: Words, *, is_years: bool, baseline: float
) -> list[str]:
    if is_years:
        step = max(1, round(len(bars) / 8))
        middles = [(round((bar.low + bar.high) / 2), bar) for bar in bars[::step]]
        return [
            text(str(year), across((bar.low + bar.high) / 2), baseline, "ch-tick ch-middle")
            for year, bar in middles
        ]
    marks = ticks(bars[0].low, bars[-1].high, least=4)
    decimals = decimals_of(marks)
    return [text(words.number(mark, decimals), across(mark), baseline, "ch-tick ch-middle") for mark in marks]
