"""Erasing somebody who asked the association for it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from empiria.apps.accounts.models import FileDecision, Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services.erasure import (
    SEARCH,
    FoundFile,
    Place,
    UndecidedFilesError,
    doubtful_places,
    erase_person,
    files_at_stake,
    request_search,
    unreadable_files,
    unsearched_files,
)
from empiria.apps.accounts.services.grants import LastAdministratorError
from empiria.apps.accounts.views.my_data import fates_context
from empiria.apps.accounts.views.statements import manage_privacy
from empiria.apps.system.models import Job
from empiria.apps.system.selectors import jobs_about
from empiria.apps.system.services import record_read

# What is decided of a place where a surname stands alone: whether it is struck out.
ANSWERS = {"strike": True, "keep": False}


@manage_privacy
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is, what is deleted and what stays; then it is done at once and cannot be undone.

    Before anything can be decided, the files of the library are looked through in the background, when a button asks for it.
    """
    by = signed_in(request)
    person = _person(request, pk)
    if request.headers.get("HX-Request") == "true":
        return _progress(request, person)
    record_read(by=by, object_type="person", object_ids=[person.pk])
    if unsearched_files(person):
        if "search" in request.POST:
            request_search(person)
            return redirect("privacy:desk-erase", person.pk)
        # What was decided on an older page is not done: there are files that nobody has seen.
        status = 409 if request.method == "POST" else 200
        context = {"person": person, "job": _search_of(person)}
        return render(request, "accounts/privacy/desk_searching.html", context, status=status)
    files = [(one, request.POST.get(f"file-{one.code}", "")) for one in files_at_stake(person)]
    places = [(place, request.POST.get(f"place-{place.code}", "")) for place in doubtful_places(person)]
    refused, status = "", 200
    if request.method == "POST":
        refused, status = _carry_out(by, person, files, places)
        if not refused:
            messages.success(request, _("The person is erased."))
            return redirect("privacy:desk")
    # Others' words are read here, wherever they stand.
    read = {place.where for place, _answer in places} | {one.code for one, _answer in files if one.is_found}
    record_read(by=by, object_type="erasure", object_ids=sorted(read))
    return render(
        request,
        "accounts/privacy/desk_erase.html",
        {
            "person": person,
            "refused": refused,
            "found": [(one, answer) for one, answer in files if one.is_found],
            "own": [(one, answer) for one, answer in files if not one.is_found],
            "unreadable": unreadable_files(person),
            "decisions": FileDecision.choices,
            "places": places,
            **fates_context(person),
        },
        status=status,
    )


def _carry_out(
    by: Person, person: Person, files: list[tuple[FoundFile, str]], places: list[tuple[Place, str]]
) -> tuple[str, int]:
    """Erase the person as it was decided; why not, where something is still to be decided, else nothing."""
    if any(one.is_found and answer not in FileDecision.values for one, answer in files):
        return _("Decide of every file in which the person was found."), 422
    if any(answer not in ANSWERS for _place, answer in places):
        return _("Decide of every place."), 422
    removing: dict[str, list[str]] = {}
    for one, answer in files:
        if answer == FileDecision.REMOVE:
            removing.setdefault(one.kind.code, []).append(str(one.row.pk))
    keeping = {one.code: answer for one, answer in files if one.is_found and answer != FileDecision.REMOVE}
    decided = {place.code: ANSWERS[answer] for place, answer in places}
    try:
        erase_person(person=person, by=by, removing=removing, keeping=keeping, decided=decided)
    except LastAdministratorError as error:
        return error.messages[0], 409
    except UndecidedFilesError as error:
        return str(error), 409
    return "", 200


@manage_privacy
@require_safe
def desk_erase_file(request: HttpRequest, pk: int, kind: str, number: str) -> FileResponse:
    """A file that is to be decided of, for whoever decides; what it says may be closed, so the reading is logged."""
    person = _person(request, pk)
    for one in files_at_stake(person):
        if (one.kind.code, str(one.row.pk)) == (kind, number):
            record_read(
                by=signed_in(request), object_type="erasure", object_ids=[one.code], about=[person.pk]
            )
            return one.kind.give_out(one.row)
    raise Http404


def _person(request: HttpRequest, pk: int) -> Person:
    others = Person.objects.filter(erased_at=None).exclude(pk=signed_in(request).pk)
    return get_object_or_404(others, pk=pk)


def _progress(request: HttpRequest, person: Person) -> HttpResponse:
    """How far it is, for htmx, which asks again; the whole page is shown anew once it is over. Nobody's data are in it."""
    job = _search_of(person)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "accounts/privacy/_searching.html", {"person": person, "job": job})


def _search_of(person: Person) -> Job | None:
    return jobs_about("person", person.pk).filter(kind=SEARCH).first()
