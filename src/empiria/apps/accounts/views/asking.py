"""Every form of the staff's pages is asked, refused and thanked for in the same way."""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from empiria.apps.accounts.forms.staff import StaffForm
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.roles import STAFF
from empiria.apps.accounts.rules import signed_in
from empiria.apps.system.services import record_read

Crumbs = list[dict[str, Any]]

# What decides who gets in, or who may decide it, asks again who it is: a browser left open does none of it.
fresh_proof_required = reauthentication_required(app="allauth.mfa")


def ask_for_fresh_proof(request: HttpRequest, roles: Iterable[str]) -> None:
    """The same in the middle of a page, where one of the roles is the staff's."""
    if STAFF & {*roles}:
        raise_if_reauthentication_required(request, app="allauth.mfa")


def number_in(text: str) -> int | None:
    """The number somebody wrote into an address; None for what can be none of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest,
    *,
    form: StaffForm,
    do: Callable[[dict[str, Any]], object],
    title: str,
    submit: str,
    done: str | Callable[[], str],
    to: str | Callable[[], str],
    cancel: str,
    crumbs: Crumbs,
    lead: str = "",
    warning: str = "",
    about: Person | None = None,
) -> HttpResponse:
    """Show the form; when it was sent and is right, do it, say so and lead on. What the service refuses is said on it.

    `about` is whose data the page shows: who is shown them has read them.
    """
    status = 200
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
            status = getattr(error, "status", status)
        else:
            messages.success(request, done if isinstance(done, str) else done())
            return redirect(to if isinstance(to, str) else to())
    if about is not None:
        record_read(by=signed_in(request), object_type="person", object_ids=[about.pk])
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "warning": warning,
        "submit": submit,
        "cancel_url": cancel,
        "crumbs": [*crumbs, {"label": title}],
    }
    return render(request, "accounts/staff/form.html", context, status=status)
