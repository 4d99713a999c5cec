"""Indicators of the System for Monitoring Public Services (SMUP): one request per indicator and year.

Its pages count from 1 and hold up to 5000 rows; a year without data is answered by 404. Cities with county rights have
indicators of their own beside those of municipalities, so that an indicator of the catalogue may have two of SMUP.
"""

from collections.abc import Sequence
from typing import Any

from empiria.analysis.errors import InputError, mark
from empiria.sources.live import shapes
from empiria.sources.live.client import Client
from empiria.sources.live.errors import NotThereError, UnusableError
from empiria.sources.live.shapes import Shape
from empiria.sources.teryt import parse_code

PAGE = 5_000
MOST_PAGES = 20
DICTIONARY_SECONDS = 7 * 86_400
# The last years are asked for in every run, those before once a month.
YOUNG_YEARS = 3
OLD_SECONDS = 30 * 86_400


def fetch_indicator(client: Client, indicator: str, *, years: Sequence[int], since: float) -> dict[str, Any]:
    """One indicator as a series of the file: its name, and the rows of every year that has any."""
    told = {str(one.get("id-wskaznik", one.get("id"))): one for one in _dictionary(client, "indicator-list")}
    about = told.get(indicator)
    series: dict[str, Any] = {"id": indicator, "years": list(years)}
    if about is None:
        return series | {"problem": "unknown", "results": []}
    this_year = max(years)
    rows: list[dict[str, Any]] = []
    for year in years:
        is_old = year < this_year - YOUNG_YEARS
        asked_since = min(since, client.clock() - OLD_SECONDS) if is_old else since
        rows += _year(client, indicator, year=year, since=asked_since)
    return series | {"about": _names(about), "results": rows}


def fetch_units(client: Client, used: set[int]) -> dict[str, str]:
    """Codes of the units by SMUP's own numbers, padded to seven digits as the BDL pads them."""
    return {
        str(one["id-teryt"]): code
        for one in _dictionary(client, "teryt-dictionary")
        if int(one.get("id-teryt") or 0) in used and (code := _code(one))
    }


def fetch_flags(client: Client) -> dict[str, str]:
    """What the flags of values mean, in words."""
    return {
        str(one.get("id-flaga", one.get("id"))): " ".join(
            str(value) for value in one.values() if isinstance(value, str)
        )
        for one in _dictionary(client, "flag-dictionary")
    }


def _names(about: dict[str, Any]) -> dict[str, Any]:
    """SMUP has several texts per indicator; each is a name of it, but the unit, which has a field of its own."""
    unit = next((str(value) for name, value in about.items() if "jednost" in name and value), "")
    names = [
        value for name, value in about.items() if isinstance(value, str) and value and "jednost" not in name
    ]
    return {"names": names, "unit": unit}


def _dictionary(client: Client, name: str) -> list[dict[str, Any]]:
    since = client.clock() - DICTIONARY_SECONDS
    return _rows(client, name, {}, shape=shapes.entries, since=since)


def _year(client: Client, indicator: str, *, year: int, since: float) -> list[dict[str, Any]]:
    try:
        asked = {"id": indicator, "id-daty": f"{year}1231"}
        rows = _rows(client, "indicator-date-data", asked, shape=shapes.values, since=since)
    except NotThereError:
        return []
    for row in rows:
        if str(row.get("id")) != indicator or str(row.get("id-daty")) != f"{year}1231":
            raise UnusableError(
                mark(
                    "SMUP answers for another indicator or year than was asked for (%(indicator)s, %(year)s)."
                ),
                indicator=indicator,
                year=year,
            )
    return rows


def _rows(
    client: Client, path: str, parameters: dict[str, str], *, shape: Shape, since: float
) -> list[dict[str, Any]]:
    """All pages; the API answers with a list, or with one under `data`."""
    rows: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    for page in range(1, MOST_PAGES + 1):
        asked: dict[str, str | int | Sequence[int]] = {
            **parameters,
            "lang": "pl",
            "page": page,
            "page-size": PAGE,
        }
        try:
            body = client.get(path, asked, shape=shape, since=since).body
        except NotThereError:
            if page == 1:
                raise
            return rows
        found = body["data"] if isinstance(body, dict) else body
        if found and found == before:
            raise UnusableError(
                mark(
                    "Expected other rows than on the page before, found the same %(count)s. Nothing was imported; fetch it again "
                    "later."
                ),
                place={"file": client.address(path, asked)},
                count=len(found),
            )
        before = found
        rows += found
        if len(found) < PAGE:
            return rows
    raise UnusableError(
        mark(
            "SMUP gives more pages of %(path)s than there can be. Nothing was imported; fetch it again later."
        ),
        path=path,
    )


def _code(one: dict[str, Any]) -> str:
    """Voivodeship, county, municipality and kind as one code; empty for what is no unit of TERYT, nor the country."""
    parts = [str(one.get(name) or "").strip() for name in ("woj", "pow", "gmn", "rodz")]
    voivodeship, county, municipality = (part.zfill(2) if part else "00" for part in parts[:3])
    if voivodeship == "00" and str(one.get("nazwa") or "").strip().casefold() != "polska":
        return ""
    code = f"{voivodeship}{county}{municipality}{parts[3] if municipality != '00' else '0'}"
    try:
        parse_code(code)
    except InputError:
        return ""
    return code
