"""Erasing somebody who asked the association for it."""

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Page, Paginator
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
    UnredactableError,
    doubtful_places,
    erase_person,
    files_at_stake,
    files_partly_unread,
    files_to_look_at,
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
# How the fields are called in which something is decided, and how many stand on one page.
ASKED, PER_PAGE = ("file-", "place-"), 50


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
    given = _answers(request)
    files, unread = (
        [(one, given.get(f"file-{one.code}", "")) for one in found]
        for found in (files_at_stake(person), files_partly_unread(person))
    )
    files.sort(key=lambda asked: not asked[0].is_found)
    places = [(place, given.get(f"place-{place.code}", "")) for place in doubtful_places(person)]
    refused, status = "", 200
    # Turning over a page decides of nothing.
    if request.method == "POST" and "page" not in request.POST:
        refused, status = _carry_out(by, person, files + unread, places)
        if not refused:
            messages.success(request, _("The person is erased."))
            return redirect("privacy:desk")
    page = _page(request, files + unread, places)
    shown = {*page.object_list}
    files, unread = ([asked for asked in one if f"file-{asked[0].code}" in shown] for one in (files, unread))
    places = [asked for asked in places if f"place-{asked[0].code}" in shown]
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
            "partly_unread": unread,
            "unreadable": unreadable_files(person),
            "places": places,
            "page": page,
            "given": json.dumps({name: answer for name, answer in given.items() if name not in shown}),
            **fates_context(person),
        },
        status=status,
    )


def _answers(request: HttpRequest) -> dict[str, str]:
    """What was answered on this page and, kept by it, on the others: a form takes only so many fields."""
    try:
        kept = json.loads(request.POST.get("given", "{}"))
    except ValueError:
        kept = {}
    earlier = kept.items() if isinstance(kept, dict) else ()
    told = {name: answer for name, answer in earlier if isinstance(answer, str)}
    return told | {name: str(answer) for name, answer in request.POST.items() if name.startswith(ASKED)}


def _page(
    request: HttpRequest, files: list[tuple[FoundFile, str]], places: list[tuple[Place, str]]
) -> Page[str]:
    """The page that was asked for; after a refusal the first on which something is to be decided."""
    answered = {f"file-{one.code}": bool(answer) or not one.is_found for one, answer in files}
    answered |= {f"place-{place.code}": bool(answer) for place, answer in places}
    names, left = [*answered], [number for number, is_done in enumerate(answered.values()) if not is_done]
    first = left[0] // PER_PAGE + 1 if left and request.method == "POST" else 1
    return Paginator(names, PER_PAGE).get_page(request.POST.get("page", first))


def _carry_out(
    by: Person, person: Person, files: list[tuple[FoundFile, str]], places: list[tuple[Place, str]]
) -> tuple[str, int]:
    """Erase the person as it was decided; why not, where something is still to be decided, else nothing."""
    if any(one.is_found and answer not in dict(one.decisions) for one, answer in files):
        return _("Decide of every file in which the person was found."), 422
    if any(answer not in ANSWERS for _place, answer in places):
        return _("Decide of every place."), 422
    removing: dict[str, list[str]] = {}
    for one, answer in files:
        if answer == FileDecision.REMOVE:
            removing.setdefault(one.kind.code, []).append(str(one.row.pk))
    found = {one.code: answer for one, answer in files if one.is_found and answer != FileDecision.REMOVE}
    redacting = {code: answer for code, answer in found.items() if answer in FileDecision.redacting()}
    redacting |= {one.code: answer for one, answer in files if answer == FileDecision.REDACT_UNREAD}
    keeping = {code: answer for code, answer in found.items() if code not in redacting}
    decided = {place.code: ANSWERS[answer] for place, answer in places}
    try:
        erase_person(
            person=person, by=by, removing=removing, keeping=keeping, redacting=redacting, decided=decided
        )
    except LastAdministratorError as error:
        return error.messages[0], 409
    except (UndecidedFilesError, UnredactableError) as error:
        return str(error), 409
    return "", 200


@manage_privacy
@require_safe
def desk_erase_file(request: HttpRequest, pk: int, kind: str, number: str) -> FileResponse:
    """A file that is to be decided of, for whoever decides; what it says may be closed, so the reading is logged."""
    person = _person(request, pk)
    for one in files_to_look_at(person):
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
