"""What roles there are; and for administrators: what somebody may see and do, and who may see an object, with the reasons."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.roles import ROLES, role_title
from empiria.apps.accounts.rules import Seen, any_of, people_visible_to, signed_in, standing_of
from empiria.apps.accounts.selectors.access import (
    Opening,
    kinds_seen,
    object_for_viewer,
    objects_of,
    objects_seen,
    openings,
    permissions,
    permissions_held,
    roles_held,
    seen_kinds,
)
from empiria.apps.accounts.views.asking import number_in
from empiria.apps.accounts.views.people import person_crumbs
from empiria.apps.system.rules import permission_required
from empiria.apps.system.services import record_read

PAGE_SIZE = 50
explain_access = permission_required("accounts.explain_access")


@login_required
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Every role as its class says it, in the form of whoever reads."""
    viewer = signed_in(request)
    words = permissions()
    places = {
        "association": _("the whole association"),
        "organisation": _("one organisation"),
        "circle": _("one network or team"),
    }
    own = {held.code for held in viewer.standing.roles}
    roles = [
        {
            "code": code,
            "name": role.names[viewer.form],
            "description": role.description,
            "place": places[role.scope],
            "is_staff": role.is_staff,
            "by_function": bool(role.functions),
            "permissions": [words[one] for one in sorted(role.permissions)],
            "gives": [role_title(one, viewer.form) for one in ROLES if one in role.gives],
            "is_own": code in own,
        }
        for code, role in ROLES.items()
    ]
    return render(request, "accounts/roles.html", {"roles": roles})


@explain_access
@require_safe
def access_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody may see and do; `?kind=` lists what they see of one kind."""
    viewer = signed_in(request)
    person = get_object_or_404(Person.objects.filter(people_visible_to(viewer.standing)), pk=pk)
    record_read(by=viewer, object_type="person", object_ids=[person.pk])
    roles, standing = roles_held(person), standing_of(person)
    context: dict[str, Any] = {
        "person": person,
        "crumbs": [*person_crumbs(person), {"label": _("What they may see and do")}],
        "roles": roles,
        "permissions": permissions_held(roles),
        "kinds": kinds_seen(standing),
    }
    if (kind := request.GET.get("kind", "")) in seen_kinds():
        seen = seen_kinds()[kind]
        found = objects_seen(seen, by=person, asker=viewer.standing)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        _note(viewer, seen, page)
        total = next(one.total for one in context["kinds"] if one.seen == seen)
        context |= {"seen": seen, "page": page, "hidden": total - page.paginator.count}
    return render(request, "accounts/staff/access_person.html", context)


def _note(viewer: Person, seen: Seen, things: Any) -> None:
    record_read(
        by=viewer,
        object_type=seen.object_type,
        object_ids=[thing.pk for thing in things],
        reason=_("Asked who sees what"),
    )


def _crumb() -> dict[str, Any]:
    return {"label": _("Who sees what"), "url": reverse("accounts:access")}


@explain_access
@require_safe
def access_home(request: HttpRequest) -> HttpResponse:
    """Where to begin: with a person, or with an object of some kind."""
    return render(request, "accounts/staff/access.html", {"kinds": seen_kinds().values()})


def _kind(kind: str) -> Seen:
    try:
        return seen_kinds()[kind]
    except KeyError:
        raise Http404 from None


@explain_access
@require_safe
def access_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The objects of a kind that who asks may see, to choose one."""
    viewer, seen = signed_in(request), _kind(kind)
    found = objects_of(seen).filter(any_of(seen.clauses, viewer.standing)).order_by("pk").distinct()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    _note(viewer, seen, page)
    context = {"seen": seen, "page": page, "crumbs": [_crumb(), {"label": seen.title}]}
    return render(request, "accounts/staff/access_kind.html", context)


@explain_access
@require_safe
def access_object(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Everybody who may see the object, by the ways in; `?way=` chooses one."""
    viewer, seen = signed_in(request), _kind(kind)
    thing = object_for_viewer(seen, pk, viewer.standing)
    if thing is None:
        raise Http404
    ways = openings(seen, thing)
    chosen = _chosen(ways, request.GET.get("way", ""))
    people = chosen.people if chosen else frozenset().union(*(way.people for way in ways))
    found = Person.objects.filter(pk__in=people).order_by("name", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    _note(viewer, seen, [thing])
    record_read(by=viewer, object_type="person", object_ids=[person.pk for person in page])
    context = {
        "seen": seen,
        "thing": thing,
        "crumbs": [
            _crumb(),
            {"label": seen.title, "url": reverse("accounts:access-kind", args=[seen.model])},
            {"label": str(thing)},
        ],
        "ways": list(enumerate(ways)),
        "chosen": chosen,
        "is_public": any(way.is_public for way in ways),
        "page": page,
        "rows": [(person, [way.reason for way in ways if person.pk in way.people]) for person in page],
    }
    return render(request, "accounts/staff/access_object.html", context)


def _chosen(ways: list[Opening], text: str) -> Opening | None:
    number = number_in(text)
    return ways[number] if number is not None and number < len(ways) else None
