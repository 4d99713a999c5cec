"""Where the figures of a city come from: the line beside a chart and the sheet of a spreadsheet."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from empiria.apps.monitor.selectors import CityProfile, NodeRow, files_of
from empiria.apps.monitor.views.certainty_words import certainty_line
from empiria.apps.monitor.views.source_words import file_lines, origins
from empiria.apps.monitor.views.words import page_words


def source_line(profile: CityProfile, rows: Sequence[NodeRow] | None = None) -> str:
    """Where the figures of a chart come from (of some rows, else of all), in one line that also stands in its files."""
    parts = [
        origins(files_of(rows or (*profile.rows, *profile.others))),
        _("Empiria release %(release)s") % {"release": profile.release.code},
    ]
    if profile.recipe:
        parts.append(_("recipe “%(title)s” %(version)s") % _recipe(profile))
    if profile.group:
        parts.append(_("group: %(group)s") % {"group": profile.group.title})
    return " · ".join(parts)


def _recipe(profile: CityProfile) -> dict[str, str]:
    recipe = profile.recipe
    return {"title": recipe.title, "version": recipe.version} if recipe else {}


def about(profile: CityProfile, rows: Sequence[NodeRow] | None = None) -> list[tuple[str, str]]:
    """The sheet of a spreadsheet that says what its numbers (of some rows, else of all) are, each of its files named."""
    lines = [
        (_("Municipality"), f"{profile.unit_note.name} ({profile.unit_note.teryt})"),
        (_("Release"), profile.release.code),
        (_("Published"), f"{profile.release.published_at:%Y-%m-%d}" if profile.release.published_at else ""),
    ]
    if profile.recipe:
        lines.append(
            (_("Recipe"), f"{profile.recipe.title} ({profile.recipe.code} {profile.recipe.version})")
        )
    if profile.group:
        lines.append((_("Comparison group"), f"{profile.group.title} ({profile.group.code})"))
    if profile.year:
        lines.append((_("Year"), str(profile.year)))
    if profile.recipe and profile.state == "ready":
        said = certainty_line(profile.certainty, page_words(), recipe=profile.recipe.code)
        lines.append((_("Certainty"), said["text"]))
    return [*lines, *file_lines(files_of(rows or (*profile.rows, *profile.others)))]
