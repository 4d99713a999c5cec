"""The difference report's arithmetic on tables small enough to read."""

from typing import Any

import polars as pl
import pytest

from empiria.apps.monitor.services.comparing import Bounds, Comparison, compare

CODES = [f"0201{number:02d}" for number in range(1, 12)]
UNITS = pl.DataFrame(
    {"code": CODES, "level": ["municipality"] * 11, "valid_from": [None] * 11, "valid_to": [None] * 11},
    schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date},
)
SCHEMA = {"unit": pl.String, "indicator": pl.String, "period": pl.Int32, "value": pl.Float64}
Row = tuple[str, str, int, float | None]


def compared(before: list[Row], after: list[Row], **bounds: float) -> Comparison:
    frames = [pl.DataFrame(rows, schema=SCHEMA, orient="row") for rows in (before, after)]
    touched = pl.concat(frames).select("indicator", "period").unique()
    return compare(
        frames[0].lazy(), frames[1].lazy(), touched=touched, units=UNITS, bounds=Bounds(), jump_bounds=bounds
    )


def rows(comparison: Comparison, kind: str) -> list[tuple[Any, ...]]:
    found = comparison.rows.filter(pl.col("kind") == kind)
    return found.select("indicator", "period", "unit", "before", "after", "change").rows()


def test_changed_vanished_and_new_values_of_a_slice() -> None:
    one, two, three = CODES[:3]
    result = compared(
        [(one, "x", 2020, 1.0), (two, "x", 2020, 2.0)],
        [(one, "x", 2020, 1.5), (two, "x", 2020, None), (three, "x", 2020, 3.0)],
    )
    assert rows(result, "changed") == [("x", 2020, one, 1.0, 1.5, 0.5)]
    assert rows(result, "vanished") == [("x", 2020, two, 2.0, None, None)]
    assert rows(result, "new") == [("x", 2020, three, None, 3.0, None)]
    assert result.slices.select("before", "after", "new", "changed", "vanished", "expected").rows() == [
        (2, 2, 1, 1, 1, 11)
    ]


def test_wholly_new_and_wholly_gone_slices_are_counted_not_listed() -> None:
    result = compared([(CODES[0], "x", 2019, 1.0)], [(CODES[0], "x", 2020, 1.0)])
    assert result.rows.is_empty()
    assert result.slices.select("period", "before", "after", "new", "vanished").rows() == [
        (2019, 1, 0, 0, 1),
        (2020, 0, 1, 1, 0),
    ]


@pytest.mark.parametrize(("last", "jumps"), [(1.5, []), (1.6, [("x", 2021, CODES[0], 1.0, 1.6, 0.6)])])
def test_jump_is_beyond_the_bound_and_unlike_the_others(last: float, jumps: list[tuple[Any, ...]]) -> None:
    before = [(code, "x", 2020, 1.0) for code in CODES]
    after = [*before, (CODES[0], "x", 2021, last), *((code, "x", 2021, 1.0) for code in CODES[1:])]
    found = [(*row[:5], round(row[5], 9)) for row in rows(compared(before, after), "jump")]
    assert found == jumps


def test_a_change_that_all_share_is_no_jump_for_each() -> None:
    before = [(code, "x", 2020, 1.0) for code in CODES]
    after = [*before, *((code, "x", 2021, 3.0) for code in CODES)]
    assert rows(compared(before, after), "jump") == []


def test_an_indicator_may_have_its_own_bound() -> None:
    before = [(code, "x", 2020, 1.0) for code in CODES]
    after = [*before, (CODES[0], "x", 2021, 1.2), *((code, "x", 2021, 1.0) for code in CODES[1:])]
    assert [row[2] for row in rows(compared(before, after, x=0.1), "jump")] == [CODES[0]]


def test_earlier_jumps_are_not_told_again() -> None:
    old = [(code, "x", year, 1.0) for code in CODES for year in (2019, 2020)]
    old[0] = (CODES[0], "x", 2019, 9.0)
    assert rows(compared(old, old), "jump") == []


def test_population_jumps_have_their_own_bound_whatever_the_others_do() -> None:
    before = [(code, "population", 2020, 1000.0) for code in CODES]
    after = [*before, *((code, "population", 2021, 1090.0) for code in CODES)]
    assert len(rows(compared(before, after), "population-jump")) == 11


def test_units_without_a_value_are_named_where_most_have_one() -> None:
    after: list[Row] = [(code, "x", 2020, 1.0) for code in CODES[:9]]
    after.append((CODES[0], "y", 2020, 1.0))
    assert [row[:3] for row in rows(compared([], after), "unit-missing")] == [
        ("x", 2020, CODES[9]),
        ("x", 2020, CODES[10]),
    ]


def test_change_from_zero_is_no_ratio() -> None:
    result = compared([(CODES[0], "x", 2020, 0.0)], [(CODES[0], "x", 2020, 1.0)])
    assert rows(result, "changed") == [("x", 2020, CODES[0], 0.0, 1.0, None)]
