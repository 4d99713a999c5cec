"""Parquet: texts and names of columns; what stands beside the table is not written again."""

from typing import IO

import polars as pl

from empiria.apps.system.uploads.redacting.marks import Find, Outcome, struck
from empiria.apps.system.uploads.words.parquet import holds_words, is_text, words_of_parquet
from empiria.apps.system.uploads.words.passages import UnreadableError


def rewrite_parquet(file: IO[bytes], copy: IO[bytes], find: Find) -> Outcome:
    """Columns of a kind in which nothing can be looked for are left out: none of them is read into the figures."""
    if not _holds(file, find):
        return Outcome.SAME
    file.seek(0)
    frame = pl.read_parquet(file)
    kept = [name for name, kind in frame.schema.items() if not holds_words(kind)]
    texts = [name for name in kept if is_text(frame.schema[name])]
    frame = frame.select(kept).with_columns(_without(frame[name], find) for name in texts)
    frame.rename(_names(frame.columns, find)).write_parquet(copy)
    return Outcome.CHANGED


def _holds(file: IO[bytes], find: Find) -> bool:
    try:
        return any(find(passage.text) for passage in words_of_parquet(file))
    except UnreadableError:
        return True


def _without(column: pl.Series, find: Find) -> pl.Series:
    texts = column.cast(pl.String)
    told = {text: struck(text, find) for text in texts.drop_nulls().unique().to_list()}
    changed = {text: new for text, new in told.items() if new != text}
    # As plain text, without values that no row has.
    return texts.replace(changed) if changed else texts


def _names(columns: list[str], find: Find) -> dict[str, str]:
    told: dict[str, str] = {}
    for name in columns:
        new = struck(name, find)
        told[name] = new if new == name or new not in told.values() else f"{new} {len(told)}"
    return told
