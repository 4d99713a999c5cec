"""The trail of an installation from before: words move to the side table, codes become numbers, the guard comes back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.workshop import Workshop, open_workshop

ROWS = [
    ("2026-01-01 10:00:00", "3", "accounts.create-person", "person", "7", "Asked by Łucja", {}),
    (
        "2026-01-02 10:00:00",
        "",
        "places.import-units",
        "places.UnitList",
        "1",
        "",
        {"file": "a b.csv", "new": 2},
    ),
    ("2026-01-03 10:00:00", "3", "places.refresh-groups", "places.Group", "", "", {"groups": 4}),
]


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Workshop]:
    with open_workshop(tmp_path) as workshop:
        migrate(workshop, "system", "0002")
        yield workshop


def migrate(workshop: Workshop, *target: str) -> None:
    workshop.run("-m", "django", "migrate", *target, "--verbosity", "0", "--skip-checks")


def write(workshop: Workshop) -> None:
    statement = (
        "INSERT INTO system_auditentry (at, by, action, object_type, object_id, reason, details) VALUES "
        "(?, ?, ?, ?, ?, ?, ?)"
    )
    put(workshop, statement, [(*row[:6], json.dumps(row[6])) for row in ROWS])


def put(workshop: Workshop, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if workshop.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(workshop.folder / "db.sqlite3")) as connection, connection:
            connection.executemany(statement, rows)
        return
    with psycopg.connect(workshop.database_url) as connection:
        connection.cursor().executemany(statement.replace("?", "%s"), rows)  # type: ignore[arg-type]


def test_words_move_over_and_entries_stay(old: Workshop) -> None:
    write(old)
    migrate(old, "system")

    def plain(value: object) -> object:
        return json.loads(value) if isinstance(value, str) and value.startswith("{") else value

    def rows(query: str) -> list[tuple[object, ...]]:
        return [tuple(plain(value) for value in row) for row in old.sql(query)]

    entries = rows("SELECT by, action, object_type, object_id, details FROM system_auditentry ORDER BY id")
    assert entries == [
        ("3", "accounts.create-person", "person", "7", {}),
        ("", "places.import-units", "places.UnitList", "1", {"new": 2}),
        ("3", "places.refresh-groups", "places.Group", "", {"groups": 4}),
    ]
    assert rows("SELECT reason, texts, search_key FROM system_audittext ORDER BY entry_id") == [
        ("Asked by Łucja", {}, "asked by lucja"),
        ("", {"file": "a b.csv"}, "a b csv"),
    ]
    assert rows("SELECT person FROM system_auditsubject") == [("7",)]
    with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="only ever added to"):
        old.sql("UPDATE system_auditentry SET action = ''")


def test_indicators_are_called_by_number_in_old_entries_and_the_guard_comes_back(
    workshop: Workshop,
) -> None:
    """A code that somebody typed stood in the trail for good."""
    migrate(workshop, "monitor", "0011")
    indicator = {"code": "kat_wroblewska", "name_pl": "Liczba", "name_en": "Count", "polarity": "neutral"}
    empty = ("short_pl", "short_en", "unit_pl", "unit_en", "definition_pl", "definition_en", "per_unit")
    empty += ("ratio_unit_pl", "ratio_unit_en", "source_pl", "source_en", "shipped_digest")
    indicator |= dict.fromkeys(empty, "") | {"times": 1, "decimals": 1, "additive": False}
    asked = ", ".join("?" * len(indicator))
    put(
        workshop,
        f"INSERT INTO monitor_indicator ({', '.join(indicator)}) VALUES ({asked})",  # noqa: S608
        [tuple(indicator.values())],
    )
    put(
        workshop,
        "INSERT INTO system_auditentry (at, by, action, object_type, object_id, details) VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("2026-01-01 10:00:00", "3", "monitor.add-indicator", "monitor.indicator", told, "{}")
            for told in ("kat_wroblewska", "gone_wroblewska", "12")
        ],
    )
    migrate(workshop, "monitor")
    ((number,),) = workshop.sql("SELECT id FROM monitor_indicator WHERE code = 'kat_wroblewska'")
    assert workshop.sql(
        "SELECT object_id FROM system_auditentry WHERE object_type = 'monitor.indicator' ORDER BY id"
    ) == [(str(number),), ("",), ("12",)]
    with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="only ever added to"):
        workshop.sql("UPDATE system_auditentry SET object_id = ''")
