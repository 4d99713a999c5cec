"""The databases themselves keep the audit trail: asked past Django, on a migrated database with every trigger."""

import sqlite3

import psycopg
import pytest

from tests.integration.workshop import Workshop

WRITE = """
import django; django.setup()
from empiria.apps.system.services import record
record(by=None, action="a", object_type="person", object_id="7", reason="why", texts={"name": "Jan"})
"""
EMPTY = """
import django; django.setup()
from empiria.apps.system.models import AuditText
AuditText.objects.all().empty()
"""
REFUSED = (sqlite3.DatabaseError, psycopg.DatabaseError)
TABLES = ("system_auditentry", "system_audittext", "system_auditsubject")


@pytest.fixture
def trail(workshop: Workshop) -> Workshop:
    """A database that holds one entry."""
    workshop.run("-c", WRITE)
    return workshop


def refused(trail: Workshop, statement: str) -> None:
    with pytest.raises(REFUSED, match="only ever added to"):
        trail.sql(statement)


def test_entries_are_neither_changed_nor_removed(trail: Workshop) -> None:
    for statement in (
        "UPDATE system_auditentry SET action = 'b'",
        "UPDATE system_auditsubject SET person = '8'",
        *(f"DELETE FROM {table}" for table in TABLES),  # noqa: S608
    ):
        refused(trail, statement)


def test_tables_are_not_emptied_at_once(trail: Workshop) -> None:
    if trail.database_url.startswith("sqlite"):
        pytest.skip("SQLite knows no TRUNCATE")
    for table in TABLES:
        refused(trail, f"TRUNCATE {table} CASCADE")


def test_words_are_emptied_and_not_rewritten(trail: Workshop) -> None:
    for statement in (
        "UPDATE system_audittext SET reason = 'another'",
        "UPDATE system_audittext SET texts = '{}'",
        "UPDATE system_audittext SET reason = '', search_key = '', emptied_at = '2026-01-01 00:00:00'",
        "UPDATE system_audittext SET reason = '', search_key = '', texts = '{}'",
    ):
        refused(trail, statement)
    trail.run("-c", EMPTY)
    assert trail.sql("SELECT reason, search_key FROM system_audittext") == [("", "")]
