"""What answers of the sources look like: what is not so is refused before it is kept, by the place where it differs."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from empiria.analysis.errors import mark
from empiria.sources.live.errors import UnusableError

Shape = Callable[[Any], None]

# A unit in the numbering of the BDL, and a year.
UNIT = re.compile(r"[0-9]{12}")
YEAR = re.compile(r"[0-9]{4}")
DAY = re.compile(r"[0-9]{8}")
NUMBER = re.compile(r"[0-9]{1,9}")
# More rows than this no source has of one level.
MOST_ROWS = 100_000
# So much of what was found is shown.
SHOWN = 80

OBJECT = mark("Expected an object, found %(found)s. Nothing was imported; fetch it again later.")
LIST = mark("Expected a list, found %(found)s. Nothing was imported; fetch it again later.")
TEXT = mark("Expected text, found %(found)s. Nothing was imported; fetch it again later.")
FIGURE = mark("Expected a number or nothing, found %(found)s. Nothing was imported; fetch it again later.")
WHOLE = mark("Expected a whole number, found %(found)s. Nothing was imported; fetch it again later.")
CODE = mark(
    "Expected a unit’s 12 digits as text, found %(found)s. Nothing was imported; fetch it again later."
)
A_YEAR = mark("Expected a year in four digits, found %(found)s. Nothing was imported; fetch it again later.")
A_DAY = mark(
    "Expected a day in eight digits, such as 20241231, found %(found)s. Nothing was imported; fetch it again later."
)
ABSENT = mark("Expected “%(name)s”, found %(found)s. Nothing was imported; fetch it again later.")
OTHER = mark("Expected what has the number %(asked)s, found %(found)s. Nothing was imported; fetch it again later.")  # fmt: skip


def variable(number: str) -> Shape:
    """The description of a variable of the BDL: of this one and no other."""

    def check(body: Any) -> None:
        told = _object(body)
        if str(_given(told, "id")) != number:
            _refuse(OTHER, told["id"], "id", asked=number)
        _whole_or_nothing(told.get("level"), "level")

    return check


def subject(body: Any) -> None:
    """The description of a subject of the BDL."""
    _text(_given(_object(body), "name"), "name")


def candidates(body: Any) -> None:
    """What a search for variables of the BDL found."""
    for number, one in enumerate(_list(_given(_object(body), "results"), "results")):
        _given(_object(one, f"results[{number}]"), "id", f"results[{number}]")


def page(body: Any) -> None:
    """A page of a variable's values."""
    told = _object(body)
    results = _list(_given(told, "results"), "results")
    total = _given(told, "totalRecords")
    if type(total) is not int or not 0 <= total <= MOST_ROWS:
        _refuse(WHOLE, total, "totalRecords")
    if told.get("links") is not None:
        _object(told["links"], "links")
    for number, row in enumerate(results):
        _row(row, f"results[{number}]")


def _row(row: Any, at: str) -> None:
    code = _given(_object(row, at), "id", at)
    if not isinstance(code, str) or not UNIT.fullmatch(code):
        _refuse(CODE, code, f"{at}.id")
    if row.get("name") is not None:
        _text(row["name"], f"{at}.name")
    for number, value in enumerate(_list(row.get("values", []), f"{at}.values")):
        here = f"{at}.values[{number}]"
        year = _given(_object(value, here), "year", here)
        if not _is_digits(year, YEAR):
            _refuse(A_YEAR, year, f"{here}.year")
        _figure(value.get("val"), f"{here}.val")
        _whole_or_nothing(value.get("attrId"), f"{here}.attrId")


def entries(body: Any) -> None:
    """A page of a dictionary of SMUP: objects in a list, or in one under `data`."""
    at, rows = _data(body)
    for number, one in enumerate(rows):
        told = _object(one, f"{at}[{number}]")
        _whole_or_nothing(told.get("id-teryt"), f"{at}[{number}].id-teryt")


def values(body: Any) -> None:
    """A page of an indicator's values of SMUP."""
    at, rows = _data(body)
    for number, row in enumerate(rows):
        here = f"{at}[{number}]"
        _object(row, here)
        for name in ("id", "id-teryt"):
            if type(_given(row, name, here)) is not int:
                _refuse(WHOLE, row[name], f"{here}.{name}")
        if not _is_digits(_given(row, "id-daty", here), DAY):
            _refuse(A_DAY, row["id-daty"], f"{here}.id-daty")
        _whole_or_nothing(row.get("id-flaga"), f"{here}.id-flaga")
        _figure(row.get("wartosc"), f"{here}.wartosc")


def _data(body: Any) -> tuple[str, list[Any]]:
    if isinstance(body, list):
        return "", body
    return "data", _list(_given(_object(body), "data"), "data")


def _object(value: Any, at: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(OBJECT, value, at)
    told: dict[str, Any] = value
    return told


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(LIST, value, at)
    told: list[Any] = value
    return told


def _given(told: dict[str, Any], name: str, at: str = "") -> Any:
    """What stands under a name. An answer that only tells of errors lacks it, and is shown instead."""
    if name not in told:
        _refuse(ABSENT, told, at, name=name)
    return told[name]


def _text(value: Any, at: str) -> None:
    if not isinstance(value, str):
        _refuse(TEXT, value, at)


def _whole_or_nothing(value: Any, at: str) -> None:
    if value is not None and not _is_digits(value, NUMBER):
        _refuse(WHOLE, value, at)


def _is_digits(value: Any, form: re.Pattern[str]) -> bool:
    return type(value) in (int, str) and form.fullmatch(str(value)) is not None


def _figure(value: Any, at: str) -> None:
    """JSON knows no NaN, and Python's reader does; a number may be too large to be one."""
    if value is None:
        return
    try:
        is_figure = type(value) in (int, float) and math.isfinite(value)
    except OverflowError:
        is_figure = False
    if not is_figure:
        _refuse(FIGURE, value, at)


def _refuse(message: str, found: Any, at: str, **params: str) -> None:
    raise UnusableError(message, place={"field": at or None}, found=shown(found), **params)


def shown(value: Any) -> str:
    """The beginning of what was found, as the source wrote it, on one line.

    >>> shown("1 234,5"), shown(None), shown({"errors": []}), shown([1] * 100)[-5:]
    ('"1 234,5"', 'null', '{"errors": []}', ', 1, …')
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        text = "{…}" if isinstance(value, dict) else "[…]"
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
