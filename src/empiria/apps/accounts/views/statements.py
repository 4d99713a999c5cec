"""The desk where administrators write clauses and consents, version by version."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.statements import DraftForm, StatementForm
from empiria.apps.accounts.models import Statement, StatementKind
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.selectors.statements import SHIPPED, shipped_texts, statements_to_keep
from empiria.apps.accounts.services.statements import (
    create_statement,
    discard_draft,
    publish_statement,
    save_draft,
    set_statement_closed,
)
from empiria.apps.system.rules import permission_required

manage_privacy = permission_required("accounts.manage_privacy")


@manage_privacy
@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """All texts with their state; the shipped clauses that the office has not taken over yet."""
    rows = statements_to_keep()
    taken = {statement.code for statement in rows}
    shipped = [(code, title) for code, title in SHIPPED.items() if code not in taken]
    return render(request, "accounts/privacy/statement_list.html", {"rows": rows, "shipped": shipped})


@manage_privacy
@require_http_methods(["GET", "HEAD", "POST"])
def statement_create(request: HttpRequest) -> HttpResponse:
    """A new purpose: its code, and whether it informs or asks."""
    form = StatementForm(request.POST or None, initial={"kind": StatementKind.CLAUSE})
    if form.is_valid():
        try:
            statement = create_statement(by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            # Somebody else took the code a moment ago.
            form.add_error(None, error)
        else:
            return redirect("privacy:statement-edit", statement.code)
    return render(
        request, "accounts/privacy/statement_new.html", {"form": form}, status=422 if form.errors else 200
    )


@manage_privacy
@require_POST
def statement_adopt(request: HttpRequest, code: str) -> HttpResponse:
    """Take a shipped clause over as a draft, to be checked and published."""
    texts = shipped_texts(code)
    if not texts or Statement.objects.filter(code=code).exists():
        return redirect("privacy:statement-list")
    by = signed_in(request)
    # The same button, pressed twice: the second one finds the code taken by then.
    with suppress(ValidationError), transaction.atomic():
        statement = create_statement(kind=StatementKind.CLAUSE, code=code, by=by)
        save_draft(statement=statement, by=by, **texts)
    return redirect("privacy:statement-edit", code)


@manage_privacy
@require_http_methods(["GET", "HEAD", "POST"])
def statement_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of the next version, begun from the last one; the versions published so far."""
    statement = get_object_or_404(Statement, code=code)
    draft = statement.versions.drafts().first()
    start = draft or statement.versions.published().first()
    form = DraftForm(
        request.POST or None,
        initial={field: getattr(start, field) for field in DraftForm.Meta.fields} if start else {},
    )
    if form.is_valid():
        save_draft(statement=statement, by=signed_in(request), **form.cleaned_data)
        return redirect("privacy:statement-publish", code)
    context = {
        "statement": statement,
        "form": form,
        "draft": draft,
        "versions": statement.versions.published(),
    }
    return render(
        request, "accounts/privacy/statement_edit.html", context, status=422 if form.errors else 200
    )


@manage_privacy
@require_http_methods(["GET", "HEAD", "POST"])
def statement_publish(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as people will read it, in both languages, before it is put in force."""
    statement = get_object_or_404(Statement, code=code)
    draft = statement.versions.drafts().first()
    if draft is None:
        return redirect("privacy:statement-edit", code)
    if request.method == "POST" and request.POST.get("number") == str(draft.number):
        try:
            publish_statement(statement=statement, by=signed_in(request), number=draft.number)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("The text is published and in force."))
            return redirect("privacy:statement-list")
    return render(
        request, "accounts/privacy/statement_publish.html", {"statement": statement, "draft": draft}
    )


@manage_privacy
@require_POST
def statement_discard(request: HttpRequest, code: str) -> HttpResponse:
    statement = get_object_or_404(Statement, code=code)
    discard_draft(statement=statement, by=signed_in(request))
    messages.success(request, _("The draft is discarded."))
    return redirect("privacy:statement-list")


@manage_privacy
@require_POST
def statement_close(request: HttpRequest, code: str) -> HttpResponse:
    """Take a text out of use, or into use again."""
    statement = get_object_or_404(Statement, code=code)
    is_closed = request.POST.get("closed") == "1"
    set_statement_closed(statement=statement, by=signed_in(request), is_closed=is_closed)
    messages.success(
        request, _("The text is no longer in use.") if is_closed else _("The text is in use again.")
    )
    return redirect("privacy:statement-list")
