"""The identity providers of offices, and help for who has lost the second factor: the association's pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.providers import FactorReasonForm, ProviderForm
from empiria.apps.accounts.models import IdentityProvider, Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services import remove_second_factors, save_provider, set_provider_active
from empiria.apps.accounts.views.asking import ask, fresh_proof_required
from empiria.apps.accounts.views.people import person_crumbs
from empiria.apps.system.rules import permission_required

manage_sign_in = permission_required("accounts.manage_sign_in")


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Identity providers"), "url": reverse("accounts:provider-list")}]


@manage_sign_in
@require_safe
def provider_list(request: HttpRequest) -> HttpResponse:
    providers = IdentityProvider.objects.select_related("organisation").prefetch_related("domains")
    rows = [(one, _return_address(request, one)) for one in providers]
    return render(request, "accounts/providers/list.html", {"rows": rows})


def _return_address(request: HttpRequest, provider: IdentityProvider) -> str:
    """What the office's provider has to know as the address to send people back to."""
    return request.build_absolute_uri(reverse("openid_connect_callback", args=[provider.code]))


@manage_sign_in
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def provider_create(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    return ask(
        request,
        form=ProviderForm(request.POST or None, provider=None),
        do=lambda data: save_provider(provider=None, by=by, **data),
        title=_("Connect an office's identity provider"),
        lead=_(
            "Its people then sign in by the account they have at work. Nobody gets an account by it who has none and no invitation."
        ),
        submit=_("Connect"),
        done=_("The provider is connected. Please give the office the return address from the list."),
        to=reverse("accounts:provider-list"),
        cancel=reverse("accounts:provider-list"),
        crumbs=_crumbs(),
    )


@manage_sign_in
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def provider_update(request: HttpRequest, code: str) -> HttpResponse:
    provider, by = get_object_or_404(IdentityProvider, code=code), signed_in(request)
    initial = {
        "name": provider.name,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "domains": "\n".join(one.domain for one in provider.domains.all()),
    }
    return ask(
        request,
        form=ProviderForm(request.POST or None, provider=provider, initial=initial),
        do=lambda data: save_provider(provider=provider, code=provider.code, by=by, **data),
        title=_("Change an identity provider"),
        submit=_("Save"),
        done=_("The provider is changed."),
        to=reverse("accounts:provider-list"),
        cancel=reverse("accounts:provider-list"),
        crumbs=_crumbs(),
    )


@manage_sign_in
@require_POST
@fresh_proof_required
def provider_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Close a provider, or open it again: the button says which, so that pressing it twice does it once."""
    provider = get_object_or_404(IdentityProvider, code=code)
    is_active = request.POST.get("active") == "yes"
    set_provider_active(provider=provider, is_active=is_active, by=signed_in(request))
    messages.success(
        request,
        _("The provider is open again.") if is_active else _("Nobody signs in by this provider any more."),
    )
    return redirect("accounts:provider-list")


@manage_sign_in
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def factors_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has lost them. One's own are taken off on one's own pages."""
    by = signed_in(request)
    person = get_object_or_404(Person.objects.filter(erased_at=None).exclude(pk=by.pk), pk=pk)
    return ask(
        request,
        form=FactorReasonForm(request.POST or None),
        do=lambda data: remove_second_factors(person=person, by=by, reason=data["reason"]),
        title=_("Take the second factor off an account"),
        lead=f"{person.name}, {person.email}",
        warning=_(
            "Whoever gets into this account by a password alone gets everything it opens. First it must be certain who asks."
        ),
        submit=_("Take it off"),
        done=_("The account has no second factor any more; the person is told by e-mail."),
        to=reverse("accounts:person-detail", args=[pk]),
        cancel=reverse("accounts:person-detail", args=[pk]),
        crumbs=person_crumbs(person),
        about=person,
    )
