"""Erasing somebody who asked the association for it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services.erasure import doubtful_places, erase_person
from empiria.apps.accounts.services.grants import LastAdministratorError
from empiria.apps.accounts.views.my_data import fates_context
from empiria.apps.accounts.views.statements import manage_privacy
from empiria.apps.system.privacy import declarations
from empiria.apps.system.services import record_read

# What is decided of a place where a surname stands alone: whether it is struck out.
ANSWERS = {"strike": True, "keep": False}


@manage_privacy
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is, what is deleted and what stays; then it is done at once and cannot be undone."""
    by = signed_in(request)
    person = get_object_or_404(Person.objects.filter(erased_at=None).exclude(pk=by.pk), pk=pk)
    leftovers = {one.code: one.of(person) for one in declarations().leftovers}
    places = [(place, request.POST.get(f"place-{place.code}")) for place in doubtful_places(person)]
    refused, status = "", 200
    if request.method == "POST":
        if any(answer not in ANSWERS for _place, answer in places):
            refused, status = _("Decide of every place."), 422
        else:
            try:
                erase_person(
                    person=person,
                    by=by,
                    removing={code: request.POST.getlist(code) for code in leftovers},
                    decided={place.code: ANSWERS[answer] for place, answer in places if answer},
                )
            except LastAdministratorError as error:
                refused, status = error.messages[0], 409
            else:
                messages.success(request, _("The person is erased."))
                return redirect("privacy:desk")
    record_read(by=by, object_type="person", object_ids=[person.pk])
    # Others' words are read here, wherever they stand.
    record_read(by=by, object_type="erasure", object_ids={place.where for place, _answer in places})
    return render(
        request,
        "accounts/privacy/desk_erase.html",
        {
            "person": person,
            "refused": refused,
            "leftovers": leftovers,
            "places": places,
            **fates_context(person),
        },
        status=status,
    )
