"""Counts as columns: every value in one of them, far outliers said apart."""

from xml.etree import ElementTree

from empiria.reporting.chart.columns import Column, columns, histogram
from empiria.reporting.words import Words


def test_every_value_is_counted_and_far_outliers_are_left_out() -> None:
    values = [float(number) for number in range(100)] + [10_000.0]
    bars, beyond = histogram(values)
    assert beyond == 1
    assert sum(bar.count for bar in bars) == 100
    assert (bars[0].low, bars[-1].high) == (0.0, 99.0)
    assert len(bars) <= 30


def test_equal_values_are_one_place_and_none_is_nothing() -> None:
    bars, beyond = histogram([3.0, 3.0, 3.0])
    assert (sum(bar.count for bar in bars), beyond) == (3, 0)
    assert histogram([]) == ([], 0)
    assert columns([], title="", description="", x_title="", words=Words()) == ""


def test_what_is_counted_apart_stands_paler_above_the_rest() -> None:
    bars = [
        Column(low=2017.5, high=2018.5, count=4),
        Column(low=2018.5, high=2019.5, count=0, lighter=8),
    ]
    svg = columns(bars, title="T", description="D", x_title="", words=Words(), is_years=True)
    paths = {
        one.get("class"): one.get("d", "")
        for one in ElementTree.fromstring(svg).iter("path")  # noqa: S314 (our own drawing)
    }
    assert paths["ch-dot"].count("M") == paths["ch-dot ch-faint"].count("M") == 1
    # As high as the drawing: the paler ones are the most. The others reach half as high.
    assert "V18H" in paths["ch-dot ch-faint"]
    assert "V119H" in paths["ch-dot"]


def test_drawing_says_the_counts_the_middle_and_the_years() -> None:
    bars = [Column(low=year - 0.5, high=year + 0.5, count=year - 2000) for year in range(2015, 2019)]
    svg = columns(bars, title="T", description="D", x_title="year", words=Words(), is_years=True)
    texts = [one.text for one in ElementTree.fromstring(svg).iter("text")]  # noqa: S314 (our own drawing)
    assert {"2015", "2016", "2017", "2018", "year", "10"} <= set(texts)
    assert "median" not in texts
    svg = columns(bars, title="T", description="D", x_title="", words=Words(), median=2016.0)
    assert ">median<" in svg
