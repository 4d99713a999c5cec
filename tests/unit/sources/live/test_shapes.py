"""What differs from the documented shape is named: where it stands, what was expected, what is there."""

import json
from typing import Any

import pytest

from empiria.sources.live import shapes
from empiria.sources.live.errors import UnusableError


def value(**more: Any) -> dict[str, Any]:
    return {"year": "2022", "val": 5, "attrId": 1, **more}


def page(*values: Any, **more: Any) -> dict[str, Any]:
    row = {"id": "011212001011", "name": "Bochnia (1)", "values": list(values)}
    return {"totalRecords": 1, "links": {}, "lastUpdate": "2025-06-16", "results": [row], **more}


def smup(**more: Any) -> list[dict[str, Any]]:
    return [{"id": 4055, "id-daty": 20241231, "id-teryt": 1, "id-flaga": 1, "wartosc": 16.5, **more}]


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        (shapes.page, page(value(), value(year=2023, val=None, attrId=None), {"year": "2024"})),
        (shapes.page, page(value(val=2.5), links=None, lastUpdate=None)),
        (shapes.page, {"totalRecords": 0, "results": []}),
        (shapes.variable("72305"), {"id": 72305, "n1": "ludność"}),
        (shapes.variable("72305"), {"id": "72305", "level": 6}),
        (shapes.candidates, {"results": [{"id": 1}]}),
        (shapes.values, smup()),
        (shapes.values, {"data": smup(wartosc=None)}),
        (shapes.entries, [{"id-teryt": 1}, {"nazwa": "Polska"}]),
    ],
)
def test_what_is_documented_passes(shape: shapes.Shape, body: Any) -> None:
    shape(body)


@pytest.mark.parametrize(
    ("shape", "body", "told"),
    [
        (shapes.page, None, "Expected an object, found null."),
        (shapes.page, [1, 2, 3], "Expected an object, found [1, 2, 3]."),
        (shapes.page, {"errors": [{"errorCode": 500}]}, "Expected “results”, found {"),
        (shapes.page, page(totalRecords="5"), 'field “totalRecords”: Expected a whole number, found "5".'),
        (shapes.page, page(totalRecords=10**12), "Expected a whole number"),
        (shapes.page, {"results": []}, "Expected “totalRecords”"),
        (shapes.page, page(links=[]), "field “links”: Expected an object, found []."),
        (shapes.page, page(results={}), "field “results”: Expected a list, found {}."),
        (shapes.page, page(results=[7]), "field “results[0]”: Expected an object, found 7."),
        (shapes.page, page(results=[{"id": 10211101011}]), "12 digits as text, found 10211101011."),
        (shapes.page, page(results=[{"id": "0201011"}]), "field “results[0].id”: Expected a unit’s 12 digits"),
        (shapes.page, page(results=[{"name": "x"}]), "field “results[0]”: Expected “id”, found {"),
        (shapes.page, page(value(), value(val="1 234,5")), 'values[1].val”: Expected a number or nothing, found "1 234'),
        (shapes.page, page(value(val=float("nan"))), "Expected a number or nothing, found NaN."),
        (shapes.page, page(value(val=10**400)), "Expected a number or nothing, found 1000"),
        (shapes.page, page(value(val=True)), "Expected a number or nothing, found true."),
        (shapes.page, page(value(year="r. 2022")), 'values[0].year”: Expected a year in four digits, found "r. 2022".'),
        (shapes.page, page(value(attrId="x")), "field “results[0].values[0].attrId”: Expected a whole number"),
        (shapes.page, page("x"), 'field “results[0].values[0]”: Expected an object, found "x".'),
        (shapes.subject, {"name": None}, "field “name”: Expected text, found null."),
        (shapes.candidates, {"results": [{}]}, "field “results[0]”: Expected “id”, found {}."),
        (shapes.variable("7"), {"id": 7, "level": "six"}, 'field “level”: Expected a whole number, found "six".'),
        (shapes.entries, {"errors": []}, "Expected “data”, found {"),
        (shapes.entries, [{"id-teryt": [1]}], "field “[0].id-teryt”: Expected a whole number, found [1]."),
        (shapes.values, {"data": smup(wartosc="16,5")}, 'field “data[0].wartosc”: Expected a number or nothing, found "16,5".'),
        (shapes.values, smup(**{"id-daty": 2024}), "Expected a day in eight digits, such as 20241231, found 2024."),
        (shapes.values, [{"id": 1}], "field “[0]”: Expected “id-teryt”, found {"),
    ],
)  # fmt: skip
def test_what_differs_is_named_by_its_place(shape: shapes.Shape, body: Any, told: str) -> None:
    with pytest.raises(UnusableError) as error:
        shape(body)
    text = error.value.render(str)
    assert told in text
    assert text.endswith("Nothing was imported; fetch it again later.")
    json.dumps(error.value.params, allow_nan=False)


def test_what_is_shown_stays_short_and_can_be_written() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert shapes.shown(deep) == "[…]"
    assert shapes.shown("\ud800") == '"?"'
    assert len(shapes.shown("x" * 1000)) == shapes.SHOWN
