"""Pages of the document library."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.models import Visibility
from empiria.apps.accounts.rules import Standing, signed_in, standing_of
from empiria.apps.outreach.forms import DocumentForm, FileForm, NewDocumentForm
from empiria.apps.outreach.models import Document, DocumentKind
from empiria.apps.outreach.rules import MANAGE, keeps_documents, logged_when_read
from empiria.apps.outreach.selectors import (
    Narrowed,
    bin_of,
    choices_for,
    documents_for,
    kept_documents,
    readable_documents,
    who_may_see,
)
from empiria.apps.outreach.services import (
    IN_BIN,
    create_document,
    delete_document,
    replace_file,
    restore_document,
    update_document,
)
from empiria.apps.system.services import record_read
from empiria.apps.system.uploads import Checked, download

PAGE_SIZE = 25


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents that the reader may see, found by words and narrowed."""
    standing = _standing(request)
    asked = _asked(request)
    page = Paginator(documents_for(standing, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    _log_reading(request, standing, list(page))
    context = {
        "page": page,
        "found": page.paginator.count,
        "asked": asked,
        "choices": choices_for(standing),
        "may_add": standing.may_somewhere(MANAGE),
    }
    return render(request, "outreach/document_list.html", context)


@require_safe
def document_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    standing = _standing(request)
    document = get_object_or_404(readable_documents(standing), pk=pk)
    _log_reading(request, standing, [document])
    return render(request, "outreach/document_detail.html", _shown(document, standing))


@require_safe
def document_download(request: HttpRequest, pk: uuid.UUID, number: int) -> FileResponse:
    """One version of the file."""
    standing = _standing(request)
    document = get_object_or_404(readable_documents(standing), pk=pk)
    version = get_object_or_404(document.files, number=number)
    _log_reading(request, standing, [document])
    return download(
        version.stored,
        name=version.name,
        media_type=version.media_type,
        is_public=document.visibility == Visibility.PUBLIC,
    )


@keeps_documents
@require_http_methods(["GET", "HEAD", "POST"])
def document_create(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = NewDocumentForm(request.POST or None, request.FILES or None, standing=person.standing)
    if form.is_valid():
        document = create_document(
            by=person, file=form.cleaned_data["file"], token=form.cleaned_data["token"], **form.said()
        )
        messages.success(request, _("The document was added."))
        _tell(request, form.cleaned_data["file"])
        return redirect("outreach:document-detail", document.pk)
    return _form(request, form, "outreach/document_form.html")


@keeps_documents
@require_http_methods(["GET", "HEAD", "POST"])
def document_update(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = signed_in(request)
    document = _kept(person.standing, pk)
    form = DocumentForm(request.POST or None, instance=document, standing=person.standing)
    if form.is_valid():
        update_document(document=document, by=person, **form.said())
        messages.success(request, _("The document was changed."))
        return redirect("outreach:document-detail", pk)
    # The form has changed the one it was given.
    return _form(request, form, "outreach/document_form.html", document=_kept(person.standing, pk))


@keeps_documents
@require_http_methods(["GET", "HEAD", "POST"])
def document_replace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new version of the file; earlier ones stay."""
    person = signed_in(request)
    document = _kept(person.standing, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        version = replace_file(document=document, file=form.cleaned_data["file"], by=person)
        messages.success(request, _("Version %(number)s of the file is kept.") % {"number": version.number})
        _tell(request, form.cleaned_data["file"])
        return redirect("outreach:document-detail", pk)
    return _form(request, form, "outreach/document_replace.html", document=document)


@keeps_documents
@require_http_methods(["GET", "HEAD", "POST"])
def document_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first; afterwards the bin has it for thirty days."""
    person = signed_in(request)
    document = _kept(person.standing, pk)
    if request.method != "POST":
        _log_reading(request, person.standing, [document])
        return render(request, "outreach/document_delete.html", {"document": document, "days": IN_BIN.days})
    delete_document(document=document, by=person)
    messages.success(request, _("The document is in the bin."))
    return redirect("outreach:bin")


@keeps_documents
@require_safe
def document_bin(request: HttpRequest) -> HttpResponse:
    """What was deleted lately, to be taken back."""
    standing = _standing(request)
    page = Paginator(bin_of(standing), PAGE_SIZE).get_page(request.GET.get("page"))
    _log_reading(request, standing, list(page))
    rows = [{"document": one, "until": one.deleted_at + IN_BIN} for one in page if one.deleted_at]
    return render(request, "outreach/bin.html", {"page": page, "rows": rows, "days": IN_BIN.days})


@keeps_documents
@require_POST
def document_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = signed_in(request)
    document = get_object_or_404(bin_of(person.standing), pk=pk)
    restore_document(document=document, by=person)
    messages.success(request, _("The document is back."))
    return redirect("outreach:document-detail", pk)


def _tell(request: HttpRequest, file: Checked) -> None:
    """What became of the file, where it is not kept as it came."""
    if file.note:
        messages.warning(request, file.note)


def _standing(request: HttpRequest) -> Standing:
    user = request.user
    return user.standing if user.is_authenticated else standing_of(user)


def _kept(standing: Standing, pk: uuid.UUID) -> Document:
    return get_object_or_404(kept_documents(standing), pk=pk)


def _log_reading(request: HttpRequest, standing: Standing, documents: list[Document]) -> None:
    if closed := logged_when_read(standing, documents):
        record_read(by=signed_in(request), object_type="outreach.document", object_ids=closed)


def _asked(request: HttpRequest) -> Narrowed:
    """What the address asks for; a value that is none asks for nothing."""
    asked = request.GET
    limits = {"organisation": 10**9, "circle": 10**9, "year": 9999}
    numbers = {
        name: int(asked[name])
        for name, most in limits.items()
        if asked.get(name, "").isdecimal() and 0 < int(asked[name][:20]) <= most
    }
    kind = asked.get("kind", "")
    return Narrowed(
        query=asked.get("q", "").strip(), kind=kind if kind in DocumentKind.values else "", **numbers
    )


def _shown(document: Document, standing: Standing) -> dict[str, object]:
    return {
        "document": document,
        "latest": document.files.all()[0],
        "who_may_see": who_may_see(document),
        "may_change": kept_documents(standing).filter(pk=document.pk).exists(),
        "crumbs": [
            {"label": _("Documents"), "url": reverse("outreach:document-list")},
            {"label": document.title},
        ],
    }


def _form(
    request: HttpRequest, form: object, template: str, *, document: Document | None = None
) -> HttpResponse:
    """The page of a form; who is shown that of a closed document has read it."""
    if document is not None:
        _log_reading(request, _standing(request), [document])
    status = 422 if request.method == "POST" else 200
    context = {"form": form} if document is None else {"form": form, "document": document}
    return render(request, template, context, status=status)
