"""Tables as lines of JSON that every database can read: written from, and read into, the schema of the applied migrations.

The models are those of the migrations' history, not of today's code: a backup may be made before an upgrade migrates
the database, and restored long after.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.db import DatabaseError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

from empiria.analysis.errors import InputError, mark
from empiria.apps.system.backup import named

# A session ended since must not come back to life: everybody signs in anew after a restore. Counters of attempts hold for
# minutes, and would be kept with the backup for weeks.
LEFT_EMPTY = frozenset({"sessions.Session", "usersessions.UserSession", "system.CacheEntry"})
BATCH = 500
# Longer than any row that a page could have written.
LONGEST_ROW = 256 << 20

Node = tuple[str, str]
Model = type[models.Model]
Field = models.Field


def applied_migrations() -> list[Node]:
    """The migrations that the database has, in order of their names; none where it is empty."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def models_of(nodes: Iterable[Node]) -> list[Model]:
    """Every table of this state of the schema, those between models and of other packages too, by name."""
    loader = MigrationLoader(connection)
    wanted = list(nodes)
    if unknown := [node for node in wanted if node not in loader.disk_migrations]:
        raise InputError(
            mark(
                "the database was migrated by a newer version of Empiria (%(migration)s); install that one first"
            ),
            migration=".".join(unknown[0]),
        )
    apps = loader.project_state([node for node in wanted if node in loader.graph.nodes]).apps
    found = apps.get_models(include_auto_created=True)
    return sorted((one for one in found if one._meta.managed and not one._meta.proxy), key=label)


def label(model: Model) -> str:
    return model._meta.label


def columns(model: Model) -> list[Field]:
    """The fields that are stored as they are given."""
    return [one for one in model._meta.concrete_fields if not getattr(one, "generated", False)]


def write_rows(model: Model, target: IO[bytes]) -> int:
    """Write every row as a line; returns how many there are."""
    names = [one.attname for one in columns(model)]
    rows = 0
    if label(model) not in LEFT_EMPTY:
        queryset = model._base_manager.order_by("pk").values_list(*names)
        for row in queryset.iterator(chunk_size=BATCH):
            line = json.dumps(
                dict(zip(names, row, strict=True)),
                ensure_ascii=False,
                separators=(",", ":"),
                default=_plain,
            )
            # Half a surrogate pair may stand in JSON; the reader takes it back in the same way.
            target.write(line.encode("utf-8", "surrogatepass") + b"\n")
            rows += 1
    return rows


def files_named(found: Iterable[Model]) -> Iterator[str]:
    """The files that rows name, by their names in an archive."""
    for model in found:
        if label(model) in named.NAMING:
            for row in model._base_manager.values().iterator(chunk_size=BATCH):
                yield from named.files_named(label(model), row)


def _plain(value: Any) -> str:
    """What JSON has no word for. Unlike Django's encoder it keeps microseconds."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def read_rows(model: Model, source: IO[bytes], *, name: str) -> int:
    """Insert every line as a row, its values as they are: nothing is computed or defaulted. Returns how many.

    Raises InputError naming the lines that the database refuses.
    """
    fields = columns(model)
    quote = connection.ops.quote_name
    statement = "INSERT INTO {} ({}) VALUES ({})".format(  # noqa: S608 - names of our own models
        quote(model._meta.db_table),
        ", ".join(quote(str(one.column)) for one in fields),
        ", ".join("%s" for _ in fields),
    )
    rows = 0
    lines = _lines(source, name)
    while batch := list(islice(lines, BATCH)):
        place = {"file": name, "line": rows + 1}
        try:
            values = [_prepared(fields, line) for line in batch]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(mark("these rows do not have the form of the table"), place=place) from error
        try:
            with connection.cursor() as cursor:
                cursor.executemany(statement, values)
        except DatabaseError as error:
            raise InputError(
                mark("the database refuses one of the %(count)s rows from here: %(reason)s"),
                place=place,
                count=len(batch),
                reason=str(error).partition("\n")[0],
            ) from error
        rows += len(batch)
    return rows


def _lines(source: IO[bytes], name: str) -> Iterator[bytes]:
    while line := source.readline(LONGEST_ROW):
        if not line.endswith(b"\n"):
            raise InputError(mark("a row is cut off or too long"), place={"file": name})
        yield line


def _prepared(fields: list[Field], line: bytes) -> list[Any]:
    row = json.loads(line)
    if set(row) != {one.attname for one in fields}:
        raise ValueError("other columns")
    return [_stored(one, row[one.attname]) for one in fields]


def _stored(field: Field, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        # Where the column may not be empty, null is a value of JSON.
        if value is None and field.null:
            return None
        return field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def count_rows(model: Model) -> int:
    return model._base_manager.count()


def sequences(found: Iterable[Model]) -> dict[str, int]:
    """The last number given to a row of each table, so that no number of a removed row is ever given again."""
    last = {}
    with connection.cursor() as cursor:
        for model in found:
            if (key := model._meta.auto_field) is None:
                continue
            if connection.vendor == "postgresql":
                sequence = _sequence(cursor, model, str(key.column))
                cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            row = cursor.fetchone()
            last[label(model)] = row[0] if row else 0
    return last


def set_sequences(found: Iterable[Model], last: dict[str, int]) -> None:
    """Let every table go on numbering after the last number given, or after its highest one."""
    with connection.cursor() as cursor:
        for model in found:
            if (key := model._meta.auto_field) is None:
                continue
            highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
            number = max(last.get(label(model), 0), highest)
            if not number:
                continue
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model, str(key.column)), number])
            else:
                table = model._meta.db_table
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])


def _sequence(cursor: Any, model: Model, column: str) -> str:
    """The name of a column's sequence, quoted."""
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
    name: str = cursor.fetchone()[0]
    return name
