"""Everything held about oneself: to read, to take along, to erase."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.models import DataCopy, Erasure, ErasureState, Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.selectors.own_data import fates_of, sections_about
from empiria.apps.accounts.services.copies import MAKE, copy_at_once, is_large, order_copy
from empiria.apps.accounts.services.erasure import WAITING, ask_for_erasure, cancel_erasure
from empiria.apps.accounts.services.grants import LastAdministratorError
from empiria.apps.system.privacy import DELETE, EMPTY, KEEP
from empiria.apps.system.selectors import jobs_about

# So many records of each kind are shown on the page; the copy has all of them.
SHOWN = 20


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What is held, what for, and what can be done about it."""
    person = signed_in(request)
    sections = [
        {"section": section, "records": list(section.records(SHOWN)), "more": section.count > SHOWN}
        for section in sections_about(person)
    ]
    context = {
        "sections": sections,
        "shown": SHOWN,
        "erasure": _waiting_erasure(person),
        "copies": DataCopy.objects.usable().filter(person=person),
    }
    return render(request, "accounts/privacy/my_data.html", context)


@login_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data_download(request: HttpRequest) -> HttpResponse:
    """The copy, at once where little is held, else put together in the background."""
    if request.method != "POST":
        # The page that asks who it is may lead here by a link.
        return redirect("privacy:my-data")
    person = signed_in(request)
    if is_large(person):
        return redirect("privacy:copy-detail", order_copy(person=person).pk)
    answer = HttpResponse(copy_at_once(person=person), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{_file_name()}"'
    return answer


@login_required
@require_safe
def copy_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """How far the copy is; htmx asks again while it is being made."""
    copy = _own_copy(request, pk)
    job = jobs_about("data-copy", copy.pk).filter(kind=MAKE).first()
    part = request.headers.get("HX-Request") == "true"
    template = "accounts/privacy/_copy.html" if part else "accounts/privacy/copy_detail.html"
    return render(request, template, {"copy": copy, "job": job})


@login_required
@reauthentication_required
@never_cache
@require_safe
def copy_file(request: HttpRequest, pk: str) -> FileResponse:
    """The file of a copy, for its person only and until it expires."""
    copy = _own_copy(request, pk)
    if not copy.file:
        raise Http404
    return FileResponse(copy.file.open(), as_attachment=True, filename=_file_name())


@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def erase_own(request: HttpRequest) -> HttpResponse:
    """What an erasure does and what has to stay, before anybody asks for it."""
    person = signed_in(request)
    refused = ""
    if request.method == "POST":
        try:
            ask_for_erasure(person=person)
        except LastAdministratorError as error:
            refused = error.messages[0]
        else:
            messages.success(
                request, _("The erasure is asked for. Until its day it can be cancelled on this page.")
            )
            return redirect("privacy:my-data")
    context = {
        **fates_context(person),
        "waiting": WAITING.days,
        "erasure": _waiting_erasure(person),
        "refused": refused,
    }
    return render(request, "accounts/privacy/erase_own.html", context, status=409 if refused else 200)


@login_required
@require_POST
def erase_cancel(request: HttpRequest) -> HttpResponse:
    """The person stays."""
    person = signed_in(request)
    if erasure := _waiting_erasure(person):
        cancel_erasure(erasure=erasure, by=person)
    messages.success(request, _("The erasure is cancelled. Everything stays as it is."))
    return redirect("privacy:my-data")


def fates_context(person: Person) -> dict[str, object]:
    """What would be deleted, emptied and kept, for a template."""
    fates = fates_of(person)
    return {"deleted": fates[DELETE], "emptied": fates[EMPTY], "kept": fates[KEEP]}


def _waiting_erasure(person: Person) -> Erasure | None:
    return person.erasures.filter(state=ErasureState.WAITING).first()


def _own_copy(request: HttpRequest, pk: str) -> DataCopy:
    return get_object_or_404(DataCopy.objects.usable(), pk=pk, person=signed_in(request))


def _file_name() -> str:
    return f"empiria-{timezone.localdate():%Y-%m-%d}.zip"
