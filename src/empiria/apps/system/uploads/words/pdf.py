"""Words of PDF files, read by a process of its own with little time and memory: their format can be made to cost any."""

import json
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from empiria.apps.system.uploads.words.binary import words_of_bytes
from empiria.apps.system.uploads.words.passages import Part, Passage, UnreadableError
from empiria.apps.system.uploads.words.plain import whole_words

# A program that is run by its path and imports nothing of ours, so that it starts fast.
READER = Path(__file__).with_name("pdf_reader.py")
# What it says beside the parts of a file.
UNREAD, BYTES = "unread", "bytes"

# In bytes of JSON: of one page, and of all of them. A book has a few million letters.
LONGEST_LINE, MOST_TOLD = 30_000_000, 300_000_000


def words_of_pdf(content: bytes) -> Iterator[Passage]:
    """Page by page: text, comments and fields of forms; properties, bookmarks, and every string there is besides.

    Raises `UnreadableError`, after all that can be told, with what in it says nothing to a program, by the numbers of objects.
    """
    has_text, unread = False, list[str]()
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        # Nothing of the installation's settings, nor of its secrets, is handed to it.
        with subprocess.Popen(  # noqa: S603  our own program, which is given no argument of anybody
            [sys.executable, "-I", str(READER)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        ) as reader:
            try:
                for line in _bounded(reader.stdout):
                    part, page, text = json.loads(line)
                    if part == UNREAD:
                        unread.append(text)
                        continue
                    if part == BYTES:
                        yield from words_of_bytes(BytesIO(b64decode(text)), is_packed=True)
                        continue
                    has_text = has_text or (part == Part.TEXT and any(map(str.isalnum, text)))
                    yield Passage(text=whole_words(text), part=Part(part), page=page)
            except ValueError as error:
                # It was ended in the middle of a line, or said more than is read.
                reader.kill()
                raise UnreadableError from error
            except BaseException:
                reader.kill()
                raise
    if reader.returncode or unread or not has_text:
        raise UnreadableError(*unread)


def _bounded(told: IO[bytes] | None) -> Iterator[bytes]:
    """Line by line. Raises `ValueError` where there is more than anybody writes: it would fill this process's memory."""
    left = MOST_TOLD
    while told and (line := told.readline(LONGEST_LINE)):
        left -= len(line)
        if left < 0 or (len(line) == LONGEST_LINE and not line.endswith(b"\n")):
            raise ValueError
        yield line
