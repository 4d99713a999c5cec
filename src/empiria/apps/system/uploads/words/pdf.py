"""Words of PDF files, read by a process of its own with little time and memory: their format can be made to cost any."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from empiria.apps.system.uploads.words.passages import Part, Passage, UnreadableError
from empiria.apps.system.uploads.words.plain import whole_words

# A program that is run by its path and imports nothing of ours, so that it starts fast.
READER = Path(__file__).with_name("pdf_reader.py")


def words_of_pdf(content: bytes) -> Iterator[Passage]:
    """Page by page: text, comments and fields of forms; properties and bookmarks."""
    has_text = False
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
                for line in reader.stdout or ():
                    part, page, text = json.loads(line)
                    has_text = has_text or (part == Part.TEXT and any(map(str.isalnum, text)))
                    yield Passage(text=whole_words(text), part=Part(part), page=page)
            except ValueError as error:
                # It was ended in the middle of a line.
                raise UnreadableError from error
            except BaseException:
                reader.kill()
                raise
    if reader.returncode or not has_text:
        raise UnreadableError
