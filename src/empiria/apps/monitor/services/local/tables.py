"""A city's table, uploaded or pasted, as entries: all of it, or a sentence with row and column for everything wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from empiria.apps.monitor.models import Absence, LocalIndicator
from empiria.apps.monitor.models.local import COMMENT_LENGTH, SOURCE_LENGTH
from empiria.apps.monitor.services.local.figures import Entry, problems
from empiria.sources.received import Member
from empiria.sources.yearly import read_years


@dataclass(frozen=True, kw_only=True)
class Problem:
    row: int
    # As `sources.yearly` calls it.
    column: str
    text: str


def read_table(*, name: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of a file or of a pasted text. Raises `InputError` with row and column."""
    rows, _findings = read_years(Member(name=name, file=name, data=content))
    return rows.to_dicts()


def entries_of(
    indicator: LocalIndicator, rows: Sequence[dict[str, Any]]
) -> tuple[list[Entry], list[Problem]]:
    """What the rows say of each year, and everything that is wrong with them. Rows with nothing but a year are left out."""
    known, entries, found = _reasons(), [], []
    for row in rows:
        if row["value"] is None and not any(row[name] for name in ("reason", "comment", "source")):
            continue
        reason = row["reason"].casefold()
        entry = Entry(
            year=row["year"],
            value=row["value"],
            absence=known.get(reason, ""),
            comment=row["comment"],
            source=row["source"],
            version=row["version"],
        )
        said = _wrong_words(row, known) or problems(indicator, entry)
        found += [Problem(row=row["row"], column=column, text=one) for column, one in said]
        entries.append(entry)
    return entries, found


def _wrong_words(row: dict[str, Any], known: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    if row["reason"] and row["reason"].casefold() not in known:
        said = _("“%(found)s” is not one of the reasons: %(reasons)s.")
        reasons = ", ".join(str(label) for _code, label in Absence.choices)
        found.append(("reason", said % {"found": row["reason"][:80], "reasons": reasons}))
    for column, most in (("comment", COMMENT_LENGTH), ("source", SOURCE_LENGTH)):
        if len(row[column]) > most:
            found.append((column, _("It may have at most %(count)s characters.") % {"count": most}))
    return found


def _reasons() -> dict[str, str]:
    """Every way in which a reason may be written: its code, and its words in both languages."""
    known = {str(one.value): str(one.value) for one in Absence}
    for language in ("pl", "en"):
        with override(language):
            known |= {str(one.label).casefold(): str(one.value) for one in Absence}
    return known
