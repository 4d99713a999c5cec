"""What a municipality was called before and whose area it took over, in words that no name has to be inflected for."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from empiria.apps.places.models import SuccessionKind, Unit, UnitKind
from empiria.apps.places.selectors import FormerName, FoundUnit, former_names


def past(unit: Unit) -> str:
    """One line of everything; empty where nothing is known, as of nearly all."""
    known = former_names(unit)
    own = [one for one in known if one.kind in (None, SuccessionKind.RECODED)]
    joined = [one for one in known if one.kind in (SuccessionKind.MERGED, SuccessionKind.DIVIDED)]
    left = [one for one in known if one.kind == SuccessionKind.SEPARATED]
    sentences = [
        _("Formerly: %(names)s.") % {"names": _listed(own)} if own else "",
        _("Formerly a municipality of its own: %(names)s.") % {"names": _listed(joined)} if joined else "",
        _("Formerly within the municipality: %(names)s.") % {"names": _listed(left)} if left else "",
    ]
    return " ".join(filter(None, sentences))


def found_name(found: FoundUnit) -> str:
    """A hit of the search by the name that it has, after the one that it was found by."""
    today = found.unit.display_name
    if not found.former:
        return today
    if not found.unit.is_current:
        return _("%(name)s – exists no more") % {"name": today}
    return _("%(former)s → today %(name)s") % {"former": found.former, "name": today}


def _listed(names: list[FormerName]) -> str:
    return "; ".join(" ".join(filter(None, (one.name, _particulars(one)))) for one in names)


def _particulars(one: FormerName) -> str:
    """Kind and code of a unit that ended, so that who comes by an old code finds it named; the last year it was so."""
    if one.kind is None:
        return ""
    parts = []
    if one.kind != SuccessionKind.SEPARATED:
        parts += [str(UnitKind(one.unit_kind).label)] if one.unit_kind else []
        parts.append(one.teryt)
    if one.kind == SuccessionKind.DIVIDED:
        parts.append(pgettext("municipality", "in part"))
    if one.until and one.kind != SuccessionKind.RECODED:
        parts.append(_("until %(year)s") % {"year": (one.until - dt.timedelta(days=1)).year})
    return f"({', '.join(parts)})"
