"""What files of statistics say as they were received: tables of text, workbooks, Parquet, and archives of these.

They may be larger than any upload, so nothing is read whole but a part of a document at a time.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from empiria.apps.system.uploads.words.archives import (
    BROKEN,
    Budget,
    Unread,
    is_document,
    names_in,
    words_of_document,
)
from empiria.apps.system.uploads.words.binary import words_of_bytes
from empiria.apps.system.uploads.words.parquet import words_of_parquet
from empiria.apps.system.uploads.words.passages import Part, Passage, UnreadableError, in_passages
from empiria.apps.system.uploads.words.pdf import words_of_pdf
from empiria.apps.system.uploads.words.streams import (
    PIECE,
    encodings_of,
    is_encoded_again,
    pieces_of_text,
    running_passages,
)

# Of everything in a file together. What is read into the figures unpacks to less (`sources/received.py`), but for sheets.
MOST_UNPACKED = 4 << 30
LARGEST_PDF = 100_000_000
IN_MEMORY = 8 << 20
DEEPEST = 3
STEP = 1 << 20


def read_received(path: Path) -> Iterator[Passage]:
    """Passage by passage, what a received file says, with names of files in archives, properties and comments.

    Raises `UnreadableError`, after all that can be told, where something in it says nothing to a program (named, where it is
    a file of an archive or a part of a document), or it is gone.
    """
    try:
        with path.open("rb") as file:
            yield from words_of(file, Budget(MOST_UNPACKED))
    except FileNotFoundError as error:
        raise UnreadableError from error


def words_of(file: IO[bytes], budget: Budget, *, depth: int = 0) -> Iterator[Passage]:
    """The same of a file, or of a part of an archive, by what its content is."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PK"):
        yield from _words_of_zip(file, budget, depth)
    elif head.startswith(b"PAR1"):
        yield from words_of_parquet(file)
    elif head.startswith(b"%PDF"):
        content = file.read(LARGEST_PDF + 1)
        if len(content) > LARGEST_PDF:
            raise UnreadableError
        yield from in_passages(words_of_pdf(content))
    elif encodings := encodings_of(file):
        for encoding in encodings:
            yield from running_passages(pieces_of_text(file, encoding))
        file.seek(0)
        if is_encoded_again(file.read(PIECE)):
            raise UnreadableError
    else:
        # It may be packed or encrypted: what is not found in it may be there all the same.
        yield from words_of_bytes(file, is_packed=True)
        raise UnreadableError


def _words_of_zip(file: IO[bytes], budget: Budget, depth: int) -> Iterator[Passage]:
    if depth == DEEPEST:
        raise UnreadableError
    if is_document(file):
        yield from in_passages(words_of_document(file, budget))
        return
    try:
        with zipfile.ZipFile(file) as archive:
            yield from in_passages([Passage(text=names_in(archive), part=Part.HIDDEN)])
            unread = Unread(budget)
            for part in archive.infolist():
                try:
                    with archive.open(part) as packed, unpacked(packed, budget) as content:
                        yield from words_of(content, budget, depth=depth + 1)
                except BROKEN as error:
                    unread.note(part.filename, error)
            unread.tell()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableError from error


def unpacked(packed: IO[bytes], budget: Budget) -> IO[bytes]:
    """A part of an archive as a file of its own."""
    content = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by whoever reads it
    while step := packed.read(STEP):
        content.write(budget.take(step))
    content.seek(0)
    return content
