"""Reads of the document library: found, narrowed, and whom each document is for, in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Circle, Organisation, Visibility
from empiria.apps.accounts.rules import Standing
from empiria.apps.outreach.models import Document, DocumentKind
from empiria.apps.outreach.rules import in_bin_of, kept_by, readable_by
from empiria.apps.system.language import fold

LONGEST_QUERY = 200


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What a reader asks of the library; empty narrows nothing."""

    query: str = ""
    kind: str = ""
    organisation: int | None = None
    circle: int | None = None
    year: int | None = None

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the documents that the reader may see can be narrowed by; a choice that would show nothing is none."""

    kinds: list[tuple[str, str | Promise]]
    organisations: list[Organisation]
    circles: list[Circle]
    years: list[int]


def documents_for(standing: Standing, asked: Narrowed) -> QuerySet[Document]:
    """The documents that somebody may read, the latest first, with the latest versions of their files."""
    found = _with_files(Document.objects.filter(readable_by(standing)))
    wanted = {
        "kind": asked.kind,
        "organisation": asked.organisation,
        "circle": asked.circle,
        "date__year": asked.year,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    for word in fold(asked.query[:LONGEST_QUERY]).split():
        found = found.filter(_begins_a_word(word))
    return found


def _begins_a_word(word: str) -> Q:
    name = "organisation__search_key"
    return (
        Q(search_key__contains=f" {word}")
        | Q(**{f"{name}__startswith": word})
        | Q(**{f"{name}__contains": f" {word}"})
    )


def choices_for(standing: Standing) -> Choices:
    """What the library can be narrowed by, for this reader."""
    readable = Document.objects.filter(readable_by(standing)).order_by()
    kinds = set(readable.values_list("kind", flat=True).distinct())
    return Choices(
        kinds=[(value, label) for value, label in DocumentKind.choices if value in kinds],
        organisations=list(Organisation.objects.filter(pk__in=readable.values("organisation"))),
        circles=list(Circle.objects.filter(pk__in=readable.values("circle"))),
        years=sorted(
            readable.annotate(year=ExtractYear("date")).values_list("year", flat=True).distinct(),
            reverse=True,
        ),
    )


def kept_documents(standing: Standing) -> QuerySet[Document]:
    """The documents that somebody may change."""
    return _with_files(Document.objects.filter(kept_by(standing)))


def readable_documents(standing: Standing) -> QuerySet[Document]:
    """The documents that somebody may read."""
    return _with_files(Document.objects.filter(readable_by(standing)))


def bin_of(standing: Standing) -> QuerySet[Document]:
    """The documents that somebody may take out of the bin, the latest thrown away first."""
    return _with_files(Document.objects.filter(in_bin_of(standing))).order_by("-deleted_at", "pk")


def _with_files(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.select_related("organisation", "circle").prefetch_related("files")


def who_may_see(document: Document) -> list[str]:
    """Whom the document is for, in sentences."""
    words: dict[str, Any] = {"organisation": document.organisation, "circle": document.circle}
    meant = {
        Visibility.PUBLIC: _("Everybody may see it, also without signing in."),
        Visibility.MUNICIPALITIES: _("People who work in a municipality see it when they are signed in."),
        Visibility.CIRCLE: _("Members of “%(circle)s” see it."),
        Visibility.LEADERS: _("Mayors and their deputies see it."),
        Visibility.ADVISERS: _("Advisers see it."),
        Visibility.ORGANISATION: _("People who work in %(organisation)s or advise it see it."),
        Visibility.PRIVATE: _("Only whoever added it sees it."),
    }[Visibility(document.visibility)] % words
    if document.visibility == Visibility.PUBLIC:
        return [meant]
    if document.visibility == Visibility.PRIVATE:
        return [
            meant,
            _(
                "If its file names somebody who is to be erased, an administrator reads it to decide of it, which is logged."
            ),
        ]
    administrators = _("The association's administrators see it too, and their reading is logged.")
    circle = document.circle if document.visibility == Visibility.CIRCLE else None
    if document.visibility == Visibility.LEADERS or (circle and circle.is_for_leaders):
        return [meant, administrators]
    return [meant, _("Whoever added it sees it for as long as they keep documents there."), administrators]
