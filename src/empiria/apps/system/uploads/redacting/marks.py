"""What takes the place of what is found, and where that is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

Span = tuple[int, int]
# Where in a text something stands that is to go.
Find = Callable[[str], Sequence[Span]]

GONE = "[…]"
# In names of sheets, and wherever these stand: programs of tables allow no square brackets there.
SHEET_GONE = "(…)"
# So much of a long text is looked at at once, with so much on either side.
LONGEST, AROUND = 4_000, 300


class Outcome(Enum):
    """What became of a file, or of a part of it, in the copy."""

    SAME = "same"
    CHANGED = "changed"
    DROPPED = "dropped"


def struck(text: str, find: Find, mark: str = GONE) -> str:
    """The text with a mark for everything found."""
    return "".join(struck_apart([text], find, [mark]))


def struck_apart(texts: Sequence[str], find: Find, marks: Sequence[str]) -> list[str]:
    """Parts of one text, each without what is found in the whole; the mark of a part stands where it begins there."""
    whole = "".join(texts)
    spans = joined(find(whole)) if whole else []
    if not spans:
        return list(texts)
    told, start = [], 0
    for text, mark in zip(texts, marks, strict=True):
        told.append(_within(whole, start, start + len(text), spans, mark))
        start += len(text)
    return told


def struck_stream(texts: Iterable[str], find: Find, mark: str = GONE) -> Iterator[str]:
    """A text of any length, piece by piece."""
    before = here = ""
    for piece in _pieces(texts):
        if here:
            yield _in_between(before, here, piece, find, mark)
        before, here = here[-AROUND:], piece
    if here:
        yield _in_between(before, here, "", find, mark)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap as one, in order."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Of one length but for the last: each is long enough to stand around its neighbours."""
    held = ""
    for text in texts:
        held += text
        whole = len(held) - len(held) % LONGEST
        yield from (held[start : start + LONGEST] for start in range(0, whole, LONGEST))
        held = held[whole:]
    if held:
        yield held


def _in_between(before: str, here: str, after: str, find: Find, mark: str) -> str:
    whole, start = before + here + after[:AROUND], len(before)
    spans = find(whole)
    return _within(whole, start, start + len(here), joined(spans), mark) if spans else here


def _within(whole: str, start: int, end: int, spans: Iterable[Span], mark: str) -> str:
    """What stands from the one place to the other; of a span that began before no second mark."""
    told, at = [], start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        told += [whole[at : max(first, start)], mark if first >= start else ""]
        at = min(last, end)
    return "".join([*told, whole[at:end]])
