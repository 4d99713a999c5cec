"""How somebody is called and addressed, chosen by themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from empiria.apps.accounts.forms.staff import PersonForm
from empiria.apps.accounts.models import Form, Person
from empiria.apps.accounts.models.organisations import FUNCTION_IN_FORM, Function
from empiria.apps.accounts.roles import CityCoordinator, role_title
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services import correct_person
from empiria.apps.accounts.views.asking import sent


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    initial = {"name": person.name, "form": person.form, "language": person.language}
    form = PersonForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            correct_person(person=person, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "preview": _preview(person)})


def _preview(person: Person) -> list[dict[str, Any]]:
    """The person's functions and roles in each of the three forms; an example for who has none."""
    functions = person.memberships.at(timezone.localdate()).values_list("function", flat=True)
    roles = [held.code for held in person.standing.roles if not held.function]
    held = [("function", code) for code in functions] + [("role", code) for code in roles]
    held = list(dict.fromkeys(held)) or [("role", CityCoordinator.code)]
    return [
        {"form": words, "is_chosen": form == person.form, "titles": [_title(*one, form) for one in held]}
        for form, words in Form.choices
    ]


def _title(sort: str, code: str, form: str) -> str:
    return str(FUNCTION_IN_FORM[Function(code)][form]) if sort == "function" else role_title(code, form)
