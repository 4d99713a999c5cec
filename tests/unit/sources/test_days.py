"""Years and days to come, by the calendar of Poland."""

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.sources.days import refuse_years_to_come, today


def test_the_year_at_hand_is_taken_and_the_next_is_not() -> None:
    this = today().year
    refuse_years_to_come(pl.DataFrame({"row": [2], "period": [this]}), place={"file": "a.csv"})
    rows = pl.DataFrame({"row": [2, 3, 4], "period": [this, this + 1, 2999]})
    with pytest.raises(InputError, match=f"^a.csv, line 3: The year {this + 1} has not begun"):
        refuse_years_to_come(rows, place={"file": "a.csv"})
