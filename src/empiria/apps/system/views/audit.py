"""Pages of the audit trail. Who reads its words, or searches it for somebody or for words, leaves an entry too."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from empiria.apps.system.downloads import csv_response, json_lines_response
from empiria.apps.system.forms import AuditSearchForm
from empiria.apps.system.models import AuditEntry, AuditQuerySet
from empiria.apps.system.selectors import audit_entries, audit_rows, entry_view
from empiria.apps.system.selectors.audit import READ, people_looked_for, people_of
from empiria.apps.system.services import record, record_read

BATCH = 1000
# Conditions in which anything may be written: they lie beside the entry of a search.
FREE = ("person", "words", "object_id")
# Conditions that stand in sight; the others are unfolded.
FIRST = ("person", "action", "words")
COLUMNS = ("id", "at", "by", "action", "object_type", "object_id", "about", "details", "reason", "texts")


class EntryList(ListView):
    template_name = "system/audit.html"
    paginate_by = 50

    def get_queryset(self) -> AuditQuerySet:
        self.form = AuditSearchForm(self.request.GET)
        self.form.is_valid()
        return audit_entries(**self.form.wanted())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        query = self.request.GET.copy()
        query.pop("page", None)
        rows = audit_rows(context["page_obj"].object_list, reader=str(self.request.user.pk))
        # After the rows were read: no search finds the entry of itself.
        self._record_search()
        return context | {
            "rows": rows,
            "form": self.form,
            "is_narrowed": any(self.form.data.get(name) for name in self.form.fields),
            "first": FIRST,
            "more_is_open": any(self.form.data.get(name) for name in self.form.fields if name not in FIRST),
            "query": query.urlencode(),
        }

    def _record_search(self) -> None:
        """Looking for somebody or for words tells of people already; narrowing by codes and days does not."""
        wanted = self.form.wanted()
        if not wanted.keys() & {"person", "words"}:
            return
        record(
            by=self.request.user,  # type: ignore[arg-type]  # the guard let staff in only
            action=READ,
            object_type="audit-trail",
            object_id="",
            details={name: str(value) for name, value in wanted.items() if name not in FREE},
            texts={name: wanted[name] for name in FREE if name in wanted},
            about=people_looked_for(wanted.get("person", "")),
        )


@require_safe
def entry_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One entry with its words, which may name anybody: who reads those of an entry on others or on things leaves one."""
    entry = get_object_or_404(AuditEntry.objects.select_related("text"), pk=pk)
    view = entry_view(entry)
    people = {number for number, _name in view.people}
    own = str(request.user.pk)
    if people != {own} and (entry.reason or entry.texts):
        record_read(
            by=request.user,  # type: ignore[arg-type]  # the guard let staff in only
            object_type="audit-entry",
            object_ids=[entry.pk],
            about=people - {own},
        )
    crumbs = [
        {"label": _("Audit trail"), "url": reverse("audit:entry-list")},
        {"label": capfirst(view.what)},
    ]
    return render(request, "system/audit_entry.html", {"view": view, "crumbs": crumbs})


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The trail as it is narrowed, whole, with its words, sent as it is read. That it was taken out is recorded first."""
    form = AuditSearchForm(request.GET)
    if not form.is_valid():
        raise Http404
    wanted = form.wanted()
    entries = audit_entries(**wanted)
    free: dict[str, Any] = {name: wanted[name] for name in FREE if name in wanted}
    entries_before = entries.filter(pk__lte=_last())
    record(
        by=request.user,  # type: ignore[arg-type]  # the guard let staff in only
        action="system.export-audit",
        object_type="audit-trail",
        object_id="",
        details={
            "format": ending,
            "entries": entries_before.count(),
            **{name: str(value) for name, value in wanted.items() if name not in free},
        },
        texts=free,
        about=people_looked_for(wanted.get("person", "")),
    )
    name = f"audit-{timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == "csv":
        return csv_response(name, COLUMNS, (_cells(row) for row in _exported(entries_before)))
    return json_lines_response(name, _exported(entries_before))


def _cells(row: dict[str, Any]) -> list[Any]:
    """A row for a table: what holds several values as JSON, nothing where there are none."""
    return [
        json.dumps(value, ensure_ascii=False) if value and isinstance(value, dict | list) else value or ""
        for value in row.values()
    ]


def _last() -> int:
    """The newest entry there is: what comes later, such as the entry of the export, is not in it."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _exported(entries: AuditQuerySet) -> Iterator[dict[str, Any]]:
    batch: list[AuditEntry] = []
    for entry in entries.iterator(BATCH):
        batch.append(entry)
        if len(batch) == BATCH:
            yield from _plain(batch)
            batch = []
    yield from _plain(batch)


def _plain(entries: list[AuditEntry]) -> Iterator[dict[str, Any]]:
    people = people_of(entries)
    for entry in entries:
        row = {
            "id": entry.pk,
            "at": entry.at.isoformat(),
            "by": entry.by,
            "action": entry.action,
            "object_type": entry.object_type,
            "object_id": entry.object_id,
            "about": people[entry.pk],
            "details": entry.details,
            "reason": entry.reason,
            "texts": entry.texts,
        }
        yield {name: row[name] for name in COLUMNS}
