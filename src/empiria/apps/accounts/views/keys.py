"""One's own keys of the public API: made, shown once, revoked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from empiria.apps.accounts.forms.keys import KeyForm
from empiria.apps.accounts.models import ApiKey
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services.keys import TooManyKeysError, create_key, revoke_key
from empiria.apps.accounts.views.asking import sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys there are. A new one stands on the answer to the form itself: it is nowhere to be read again."""
    person, letters, status = signed_in(request), "", 200
    form = KeyForm(sent(request))
    if form.is_valid():
        try:
            _key, letters = create_key(person=person, name=form.cleaned_data["name"])
        except TooManyKeysError as error:
            form.add_error(None, error)
        else:
            form = KeyForm()
    if form.errors:
        status = 422
    context = {
        "form": form,
        "letters": letters,
        "keys": person.api_keys.all(),
        "rates": settings.EMPIRIA_API_RATES,
    }
    return render(request, "accounts/key_list.html", context, status=status)


@login_required
@require_POST
def key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_key(key=get_object_or_404(ApiKey, pk=pk, person=signed_in(request)))
    messages.success(request, _("The key is revoked: nobody is known by it any more."))
    return redirect("accounts:key-list")
