"""Words of Parquet files, column by column."""

from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from typing import IO

import polars as pl

from empiria.apps.system.uploads.words.binary import words_of_bytes
from empiria.apps.system.uploads.words.passages import APART, Part, Passage, UnreadableError
from empiria.apps.system.uploads.words.streams import running_passages

# So many different values are told at once.
AT_ONCE = 10_000
# How Arrow would write the columns down again, with remarks about each; in letters of its own.
SCHEMA = "ARROW:schema"


def is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.String | pl.Categorical | pl.Enum)


def holds_words(kind: pl.DataType) -> bool:
    """Whether words may hide in a column that is no text."""
    return kind.is_nested() or isinstance(kind, pl.Binary | pl.Object)


def words_of_parquet(file: IO[bytes]) -> Iterator[Passage]:
    """What was written beside the table and its columns, their names, and every value of its texts once.

    Raises `UnreadableError` with the names of columns in which words may hide, or values that no row has (Categorical).
    """
    try:
        file.seek(0)
        schema = pl.read_parquet_schema(file)
        file.seek(0)
        told = pl.read_parquet_metadata(file)
        said = [value for key, value in told.items() if key != SCHEMA]
        listed = [value for kind in schema.values() if isinstance(kind, pl.Enum) for value in kind.categories]
        yield from running_passages([APART.join([*told, *said, *schema, *listed])], Part.PROPERTIES)
        yield from words_of_bytes(BytesIO(b64decode(told.get(SCHEMA, ""))))
        for name in (name for name, kind in schema.items() if is_text(kind)):
            file.seek(0)
            values = pl.read_parquet(file, columns=[name])[name].cast(pl.String).drop_nulls().unique()
            yield from running_passages(
                APART.join(values.slice(start, AT_ONCE).to_list()) + APART
                for start in range(0, len(values), AT_ONCE)
            )
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise UnreadableError from error
    unread = [name for name, kind in schema.items() if holds_words(kind) or isinstance(kind, pl.Categorical)]
    if unread:
        raise UnreadableError(*unread)
