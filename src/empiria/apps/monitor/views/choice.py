"""What the address chooses: the unit, the year, the group and the recipe; shared by a city's page and its files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, city_profile
from empiria.apps.monitor.views.asked_groups import asked_group, group_title, written
from empiria.apps.monitor.views.options import not_shown, year_of
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import unit_by_address

KEYS = ("year", "group", "recipe")

View = Callable[..., HttpResponse]


class UnknownUnit(Http404):
    """No municipality has or had this code."""


class UnitMovedError(Exception):
    """The municipality has another code today: the address at which it stands."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def at_todays_code(view: View) -> View:
    """A view that reads a municipality off its address leads on to the code that it has today."""

    @wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnitMovedError as moved:
            return redirect(moved.address, permanent=True)

    return led


def of_a_city(view: View) -> View:
    """The same, and where there is no such municipality, the answer offers the search."""

    @wraps(view)
    def offered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return at_todays_code(view)(request, *args, **kwargs)
        except UnknownUnit as unknown:
            return render(request, "monitor/city_unknown.html", {"message": str(unknown)}, status=404)

    return offered


@dataclass(frozen=True)
class Choice:
    """A city's profile as the address asks for it, the query that keeps the choice in links, and what is shown instead of
    what was asked for."""

    profile: CityProfile
    query: str
    notices: tuple[str, ...] = ()

    def link(self, name: str, *args: str) -> str:
        """The address of another page of this city, the choice kept."""
        return reverse(f"monitor:{name}", args=[self.profile.unit.teryt, *args]) + self.query

    def link_to_year(self, name: str, year: int) -> str:
        """The same in another year."""
        query = urlencode({**dict(parse_qsl(self.query[1:])), "year": year})
        return reverse(f"monitor:{name}", args=[self.profile.unit.teryt]) + f"?{query}"


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in KEYS if request.GET.get(key)}


def read_unit(request: HttpRequest, teryt: str) -> Unit:
    """The municipality of the address.

    Raises UnknownUnit where there is none, UnitMovedError to the code it has today, the query kept.
    """
    found = unit_by_address(teryt)
    if found is None or found[0].level != "municipality":
        raise UnknownUnit(_("There is no municipality with the code %(code)s.") % {"code": teryt})
    unit, is_current = found
    # A unit that ended without a successor keeps its own address.
    if not is_current and unit.teryt != teryt and request.resolver_match is not None:
        match = request.resolver_match
        address = reverse(match.view_name, kwargs={**match.kwargs, "teryt": unit.teryt})
        query = request.GET.urlencode()
        raise UnitMovedError(f"{address}?{query}" if query else address)
    return unit


def read_choice(request: HttpRequest, teryt: str) -> Choice:
    """The city as the address asks for it; raises what `read_unit` does."""
    unit = read_unit(request, teryt)
    asked = _asked(request)
    if "group" in asked:
        asked["group"] = written(asked["group"])
    profile = city_profile(
        unit=unit,
        recipe_code=asked.get("recipe"),
        group_code=asked.get("group"),
        year=year_of(asked.get("year", "")),
        asked_group=asked_group(asked.get("group", ""), request.user),
    )
    shown = _shown(profile)
    kept = {key: shown[key] for key in asked if key in shown}
    notices = _notices(profile, asked, shown, request.user)
    return Choice(profile, f"?{urlencode(kept)}" if kept else "", notices)


def _shown(profile: CityProfile) -> dict[str, str]:
    """What is shown, in the words of the address."""
    found = {
        "year": str(profile.year) if profile.year is not None else "",
        "group": profile.group.code if profile.group else "",
        "recipe": profile.recipe.code if profile.recipe else "",
    }
    return {key: value for key, value in found.items() if value}


def _notices(
    profile: CityProfile, asked: dict[str, str], shown: dict[str, str], reader: Any
) -> tuple[str, ...]:
    """What was asked for and is not shown, and what is shown instead."""
    titles = {
        "year": shown.get("year"),
        "group": profile.group.title if profile.group else None,
        "recipe": profile.recipe.title if profile.recipe else None,
    }
    missed = {
        key: title for key in KEYS if (title := titles[key]) and key in asked and asked[key] != shown[key]
    }
    name = group_title(asked["group"], reader) if "group" in missed else None
    return tuple(
        _("This municipality is not compared in the group “%(asked)s”; shown: %(shown)s.")
        % {"asked": name, "shown": title}
        if key == "group" and name
        else not_shown(key, asked[key], title)
        for key, title in missed.items()
    )
