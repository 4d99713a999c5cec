"""What the chapters of every report are made with: tables of words, figures as blocks, the chapter of sources."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import ReleaseNote, SourceNote
from empiria.apps.monitor.views.source_words import particulars
from empiria.reporting.document import Block, Facts, Grid, Heading, Picture
from empiria.reporting.figure import Figure
from empiria.reporting.table import Column, Table

# A longer table of a group belongs in the spreadsheet.
MOST_ROWS = 40
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def worded(
    *,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    words_in: Iterable[int] = (0,),
    shares: Sequence[int] = (),
) -> Grid:
    """A table whose cells are already words: numbers with their decimals, or why there is none. Columns other than
    `words_in` hold numbers and stand at the right."""
    texts = frozenset(words_in)
    table = Table(
        caption=caption,
        columns=[
            Column(title=title, kind="text" if position in texts else "number")
            for position, title in enumerate(columns)
        ],
        rows=rows,
    )
    return Grid(table=table, shares=shares)


def drawn(figure: Figure) -> Picture:
    """A figure with its sentence, which is also what the drawing says to those who do not see it."""
    alternative = " ".join(part for part in (f"{figure.title}.", figure.sentence) if part)
    return Picture(svg=figure.svg, alternative=alternative, caption=figure.title, sentence=figure.sentence)


def release_facts(release: ReleaseNote) -> list[tuple[str, str]]:
    published = date_format(release.published_at, "j E Y") if release.published_at else ""
    return [(_("Release"), " · ".join(part for part in (release.code, published) if part))]


def file_blocks(sources: Sequence[SourceNote]) -> list[Block]:
    """Every file behind the figures, with its origin, licence, date and hash."""
    if not sources:
        return []
    rows = [(one.file, " · ".join([*particulars(one), f"SHA-256 {one.sha256}"])) for one in sources]
    return [Heading(text=_("Files"), level=2), Facts(rows=rows)]
