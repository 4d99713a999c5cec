"""Municipalities of which nothing is published: since when there is one, what it came from, and where to go from here;
which of them a group has."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, UnitNote
from empiria.apps.monitor.selectors.profile import unit_note
from empiria.apps.monitor.selectors.releases import current_release
from empiria.apps.monitor.selectors.years import usual_year
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import alphabetical, current_municipalities, successions_of
from empiria.reporting.words import Words

# More names than these are not read.
MOST_NAMED = 40


def absence(profile: CityProfile) -> dict[str, Any]:
    """Why a unit has no figure, in sentences, and units to look at instead; empty where it has some."""
    if any(row.history for row in (*profile.rows, *profile.others)):
        return {}
    unit, release = profile.unit, profile.release
    why = [
        _("The published release holds no figure of this municipality, so there is nothing to compare.")
        if release.code
        else _("No release has been published yet.")
    ]
    if unit.valid_from:
        why.append(_("It exists since %(date)s.") % {"date": date_format(unit.valid_from, "j E Y")})
    if unit.valid_to:
        why.append(_("It ended on %(date)s.") % {"date": date_format(unit.valid_to, "j E Y")})
    published = current_release()
    if ends := usual_year(published) if published else None:
        why.append(_("The figures of most municipalities end with %(year)s.") % {"year": ends})
    return {
        "why": why,
        "related": [
            {
                "note": one.note,
                "units": [_linked(other) for other in (one.predecessor, one.successor) if other != unit],
            }
            for one in successions_of(unit)
        ],
        "neighbours": [_linked(one) for one in _of_the_county(unit)],
    }


def not_compared(profile: CityProfile, words: Words) -> str:
    """Which members of the group stand beside no others in the year; empty where all do, or none does."""
    absent = profile.without_figures
    if not absent or len(absent) == len(profile.members):
        return ""
    said = {
        "year": profile.year,
        "count": words.number(len(absent)),
        "names": ", ".join(note.name for note in absent),
    }
    if len(absent) <= MOST_NAMED:
        return _("Not compared, as the recipe has no figure of them in %(year)s: %(names)s.") % said
    counted = words.ngettext(
        "%(count)s member of the group is not compared: the recipe has no figure of it in %(year)s.",
        "%(count)s members of the group are not compared: the recipe has no figure of them in %(year)s.",
        len(absent),
    )
    return counted % said


def _of_the_county(unit: Unit) -> list[Unit]:
    """The other municipalities of its county; a city that is a county has none."""
    others = (
        current_municipalities().filter(parent=unit.parent_id).exclude(pk=unit.pk) if unit.parent_id else []
    )
    return sorted(others, key=lambda one: alphabetical(one.name))


def _linked(unit: Unit) -> dict[str, str]:
    note: UnitNote = unit_note(unit)
    return {"name": note.name, "url": reverse("monitor:city", args=[note.teryt])}
