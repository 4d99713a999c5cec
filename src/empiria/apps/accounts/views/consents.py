"""What somebody agrees to: shown word for word, given and taken back with one button each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from empiria.apps.accounts.models import Consent, StatementKind, StatementVersion
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.selectors.statements import consents_asked, consents_of
from empiria.apps.accounts.services.consents import give_consent, withdraw_consent

FORM = "privacy:consent-list"


@login_required
@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    """What is asked for today and what was agreed to so far. Nothing is a condition for anything."""
    person = signed_in(request)
    context = {"asked": consents_asked(person), "given": consents_of(person)}
    return render(request, "accounts/privacy/consent_list.html", context)


@login_required
@require_POST
def consent_give(request: HttpRequest, version: int) -> HttpResponse:
    in_force = get_object_or_404(
        StatementVersion.objects.current(), pk=version, statement__kind=StatementKind.CONSENT
    )
    language = "en" if (get_language() or "").startswith("en") else "pl"
    give_consent(person=signed_in(request), version=in_force, language=language, given_on=FORM)
    messages.success(request, _("The consent is kept. It can be withdrawn here at any time."))
    return redirect("privacy:consent-list")


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, consent: int) -> HttpResponse:
    own = get_object_or_404(Consent, pk=consent, person=signed_in(request))
    withdraw_consent(consent=own)
    messages.success(request, _("The consent is withdrawn."))
    return redirect("privacy:consent-list")
