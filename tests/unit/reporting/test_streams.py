"""Large tables written piece by piece: what is read back is the table, and no piece waits for the whole."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import polars as pl
import pytest

from empiria.reporting.streams import csv_pieces, parquet_pieces, zip_pieces

AT = datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001 (archives know no time zones)
TABLE = pl.DataFrame({"unit": ["a", "b", "c"], "period": [1, 2, 3], "value": [1.5, None, 0.0]})


def pieces(size: int) -> Iterator[pl.DataFrame]:
    yield from (TABLE.slice(first, size) for first in range(0, TABLE.height, size))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_table_is_read_back_whatever_the_pieces(size: int) -> None:
    csv = b"".join(csv_pieces(pieces(size)))
    assert csv == TABLE.write_csv().encode()
    parquet = b"".join(parquet_pieces(pieces(size)))
    assert pl.read_parquet(io.BytesIO(parquet)).equals(TABLE)


def test_table_without_a_row_has_its_columns() -> None:
    empty = TABLE.clear()
    assert b"".join(csv_pieces([empty])) == b"unit,period,value\n"
    assert pl.read_parquet(io.BytesIO(b"".join(parquet_pieces([empty])))).schema == TABLE.schema
    with pytest.raises(ValueError, match="at least one piece"):
        list(parquet_pieces([]))


def test_archive_opens_and_is_the_same_every_time() -> None:
    def made() -> bytes:
        return b"".join(zip_pieces([("table.csv", csv_pieces(pieces(2))), ("about.txt", [b"about"])], at=AT))

    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "table.csv": TABLE.write_csv().encode(),
            "about.txt": b"about",
        }
    assert made() == made()


def test_no_piece_waits_for_the_next_one() -> None:
    """Of an endless table some bytes come out, as many as its pieces make."""

    def endless() -> Iterator[pl.DataFrame]:
        while True:
            yield TABLE

    archive = zip_pieces([("table.csv", csv_pieces(endless()))], at=AT)
    parquet = parquet_pieces(endless())
    assert sum(len(next(archive)) for _ in range(3_000)) > 0
    assert all(len(next(parquet)) > 0 for _ in range(10))
