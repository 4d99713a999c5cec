"""Large tables as files that are written piece by piece while they are sent: memory holds one piece, however long the
file. Frames come as an iterator of pieces of the same columns."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

import polars as pl


class _Pipe:
    """What a writer takes for a file; what was written since the last look is handed on."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def csv_pieces(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """One table as CSV (UTF-8, comma, a missing cell empty)."""
    for number, frame in enumerate(frames):
        yield frame.write_csv(include_header=number == 0).encode()


def parquet_pieces(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """One table as Parquet, a row group for every piece. Raises ValueError where there is none."""
    # Heavy, and only downloads need it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    pipe, writer = _Pipe(), None
    for frame in frames:
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if writer is None:
            writer = pq.ParquetWriter(pa.PythonFile(pipe, mode="w"), table.schema, compression="zstd")
        writer.write_table(table)
        yield pipe.take()
    if writer is None:
        raise ValueError("a table has at least one piece, which may be empty")
    writer.close()
    yield pipe.take()


def zip_pieces(files: Iterable[tuple[str, Iterable[bytes]]], *, at: datetime) -> Iterator[bytes]:
    """Files by name and content as one ZIP archive; all of them dated `at`, so that the same content gives the same file."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield pipe.take()
    yield pipe.take()
