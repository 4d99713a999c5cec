"""Variables of the Local Data Bank by its API: every level, every page, from one state of the source."""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from empiria.analysis.errors import mark
from empiria.sources.live import shapes
from empiria.sources.live.client import Client, Parameters
from empiria.sources.live.errors import NotThereError, UnsteadyError, UnusableError

# The largest page that the API gives.
PAGE = 100
# Country, voivodeships, counties, municipalities: what an export of the site holds too.
LEVELS = {"municipality": (0, 2, 5, 6), "county": (0, 2, 5)}
# Requests for a variable that nobody fetched before: its description, its subject, 1 + 1 + 4 + 40 pages.
EXPECTED = {"municipality": 48, "county": 8}
# What a variable is called changes seldom.
DESCRIPTION_SECONDS = 7 * 86_400
# A sweep through which the source changed is begun again; so often.
ROUNDS = 3
MOST_PAGES = 1_000
MOST_CANDIDATES = 12
COMMON: dict[str, str | int | Sequence[int]] = {"lang": "pl", "format": "json"}


def fetch_variable(
    client: Client, variable: str, *, years: Sequence[int], level: str, since: float
) -> dict[str, Any]:
    """One variable as a series of the file: what it is called, and its rows as the API gave them.

    Pages kept from before are used where the source says that the variable was not updated since, so that asking again
    costs one request; and in any case those fetched after `since`, so that a run that was cut off goes on.
    A variable that is not there, or that changes while it is read, comes back without rows and says so.
    """
    series: dict[str, Any] = {"id": variable, "years": list(years)}
    try:
        series["about"] = _describe(client, variable)
    except NotThereError:
        return series | {"problem": "unknown", "results": []}
    try:
        told = series["about"]["level"]
        return series | _rows(client, variable, years=years, level=level, told=told, since=since)
    except UnsteadyError:
        return series | {"problem": "unsteady", "results": []}


def _describe(client: Client, variable: str) -> dict[str, Any]:
    """Names, unit and subject of a variable."""
    since = client.clock() - DESCRIPTION_SECONDS
    told = client.get(f"variables/{variable}", COMMON, shape=shapes.variable(variable), since=since).body
    names = [str(told[name]) for name in ("n1", "n2", "n3", "n4", "n5") if told.get(name)]
    subject = str(told.get("subjectId") or "")
    title = ""
    if subject:
        try:
            title = client.get(f"subjects/{subject}", COMMON, shape=shapes.subject, since=since).body["name"]
        except NotThereError:
            title = ""
    return {
        "names": names,
        "subject": subject,
        "title": title,
        "unit": str(told.get("measureUnitName") or ""),
        "level": told.get("level"),
    }


def find_variables(client: Client, words: str) -> list[dict[str, Any]]:
    """Variables of municipalities whose names hold these words, as the API's own search finds them."""
    parameters: Parameters = {**COMMON, "name": words, "level": 6, "page-size": MOST_CANDIDATES}
    try:
        since = client.clock() - DESCRIPTION_SECONDS
        found = client.get("variables/search", parameters, shape=shapes.candidates, since=since).body
    except NotThereError:
        return []
    return [
        {
            "id": str(one.get("id")),
            "names": [str(one[name]) for name in ("n1", "n2", "n3", "n4", "n5") if one.get(name)],
            "unit": str(one.get("measureUnitName") or ""),
        }
        for one in found["results"]
    ]


def _rows(
    client: Client, variable: str, *, years: Sequence[int], level: str, told: object, since: float
) -> dict[str, Any]:
    """`told`: the lowest level that the source says it has the variable for. To find nothing there is a fault of the
    source, unless there is nothing anywhere: such years are not published yet."""
    results: list[dict[str, Any]] = []
    updated: set[str] = set()
    absent = None
    for number in LEVELS[level]:
        pages = _sweep(client, variable, years=years, number=number, since=since)
        results += [row for page in pages for row in page["results"]]
        updated |= {str(page.get("lastUpdate") or "") for page in pages}
        if not pages and str(number) == str(told):
            absent = number
    if absent is not None and any(row.get("values") for row in results):
        path, asked = _question(variable, years=years, number=absent)
        raise UnusableError(
            mark(
                "The source has nothing there, though it says that it has the variable %(variable)s for this level. "
                "Nothing was imported; fetch it again later."
            ),
            place={"file": client.address(path, asked | {"page": 0})},
            variable=variable,
        )
    return {"updated": max(updated, default=""), "results": results}


def _question(
    variable: str, *, years: Sequence[int], number: int
) -> tuple[str, dict[str, str | int | Sequence[int]]]:
    """Where the values of one level stand, but for the page."""
    return f"data/by-variable/{variable}", {
        **COMMON, "unit-level": number, "year": list(years), "page-size": PAGE,
    }  # fmt: skip


def _sweep(
    client: Client, variable: str, *, years: Sequence[int], number: int, since: float
) -> list[dict[str, Any]]:
    """All pages of one level, from one state of the source."""
    for attempt in range(ROUNDS):
        try:
            pages = list(
                _pages(client, variable, years=years, number=number, since=since, is_trusting=not attempt)
            )
        except NotThereError:
            # A level for which the variable is not published.
            return []
        if _is_whole(pages):
            return pages
        # Every page anew, also those that were asked for a moment ago.
        since = math.nextafter(client.clock(), math.inf)
    if _is_counted(pages):
        # Rows given twice in one and the same state: the reader settles them, and tells.
        return pages
    if len(_states(pages)) == 1:
        raise _miscounted(client, variable, pages, years=years, number=number)
    raise UnsteadyError(mark("The variable %(variable)s changes while it is read."), variable=variable)


def _pages(
    client: Client, variable: str, *, years: Sequence[int], number: int, since: float, is_trusting: bool
) -> Iterator[dict[str, Any]]:
    path, parameters = _question(variable, years=years, number=number)
    first: dict[str, Any] | None = None
    state = None
    given = 0
    seen: set[str] = set()
    for page in range(MOST_PAGES):
        asked = {**parameters, "page": page}
        # What is kept of the very state that the first page has just shown needs no question.
        kept = client.kept(path, asked, shape=shapes.page) if state and is_trusting else None
        asked_since = kept.asked if kept and _state_of(kept.body) == state else since
        body = client.get(path, asked, shape=shapes.page, since=asked_since).body
        yield body
        state = state or _state(body)
        first = first or body
        units = [row["id"] for row in body["results"]]
        given += len(units)
        is_all = given >= _total(first) and not (body.get("links") or {}).get("next")
        # Pages that change, give more than was told, or the same again, are no list that comes to an end.
        is_lost = len(_states([first, body])) > 1 or given > _total(first) or seen.issuperset(units)
        if is_all or is_lost:
            return
        seen.update(units)


def _state_of(body: bytes) -> tuple[str, int] | None:
    return _state(json.loads(body)) if body else None


def _state(page: dict[str, Any]) -> tuple[str, int] | None:
    """By what two pages are known to belong together; None where the source does not say when it was updated."""
    updated = str(page.get("lastUpdate") or "")
    return (updated, _total(page)) if updated else None


def _total(page: dict[str, Any]) -> int:
    return int(page["totalRecords"])


def _is_counted(pages: list[dict[str, Any]]) -> bool:
    """One total and one state on all pages, and as many rows as it says."""
    return len(_states(pages)) == 1 and sum(len(page["results"]) for page in pages) == _total(pages[0])


def _states(pages: Sequence[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(str(page.get("lastUpdate") or ""), _total(page)) for page in pages}


def _miscounted(
    client: Client, variable: str, pages: Sequence[dict[str, Any]], *, years: Sequence[int], number: int
) -> UnusableError:
    """The source rests, and still its pages do not hold what it tells."""
    path, asked = _question(variable, years=years, number=number)
    units = [row["id"] for page in pages for row in page["results"]]
    return UnusableError(
        mark(
            "Expected as many rows as the source tells (%(total)s), found %(given)s (pages: %(pages)s), %(units)s of them "
            "different. Nothing was imported; fetch it again later."
        ),
        place={"file": client.address(path, asked | {"page": len(pages) - 1})},
        total=_total(pages[0]),
        given=len(units),
        pages=len(pages),
        units=len(set(units)),
    )


def _is_whole(pages: list[dict[str, Any]]) -> bool:
    """… and every unit once."""
    units = [row["id"] for page in pages for row in page["results"]]
    return _is_counted(pages) and len(set(units)) == len(units)
