"""What uploaded files say, in words: to look for somebody in them. Pictures and scans say nothing to a program."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from empiria.apps.system.uploads.words.archives import words_of_archive
from empiria.apps.system.uploads.words.passages import APART, Part, Passage, UnreadableError, in_passages
from empiria.apps.system.uploads.words.pdf import words_of_pdf
from empiria.apps.system.uploads.words.plain import words_of_text
from empiria.apps.system.uploads.words.received import read_received

__all__ = ["APART", "Part", "Passage", "UnreadableError", "read_received", "read_words"]

# No file that is taken is larger, unless the operator takes larger ones: of those it is said that they were not read.
LARGEST = 100_000_000
# A book has a million letters. What holds more is no document, or grows while it is unpacked.
MOST_LETTERS = 20_000_000


def read_words(stored: str, *, media_type: str) -> Iterator[Passage]:
    """Passage by passage, what a kept file says, with its properties, comments and links.

    Raises `UnreadableError`, perhaps after some passages, for what says nothing to a program (pictures, scans), is
    protected, damaged or gone, or is larger than is read. A storage that does not answer says nothing of the file: its
    `OSError` goes on.
    """
    if media_type.startswith("image/"):
        raise UnreadableError
    letters = 0
    for passage in in_passages(_words(_content(stored), media_type)):
        letters += len(passage.text)
        if letters > MOST_LETTERS:
            raise UnreadableError
        yield passage


def _content(stored: str) -> bytes:
    try:
        with default_storage.open(stored) as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UnreadableError from error
    if len(content) > LARGEST:
        raise UnreadableError
    return content


def _words(content: bytes, media_type: str) -> Iterator[Passage]:
    if media_type == "application/pdf":
        return words_of_pdf(content)
    if media_type.startswith("text/"):
        return words_of_text(content)
    return words_of_archive(content)
