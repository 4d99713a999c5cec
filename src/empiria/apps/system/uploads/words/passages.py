"""A piece of what a file says, short enough to be looked through with little memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

# Of this many letters, of which these many were in the one before: a name on the border stands whole in one of them.
LONGEST, AGAIN = 2_000, 300
# Between texts that stand in no order and say nothing together: no name is made of words on both sides of it. The sign
# that parts records, which no document holds.
APART = "\x1e"


class UnreadableError(Exception):
    """A program cannot tell, or not wholly, what the file says: of an archive, which of its files (`args`)."""


class Part(models.TextChoices):
    """Where in a file something stands."""

    TEXT = "text", pgettext_lazy("part of a file", "text")
    PROPERTIES = "properties", pgettext_lazy("part of a file", "properties")
    COMMENTS = "comments", pgettext_lazy("part of a file", "comments")
    # Links, names of sheets, authors of changes, descriptions of pictures.
    HIDDEN = "hidden", pgettext_lazy("part of a file", "links and hidden words")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Some of the words of a file. The first `again` letters stood in the passage before."""

    text: str
    part: Part = Part.TEXT
    page: int | None = None
    again: int = 0


def in_passages(told: Iterable[Passage]) -> Iterator[Passage]:
    """The same in pieces of a bounded length."""
    for one in told:
        for start in range(0, max(len(one.text) - AGAIN, 1), LONGEST - AGAIN):
            if text := one.text[start : start + LONGEST]:
                yield Passage(text=text, part=one.part, page=one.page, again=AGAIN if start else 0)
