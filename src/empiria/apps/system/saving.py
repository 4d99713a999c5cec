"""Rows of which there may be one only."""

import hashlib

from django.db import IntegrityError, connection, models, transaction


def wait_for_the_same(*said: object) -> None:
    """Whoever is about to make the same waits until this transaction ends, and then finds it; whoever they are.

    For what no constraint may say, since older rows may be alike. SQLite lets in one writer at a time anyhow.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(repr(said).encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def insert(row: models.Model) -> None:
    """Check and insert it. Where another process inserted its like a moment ago, that is found and said as ever.

    Raises `ValidationError`, never `IntegrityError`, for what the checks of the model can say.
    """
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.full_clean()
        raise
