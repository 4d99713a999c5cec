"""Inviting people, and accepting."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.invitations import PASSKEY, PASSWORD, AcceptForm, InvitationForm
from empiria.apps.accounts.limits import TooOftenError, count_invitation
from empiria.apps.accounts.models import Invitation, Person
from empiria.apps.accounts.rules import invitations_visible_to, signed_in
from empiria.apps.accounts.selectors.invitations import promised
from empiria.apps.accounts.services import (
    AlreadyInvitedError,
    InvitationRefusedError,
    accept_invitation,
    find_invitation,
    invitation_works,
    invitations_that_work,
    invite_person,
    invited_account,
    refuse_own_invitation,
    resend_invitation,
    withdraw_invitation,
)
from empiria.apps.accounts.services.invitations import Link
from empiria.apps.accounts.views.asking import ask, ask_for_fresh_proof, number_in
from empiria.apps.system.rules import permission_required
from empiria.apps.system.services import record_read

PER_PAGE = 50
manage_people = permission_required("accounts.manage_people", somewhere=True)


def invitation_link(request: HttpRequest) -> Link:
    return lambda token: request.build_absolute_uri(reverse("accounts:invitation-accept", args=[token]))


def already_invited(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Nothing was sent: say what there is, and lead to where it can be sent again."""
    said = {
        "day": date_format(localtime(invitation.created_at)),
        "until": date_format(localtime(invitation.expires_at)),
    }
    if invitation_works(invitation):
        words = _(
            "Nothing was sent: this address was invited to the same on %(day)s, and the link works until %(until)s. The invitation can be sent again here."
        )
    else:
        words = _(
            "Nothing was sent: this address was invited to the same on %(day)s, but the link works no more. The invitation can be sent again here."
        )
    messages.warning(request, words % said)
    return redirect(f"{reverse('accounts:invitation-list')}?invitation={invitation.pk}")


@manage_people
@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Open invitations, or those that ended; `?invitation=` shows one of them."""
    viewer = signed_in(request)
    seen = Invitation.objects.filter(invitations_visible_to(viewer.standing))
    is_open = request.GET.get("state") != "ended"
    shown = seen.open() if is_open else seen.exclude(pk__in=seen.open().values("pk"))
    if one := number_in(request.GET.get("invitation", "")):
        shown = shown.filter(pk=one)
    page = Paginator(
        shown.select_related("organisation", "circle", "invited_by", "person"), PER_PAGE
    ).get_page(request.GET.get("page"))
    record_read(by=viewer, object_type="invitation", object_ids=[one.pk for one in page])
    address = reverse("accounts:invitation-list")
    tabs = [
        {"label": _("Waiting"), "url": address, "current": is_open},
        {"label": pgettext("list", "Ended"), "url": f"{address}?state=ended", "current": not is_open},
    ]
    working = invitations_that_work(page)
    context = {
        "page": page,
        "rows": [
            (
                invitation,
                promised(invitation, invitation.person.form if invitation.person else ""),
                invitation.pk in working,
            )
            for invitation in page
        ],
        "tabs": tabs,
        "is_open": is_open,
    }
    return render(request, "accounts/invitations/list.html", context)


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_create(request: HttpRequest) -> HttpResponse:
    viewer = signed_in(request)
    listed = reverse("accounts:invitation-list")
    ask_for_fresh_proof(request, request.POST.getlist("roles"))
    try:
        return _ask_whom(request, viewer, listed)
    except AlreadyInvitedError as error:
        return already_invited(request, error.invitation)


def _ask_whom(request: HttpRequest, viewer: Person, listed: str) -> HttpResponse:
    def invite(data: dict[str, Any]) -> None:
        count_invitation(request, email=data["email"])
        invite_person(by=viewer, link=invitation_link(request), **data)

    return ask(
        request,
        form=InvitationForm(
            request.POST or None,
            by=viewer,
            initial={
                name: request.GET[name] for name in ("email", "organisation", "circle") if name in request.GET
            },
        ),
        do=invite,
        title=_("Invite somebody"),
        lead=_(
            "They get an e-mail with a link that works for two weeks, and what is chosen here when they accept."
        ),
        submit=_("Send the invitation"),
        done=_("The invitation is on its way."),
        to=listed,
        cancel=listed,
        crumbs=[{"label": _("Invitations"), "url": listed}],
    )


@manage_people
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    invitation = get_object_or_404(Invitation.objects.filter(invitations_visible_to(viewer.standing)), pk=pk)
    ask_for_fresh_proof(request, invitation.roles)
    try:
        count_invitation(request, email=invitation.email)
        resend_invitation(invitation=invitation, by=viewer, link=invitation_link(request))
    except TooOftenError:
        return respond_429(request)
    except InvitationRefusedError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is on its way again; the earlier link works no more."))
    return redirect("accounts:invitation-list")


@manage_people
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    invitation = get_object_or_404(Invitation.objects.filter(invitations_visible_to(viewer.standing)), pk=pk)
    try:
        withdraw_invitation(invitation=invitation, by=viewer)
    except InvitationRefusedError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is withdrawn: its link works no more."))
    return redirect("accounts:invitation-list")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Open to whoever holds the link, but who sent it. Used, old, withdrawn and made-up links are answered alike, and so
    are those whose inviter may not give any more what was promised."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "accounts/invitations/gone.html", status=404)
    if request.user.is_authenticated and request.user.pk == invitation.invited_by_id:
        refuse_own_invitation(invitation=invitation, by=signed_in(request))
        return render(request, "accounts/invitations/own.html", status=403)
    if account := invited_account(invitation):
        return _accept_with_account(request, invitation, account)
    form = AcceptForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            person = accept_invitation(
                invitation=invitation,
                name=data["name"],
                form=data["form"],
                password=data["password"] if data["way"] == PASSWORD else None,
            )
        except ValidationError as error:
            if account := invited_account(invitation):
                return _account_made_meanwhile(request, invitation, account, data)
            form.refuse(_at_password(error))
        else:
            return _enter(request, person, data)
    return render(
        request,
        "accounts/invitations/accept.html",
        {"invitation": invitation, "promised": promised(invitation), "form": form},
    )


def _enter(request: HttpRequest, person: Person, data: dict[str, Any]) -> HttpResponse:
    if data["way"] == PASSWORD:
        # Typed a moment ago: what asks for a fresh sign-in does not ask again at once.
        record_authentication(request, person, method="password", email=person.email)
    next_page = "mfa_add_webauthn" if data["way"] == PASSKEY else "accounts:home"
    return perform_login(request, person, email_verification="none", redirect_url=reverse(next_page))


def _account_made_meanwhile(
    request: HttpRequest, invitation: Invitation, account: Person, data: dict[str, Any]
) -> HttpResponse:
    """The account came to be while this was asked for. By the same button pressed twice: that leads where the first does,
    for whoever typed the same. By another invitation: this one is accepted after signing in."""
    invitation.refresh_from_db()
    if invitation.person_id is None:
        return _accept_with_account(request, invitation, account)
    typed = (
        account.check_password(data["password"])
        if data["way"] == PASSWORD
        else not account.has_usable_password()
    )
    if invitation.person_id == account.pk and account.name == data["name"].strip() and typed:
        return _enter(request, account, data)
    return render(request, "accounts/invitations/gone.html", status=404)


def _accept_with_account(request: HttpRequest, invitation: Invitation, account: Person) -> HttpResponse:
    is_theirs = request.user.is_authenticated and request.user.pk == account.pk
    if request.method == "POST" and is_theirs:
        try:
            accept_invitation(invitation=invitation, person=account)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The invitation is accepted."))
        return redirect("accounts:home")
    return render(
        request,
        "accounts/invitations/accept.html",
        {
            "invitation": invitation,
            "promised": promised(invitation, account.form),
            "account": account,
            "is_theirs": is_theirs,
        },
    )


def _at_password(error: ValidationError) -> ValidationError:
    """Django's word on a password names no field."""
    return error if hasattr(error, "error_dict") else ValidationError({"password": error.error_list})
