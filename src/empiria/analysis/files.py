"""Tables in files: `.csv` (UTF-8, comma) or `.parquet`, by their ending; an index from files to a file.

Every fault of a file is an InputError that names the file and the line (CSV) or row (Parquet). A result is written beside
its place and moved there when it is whole, so that nothing half-written is ever found.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import engine as engine_of
from empiria.analysis.index import compute_index
from empiria.analysis.recipe import read_recipe

ENDINGS = (".csv", ".parquet")

Place = Path | str
"""A file of this machine, or the address of what an engine reads and writes itself (see `addresses`)."""


def run_index(  # noqa: PLR0917  # the command's arguments, in the order it documents them
    recipe: Path, observations: Path, units: Path, output: Path, engine: str, periods: Sequence[int] | None
) -> None:
    """Compute a recipe's index from files and write its scores (frames.SCORES) to `output`.

    `periods` limits what is written. Raises InputError for whatever is wrong in the arguments or files, before anything
    is written.
    """
    engine_of(engine)
    check_output(output, recipe, observations, units)
    specification = read_recipe(recipe)
    with tables_of(observations, units) as tables:
        result = compute_index(specification, *tables, engine=engine, periods=periods)
    write_table(result.scores, output)


@contextmanager
def tables_of(observations: Path, units: Path) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Observations and units; an InputError about one of them then names its file and line."""
    tables = (read_table(observations), read_table(units))
    try:
        yield tables
    except InputError as error:
        raise located(error, {"observations": observations, "units": units}) from error


def read_table(path: Path) -> pl.DataFrame:
    """A table as it stands in its file: all text from CSV (null where empty), typed from Parquet.

    Raises InputError: another ending; a file that is absent, empty, cut off, in another encoding, or with rows of
    unequal length; a column name twice.
    """
    _check_ending(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if size == 0:
        raise InputError(mark("the file is empty"), place={"file": path})
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_parquet(path)


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write the table whole or not at all; the ending decides the format."""
    check_output(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix.lower() == ".csv":
            table.write_csv(part)
        else:
            table.write_parquet(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _check_ending(path: Path) -> None:
    if path.suffix.lower() not in ENDINGS:
        message = mark("a table ends in one of: %(endings)s")
        raise InputError(message, place={"file": path}, endings=", ".join(ENDINGS))


def check_output(path: Path, *others: Place) -> None:
    """Refuse a place where no table can be written, before any work is done: InputError.

    `others` are what the same command reads, or writes besides: none of them may be written over.
    """
    _check_ending(path)
    if not path.parent.is_dir():
        raise InputError(mark("there is no such folder"), place={"file": path.parent})
    if path.is_dir():
        raise InputError(mark("this is a folder, not a file"), place={"file": path})
    if any(isinstance(other, Path) and other.resolve() == path.resolve() for other in others):
        message = mark("the command would write over this file, which it reads or writes for another purpose")
        raise InputError(message, place={"file": path})


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        mark("the file cannot be read: %(reason)s"), place={"file": path}, reason=error.strerror or error
    )


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    except pl.exceptions.PolarsError as error:
        message = mark("this is not a whole Parquet file; it may have been cut off")
        raise InputError(message, place={"file": path}) from error


def _read_csv(path: Path) -> pl.DataFrame:
    raw = _bytes(path)
    header = _header(path)
    if raw.count(b'"') % 2:
        _refuse_open_quote(path)
    try:
        table = _parse(path, header, threads=True)
    except pa.ArrowInvalid as error:
        _fail_on_line(path, len(header))
        message = mark("this cannot be read as a table of commas: %(reason)s")
        raise InputError(message, place={"file": path}, reason=error) from error
    return pl.DataFrame(pl.from_arrow(table))


def _bytes(path: Path) -> bytes:
    """What is in the file, which must be UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        place = {"file": path, "line": raw.count(b"\n", 0, error.start) + 1}
        raise InputError(mark("the file is not encoded as UTF-8"), place=place) from error
    return raw


def _refuse_open_quote(path: Path) -> None:
    """A quotation mark that is never closed swallows the rest of the file into one cell."""
    line = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for _ in reader:
                line = reader.line_num
        except csv.Error as error:
            message = mark("a quotation mark is opened in this row and not closed properly")
            raise InputError(message, place={"file": path, "line": line + 1}) from error


def _header(path: Path) -> list[str]:
    _, header = next(_rows(path), (0, []))
    if not header:
        raise InputError(mark("the file is empty"), place={"file": path})
    for name in header:
        if header.count(name) > 1:
            message = mark("the column “%(name)s” stands twice")
            raise InputError(message, place={"file": path, "line": 1}, name=name)
    return header


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line it ends on: cells may hold line breaks."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            yield from ((reader.line_num, cells) for cells in reader if cells)
        except csv.Error as error:
            message = mark("this cannot be read as a table of commas: %(reason)s")
            raise InputError(message, place={"file": path, "line": reader.line_num}, reason=error) from error


def _parse(path: Path, header: list[str], *, threads: bool) -> pa.Table:
    return arrow_csv.read_csv(
        path,
        read_options=arrow_csv.ReadOptions(use_threads=threads),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )


def _fail_on_line(path: Path, width: int) -> None:
    """Name the first line whose number of cells differs from the header's."""
    for line, cells in _rows(path):
        if len(cells) != width:
            message = mark("expected %(expected)s cells as in the header, found %(found)s")
            raise InputError(message, place={"file": path, "line": line}, expected=width, found=len(cells))


def located(error: InputError, paths: Mapping[str, Place]) -> InputError:
    """The same error with the table's name replaced by its file, and the row of a CSV by its line."""
    place = dict(error.place)
    path = paths.get(str(place.get("file")))
    if path is None:
        return error
    place["file"] = path
    if "row" in place and isinstance(path, Path) and path.suffix.lower() == ".csv":
        place["line"] = _line_of(path, int(place.pop("row")))
    return InputError(error.message, place=place, **error.params)


def _line_of(path: Path, row: int) -> int:
    """The line of a row counted from 1 below the header."""
    return next((line for count, (line, _) in enumerate(_rows(path)) if count == row), row + 1)
