"""A new e-mail address: asked for, confirmed at both."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from empiria.apps.accounts.forms.providers import EmailForm, ReplaceEmailForm
from empiria.apps.accounts.limits import count_one
from empiria.apps.accounts.models import EmailChange, Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services import (
    ask_email_change,
    cancel_email_change,
    confirm_email_change,
    find_email_change,
    replace_email,
)
from empiria.apps.accounts.services.email_changes import Link
from empiria.apps.accounts.views.asking import ask, fresh_proof_required, sent
from empiria.apps.accounts.views.people import person_crumbs
from empiria.apps.system.rules import permission_required


def _link(request: HttpRequest) -> Link:
    return lambda token: request.build_absolute_uri(reverse("accounts:email-confirm", args=[token]))


@login_required
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_change(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = EmailForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            count_one(request, "change_address", key=str(person.pk))
            ask_email_change(
                person=person,
                email=form.cleaned_data["email"],
                link=_link(request),
            )
        except ValidationError as error:
            form.refuse(error)
            status = getattr(error, "status", status)
        else:
            messages.success(request, _("A link is on its way to both addresses."))
            return redirect("accounts:email-change")
    wish = EmailChange.objects.filter(person=person).first()
    return render(request, "accounts/email_change.html", {"form": form, "wish": wish}, status=status)


@login_required
@require_POST
def email_cancel(request: HttpRequest) -> HttpResponse:
    if cancel_email_change(person=signed_in(request)):
        messages.success(request, _("The address stays as it is."))
    return redirect("accounts:email-change")


@permission_required("accounts.manage_sign_in")
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's mailbox is gone. One's own address is changed on one's own page."""
    by = signed_in(request)
    person = get_object_or_404(Person.objects.filter(is_active=True).exclude(pk=by.pk), pk=pk)
    page = reverse("accounts:person-detail", args=[pk])

    def replace(data: dict[str, Any]) -> None:
        count_one(request, "change_address", key=str(person.pk))
        replace_email(person=person, by=by, link=_link(request), **data)

    return ask(
        request,
        form=ReplaceEmailForm(sent(request)),
        do=replace,
        title=_("Give another e-mail"),
        lead=f"{person.name}, {person.email}",
        warning=_(
            "For a mailbox that is gone: whoever reads at the new address gets into this account by a new password. First it must be certain who asks. The old address is told, and when the link at the new one has been opened the account is signed out everywhere."
        ),
        submit=_("Send the link to the new address"),
        done=_("A link is on its way to the new address; the old one is told."),
        to=page,
        cancel=page,
        crumbs=person_crumbs(person),
        about=person,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Open to whoever holds the link; programs that look at links in mails confirm nothing, for that takes the button."""
    wish = find_email_change(token)
    if request.method == "POST":
        wish = confirm_email_change(token=token)
        if wish is not None:
            return render(
                request, "accounts/email_confirmed.html", {"wish": wish, "is_changed": wish.pk is None}
            )
    if wish is None:
        return render(request, "accounts/email_gone.html", status=404)
    return render(request, "accounts/email_confirm.html", {"wish": wish})
