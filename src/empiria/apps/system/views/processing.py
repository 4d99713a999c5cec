"""The register of processing activities, and what is kept how long."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.system.downloads import csv_response
from empiria.apps.system.selectors import due_records, retention_runs, untimed_rules
from empiria.apps.system.selectors.register import RegisterRow, controller, kept_how_long, register


@require_safe
def processing(request: HttpRequest) -> HttpResponseBase:
    context = {"rows": register(), "controller": controller(), "today": timezone.localdate()}
    return render(request, "system/register.html", context)


@require_safe
def processing_export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The register as a table or as JSON, in the reader's language."""
    if ending == "csv":
        titles = [
            _("Activity"),
            _("Purpose"),
            _("Legal basis"),
            _("Whose data"),
            _("What data"),
            _("Who gets them"),
            _("How long they are kept"),
            _("What an erasure does"),
        ]
        return csv_response("register.csv", titles, (_cells(row) for row in register()))
    who = controller()
    answer = {
        "controller": {"name": who.name, "address": who.address, "email": who.email, "officer": who.officer},
        "date": timezone.localdate().isoformat(),
        "activities": [_plain(row) for row in register()],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="register.json"'
    return response


def _cells(row: RegisterRow) -> list[str]:
    return [
        str(row.activity.name),
        str(row.activity.purpose),
        row.basis,
        str(row.activity.people),
        "; ".join(f"{record.title}: {', '.join(record.fields)}" for record in row.records),
        str(row.activity.recipients),
        "; ".join(row.keeping),
        "; ".join(f"{record.title}: {record.on_erasure} – {record.why}" for record in row.records),
    ]


def _plain(row: RegisterRow) -> dict[str, Any]:
    return {
        "code": row.activity.code,
        "name": str(row.activity.name),
        "purpose": str(row.activity.purpose),
        "basis": row.basis,
        "people": str(row.activity.people),
        "data": [
            {"record": one.title, "fields": one.fields, "on_erasure": one.on_erasure, "why": one.why}
            for one in row.records
        ],
        "recipients": str(row.activity.recipients),
        "retention": row.keeping,
    }


@require_safe
def retention(request: HttpRequest) -> HttpResponseBase:
    """What the next run would remove, what waits for an event, and what the last runs removed."""
    due = due_records()
    titles = {one.rule.code: one.rule.title for one in due}
    runs = [
        (run, [(titles.get(code, code), count) for code, count in run.details.items()])
        for run in retention_runs()
    ]
    context = {"due": due, "waiting": [kept_how_long(rule) for rule in untimed_rules()], "runs": runs}
    return render(request, "system/retention.html", context)
