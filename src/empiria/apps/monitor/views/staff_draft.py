"""The draft: files in, what was noticed, units to settle, and the way out: publication or the bin."""

import logging
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import PublishForm, ReasonForm, UploadForm
from empiria.apps.monitor.models import Import, ImportFinding, Release, Source
from empiria.apps.monitor.rules import EDITABLE
from empiria.apps.monitor.selectors import (
    current_release,
    draft_release,
    findings_of_import,
    imports_of_draft,
    indicators_by_code,
)
from empiria.apps.monitor.selectors.releases import scores_are_made, with_work
from empiria.apps.monitor.services import (
    discard_draft,
    keep_upload,
    publish_release,
    rebuild_scores,
    request_difference,
    request_import,
    request_reading_again,
    undo_import,
)
from empiria.apps.monitor.services.incoming import DRAFT, DRAFT_OBJECT
from empiria.apps.monitor.services.syncing import request_sync
from empiria.apps.monitor.views.finding_kinds import kind_title
from empiria.apps.monitor.views.staff import finding_row
from empiria.apps.monitor.views.staff_report import TYPED_NOTE
from empiria.apps.monitor.views.staff_units import settling
from empiria.apps.places.selectors import grouping_titles
from empiria.apps.system.downloads import csv_response
from empiria.apps.system.rules import permission_required
from empiria.apps.system.selectors import job_view, jobs_about

logger = logging.getLogger("empiria")

PAGE_SIZE = 100
JOBS_SHOWN = 3
# Of a sentence that was refused for its length, as much comes back to be shortened.
LONGEST_KEPT = 5000
# Whose APIs can be asked, with the names that the page gives them.
SOURCES = {Source.BDL: "BDL", Source.SMUP: "SMUP"}


def _page(request: HttpRequest, *, upload: UploadForm | None = None, status: int = 200) -> HttpResponse:
    draft = draft_release()
    current = current_release()
    jobs = jobs_about(DRAFT_OBJECT, DRAFT)
    if current is not None:
        # What failed for an earlier draft is over; the publication that ended it is still worth seeing.
        jobs = jobs.filter(Q(finished_at=None) | Q(finished_at__gte=current.published_at))
    context: dict[str, Any] = {
        "draft": draft,
        "current": current,
        "upload": upload or UploadForm(),
        "imports": list(imports_of_draft(draft)) if draft else [],
        "settling": settling(draft) if draft else None,
        "jobs": [job_view(job) for job in jobs[:JOBS_SHOWN]],
        "score_jobs": _score_jobs(current),
        "are_scores_made": current is not None and scores_are_made(current),
        "reason_form": ReasonForm(),
        "sources": SOURCES.items(),
    }
    return render(request, "monitor/staff/draft.html", context, status=status)


def _score_jobs(current: Release | None) -> list[dict[str, Any]]:
    if current is None:
        return []
    score_sets = list(with_work(current.score_sets.select_related("recipe")))
    groupings = grouping_titles([one.grouping for one in score_sets])
    return [
        {"score_set": one, "title": str(one.recipe.title), "grouping": groupings[one.grouping]}
        for one in score_sets
    ]


@permission_required("monitor.manage_releases")
@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """The whole draft on one page."""
    return _page(request)


@permission_required("monitor.manage_releases")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take files; they are read in the background. A form sent twice reads them twice, to the same result."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, upload=form, status=422)
    uploads = [
        keep_upload(name=file.name or "file", chunks=file.chunks()) for file in form.cleaned_data["uploads"]
    ]
    request_import(
        uploads=uploads,
        reader=form.cleaned_data["reader"],
        by=signed_in(request),
        options=form.options,
        origin=form.cleaned_data["origin"],
        licence=form.cleaned_data["licence"],
    )
    messages.success(request, _("The files have been received; how far their reading is stands below."))
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Ask a source of public statistics for what is new, in the background; pressed twice it is asked once."""
    source = request.POST.get("source", "")
    if source not in SOURCES:
        raise Http404
    request_sync(source=source, by=signed_in(request))
    messages.success(request, _("What is new is asked for; how far that is stands below."))
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import out of the draft; pressed twice it is out once."""
    source = get_object_or_404(Import.objects.select_related("release"), pk=pk)
    try:
        release = undo_import(source=source, by=signed_in(request), reason=request.POST.get("reason", ""))
        request_difference(release=release, by=signed_in(request))
        messages.success(
            request, _("The import has been taken out of the draft: %(file)s.") % {"file": source.file_name}
        )
    except InputError as error:
        messages.error(request, error.render(_))
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file again, by the catalogue of now."""
    source = get_object_or_404(
        Import.objects.filter(state=Import.State.ACTIVE, release__in=Release.objects.filter(EDITABLE)), pk=pk
    )
    request_reading_again(source=source, by=signed_in(request))
    messages.success(
        request,
        _("The file is to be read again: %(file)s. How far that is stands below.")
        % {"file": source.file_name},
    )
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Close the draft unpublished."""
    release = get_object_or_404(Release, EDITABLE)
    discard_draft(release=release, by=signed_in(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("The draft %(code)s has been discarded.") % {"code": release.code})
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Ask for the difference report."""
    release = get_object_or_404(Release, EDITABLE)
    request_difference(release=release, by=signed_in(request))
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish what the difference page has shown; a form sent twice publishes once."""
    release = get_object_or_404(Release, code=code)
    form = PublishForm(request.POST)
    if not form.is_valid():
        note = form.fields["note"].label
        if errors := form.errors.get("note"):
            messages.error(request, f"{note}: {' '.join(map(str, errors))}")
        if "accepted" in form.errors or "digest" in form.errors:
            messages.error(request, _("Publication needs the acceptance of the difference report."))
        return _back_to_report(request, code)
    try:
        publish_release(
            release=release,
            by=signed_in(request),
            difference_digest=form.cleaned_data["digest"],
            note=form.cleaned_data["note"],
        )
    except InputError as error:
        messages.error(request, error.render(_))
        return _back_to_report(request, code)
    except OSError as error:
        logger.exception("release %s could not be published", code)
        reason = error.strerror or type(error).__name__
        messages.error(request, _("the store cannot be used: %(reason)s") % {"reason": reason})
        return _back_to_report(request, code)
    messages.success(
        request, _("Release %(code)s is public. Its scores are being computed.") % {"code": code}
    )
    return redirect("monitor:release-list")


def _back_to_report(request: HttpRequest, code: str) -> HttpResponse:
    """To the form, with the sentence as it was typed; the report itself is looked at and accepted anew."""
    request.session[TYPED_NOTE] = request.POST.get("note", "")[:LONGEST_KEPT]
    return redirect("monitor:release-difference", code)


@permission_required("monitor.manage_releases")
@require_POST
def scores(request: HttpRequest, code: str) -> HttpResponse:
    """Compute all scores of the current release again."""
    release = get_object_or_404(Release.objects.current(), code=code)
    asked = rebuild_scores(release=release, by=signed_in(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("Scores are being computed again. Sets: %(count)s.") % {"count": len(asked)})
    return redirect("monitor:release-draft")


@permission_required("monitor.manage_releases")
@require_safe
def findings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was noticed in one file: by kind, paged, or as a CSV file."""
    source = get_object_or_404(Import.objects.select_related("release"), pk=pk)
    asked = {name: request.GET.get(name, "") for name in ("severity", "code")}
    found = findings_of_import(source, **asked)
    named = indicators_by_code()
    if request.GET.get("format") == "csv":
        header = [_("severity"), _("row"), _("column"), _("finding"), _("what was done"), _("code")]
        return csv_response(
            f"findings-{source.pk}.csv",
            header,
            (finding_row(one, indicators=named) for one in found.iterator()),
        )
    codes = source.findings.order_by("code").values_list("code", flat=True).distinct()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "source": source,
        "page": page,
        "rows": [(one, *finding_row(one, indicators=named)) for one in page],
        "asked": asked,
        "kinds": [(code, kind_title(code)) for code in codes],
        "severities": ImportFinding.Severity.choices,
        "csv_query": "&".join(f"{name}={value}" for name, value in asked.items() if value),
        "is_editable": source.release.state == Release.State.DRAFT and source.state == Import.State.ACTIVE,
    }
    return render(request, "monitor/staff/findings.html", context)
