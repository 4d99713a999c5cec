"""From a reader's table to observations: keys, factors, zeros, silence, years in which a unit did not exist."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.apps.monitor.services.mapping import Mapped, Rules, map_reading
from empiria.sources.reading import Provenance, Reading

UNITS = pl.DataFrame(
    {
        "code": ["00", "0201", "020101", "020102", "020103"],
        "level": ["country", "county", "municipality", "municipality", "municipality"],
        "valid_from": [None, None, None, None, date(2021, 1, 1)],
        "valid_to": [None, None, None, date(2021, 1, 1), None],
    },
    schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date},
)
LEVELS = {2: "voivodeship", 4: "county", 6: "municipality", 12: "subregion"}


def mapped(*rows: tuple[str, str, int, float | None], **key: Any) -> Mapped:
    """Rows of unit, key, period and value, mapped by keys `x` and `y` of the indicator `x`."""
    table = pl.DataFrame(
        [
            (
                unit,
                f"{unit}1" if len(unit) == 6 else unit,
                "country" if unit == "00" else LEVELS[len(unit)],
                name,
                period,
                value,
                "" if value is not None else "missing",
                line,
            )
            for line, (unit, name, period, value) in enumerate(rows, start=2)
        ],
        schema={
            "unit": pl.String,
            "teryt": pl.String,
            "level": pl.String,
            "series": pl.String,
            "period": pl.Int32,
            "value": pl.Float64,
            "status": pl.String,
            "row": pl.Int64,
        },
        orient="row",
    )
    rule = {"zero": "value", "absent": "missing", "times": 1.0, **key}
    keys = pl.DataFrame([{"key": name, "indicator": "x", **rule} for name in ("x", "y")])
    reading = Reading(table=table, provenance=Provenance(file="f.csv", sha256="0", size=1), findings=[])
    return map_reading(reading, rules=Rules(keys=keys, units=UNITS), key="series")


def values(result: Mapped) -> list[tuple[Any, ...]]:
    return result.observations.select("unit", "period", "value", "status").rows()


def codes(result: Mapped) -> list[str]:
    return [finding.code for finding in result.findings]


def test_series_that_nothing_maps_is_a_finding_with_its_place() -> None:
    result = mapped(
        ("020101", "x", 2020, 1.0), ("020101", "other", 2020, 2.0), ("020101", "other", 2021, 3.0),
        ("020102", "other", 2021, None),
    )  # fmt: skip
    assert values(result) == [("020101", 2020, 1.0, "")]
    unmapped = next(finding for finding in result.findings if finding.code == "unmapped")
    assert (unmapped.severity, unmapped.row, unmapped.column) == ("warning", 3, "other")
    assert unmapped.params == {
        "key": "other",
        "label": "",
        "measure": "",
        "count": 2,
        "first": 2020,
        "last": 2021,
    }


def test_variable_of_bdl_keeps_its_own_code_until_the_catalogue_maps_it() -> None:
    result = mapped(("020101", "bdl:60270", 2020, 1.0))
    assert result.observations["indicator"].to_list() == ["bdl:60270"]
    assert result.slices == [("bdl:60270", 2020)]


def test_factor_leaves_no_noise_of_binary_fractions() -> None:
    assert values(mapped(("020101", "x", 2020, 87.26), times=1000.0)) == [("020101", 2020, 87260.0, "")]


@pytest.mark.parametrize(("zero", "expected"), [("value", (0.0, "")), ("missing", (None, "zero is no data"))])
def test_zero_means_what_the_key_says(zero: str, expected: tuple[float | None, str]) -> None:
    result = mapped(("020101", "x", 2020, 0.0), zero=zero)
    assert values(result) == [("020101", 2020, *expected)]
    assert ("zero-is-no-data" in codes(result)) == (zero == "missing")


def test_zero_and_nothing_for_years_without_the_unit_are_missing_and_a_figure_is_told() -> None:
    result = mapped(
        ("020102", "x", 2020, 5.0),
        ("020102", "x", 2021, 0.0),
        ("020102", "x", 2022, None),
        ("020103", "x", 2020, 7.0),
        ("020103", "x", 2021, 8.0),
    )
    assert values(result) == [
        ("020102", 2020, 5.0, ""),
        ("020102", 2021, None, "did not exist"),
        ("020102", 2022, None, "did not exist"),
        ("020103", 2020, 7.0, ""),
        ("020103", 2021, 8.0, ""),
    ]
    told = {finding.code: finding.row for finding in result.findings}
    assert (told["zero-before-or-after"], told["value-before-or-after"]) == (3, 5)


def test_silence_is_zero_where_the_key_says_so_for_units_of_the_level_that_existed() -> None:
    result = mapped(("020101", "x", 2021, 4.0), ("0201", "x", 2020, 4.0), absent="zero")
    assert values(result) == [
        ("0201", 2020, 4.0, ""),
        ("020101", 2021, 4.0, ""),
        ("020103", 2021, 0.0, ""),
    ]


def test_silence_stays_silence_otherwise() -> None:
    assert values(mapped(("020101", "x", 2021, 4.0))) == [("020101", 2021, 4.0, "")]


def test_two_series_of_one_indicator_may_not_contradict() -> None:
    with pytest.raises(InputError) as caught:
        mapped(("020101", "x", 2020, 1.0), ("020101", "y", 2020, 2.0))
    assert str(caught.value) == (
        "f.csv, line 3, column “y”: Unit 0201011 has two values of “x” for 2020: as “x” in line 2 and as “y” here."
    )


def test_unknown_units_are_kept_and_named() -> None:
    result = mapped(("020999", "x", 2020, 1.0))
    assert values(result) == [("020999", 2020, 1.0, "")]
    assert result.unknown == {"020999": {"teryt": "0209991", "name": "", "level": "municipality"}}
    (finding,) = (finding for finding in result.findings if finding.code == "unknown-unit")
    assert finding.render(str)[0] == "The code 0209991 is not a known unit. Values: 1."


def test_units_outside_teryt_are_left_out_with_a_finding() -> None:
    result = mapped(("020101", "x", 2020, 1.0), ("011212000000", "x", 2020, 1.0))
    assert values(result) == [("020101", 2020, 1.0, "")]
    assert codes(result)[0] == "units-outside-teryt"


def test_an_empty_cell_is_not_counted_as_a_value() -> None:
    result = mapped(
        ("020101", "x", 2020, 1.0), ("011212000000", "x", 2020, 1.0), ("011212000000", "x", 2021, None),
        ("020999", "x", 2020, 1.0), ("020999", "x", 2021, None), ("020101", "other", 2021, None),
    )  # fmt: skip
    told = {finding.code: finding.params["count"] for finding in result.findings if "count" in finding.params}
    assert told == {"units-outside-teryt": 1, "unmapped": 0, "unknown-unit": 1}


def test_fewer_units_than_existed_are_counted_by_the_year() -> None:
    result = mapped(("020101", "x", 2020, 1.0), ("020101", "x", 2021, 1.0), ("020103", "x", 2021, 1.0))
    fewer = [finding for finding in result.findings if finding.code == "fewer-units"]
    assert [(finding.severity, finding.params) for finding in fewer] == [
        (
            "warning",
            {
                "indicator": "x",
                "level": "municipality",
                "periods": 1,
                "period": 2020,
                "found": 1,
                "expected": 2,
            },
        )
    ]
