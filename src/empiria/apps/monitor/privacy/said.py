"""How what the monitor holds about somebody is said to them, field by field."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.services.erasure.mentions import strings_in
from empiria.apps.places.selectors import units_by_code

LABELS = {
    "monitor.Release.code": _("release"),
    "monitor.Release.state": _("state"),
    "monitor.Release.supersedes": _("the release before it"),
    "monitor.Release.created_at": _("when the draft was opened"),
    "monitor.Release.published_at": _("when the release was published"),
    "monitor.Release.left_out": _("units that were left out"),
    "monitor.Release.note": _("what was said about it"),
    "monitor.Import.release": _("release"),
    "monitor.Import.file_name": _("file"),
    "monitor.Import.options": _("what was to be read in the file"),
    "monitor.Import.size": _("size"),
    "monitor.Import.retrieved": _("when the file was fetched"),
    "monitor.Import.origin": _("where the file comes from"),
    "monitor.Import.licence": _("licence"),
    "monitor.Import.redacted_at": _("when somebody was struck out of the file"),
    "monitor.Import.unknown_units": _("units that nobody knew"),
    "monitor.Import.rows": _("number of figures"),
    "monitor.Import.state": _("state"),
    "monitor.Import.created_at": _("when the file was read in"),
    "monitor.LocalIndicator.code": _("local indicator"),
    "monitor.LocalIndicator.name_pl": _("name in Polish"),
    "monitor.LocalIndicator.name_en": _("name in English"),
    "monitor.LocalIndicator.unit_pl": _("unit in Polish"),
    "monitor.LocalIndicator.unit_en": _("unit in English"),
    "monitor.LocalIndicator.definition_pl": _("definition in Polish"),
    "monitor.LocalIndicator.definition_en": _("definition in English"),
    "monitor.LocalIndicator.method_pl": _("how it is counted, in Polish"),
    "monitor.LocalIndicator.method_en": _("how it is counted, in English"),
    "monitor.LocalIndicator.polarity": _("which way is better"),
    "monitor.LocalIndicator.decimals": _("number of decimals"),
    "monitor.LocalIndicator.minimum": _("least figure"),
    "monitor.LocalIndicator.maximum": _("greatest figure"),
    "monitor.LocalIndicator.first_year": _("first year"),
    "monitor.LocalIndicator.last_year": _("last year"),
    "monitor.LocalIndicator.area": _("area"),
    "monitor.LocalIndicator.deadline": _("until when figures are given"),
    "monitor.LocalIndicator.public_from": _("public from"),
    "monitor.LocalIndicator.state": _("state"),
    "monitor.LocalIndicator.replaces": _("the local indicator before it"),
    "monitor.LocalIndicator.created_at": _("when it was agreed"),
    "monitor.LocalParticipation.indicator": _("local indicator"),
    "monitor.LocalParticipation.organisation": _("city"),
    "monitor.LocalParticipation.joined_at": _("when the city joined"),
    "monitor.LocalParticipation.left_at": _("when the city left"),
    "monitor.LocalFigure.participation": _("local indicator and city"),
    "monitor.LocalFigure.year": _("year"),
    "monitor.LocalFigure.value": _("value"),
    "monitor.LocalFigure.absence": _("why there is no figure"),
    "monitor.LocalFigure.state": _("state"),
    "monitor.LocalFigure.question": _("the question with which it was returned"),
    "monitor.LocalFigure.submitted_at": _("when it was submitted"),
    "monitor.ReportTextsVersion.report": _("texts of a report"),
    "monitor.ReportTextsVersion.number": _("version"),
    "monitor.ReportTextsVersion.release": _("release"),
    "monitor.ReportTextsVersion.copied_from": _("begun from the texts of the year"),
    "monitor.ReportTextsVersion.restored_from": _("the version that was put back"),
    "monitor.ReportTextsVersion.at": _("when they were saved"),
    "monitor.LocalFigureChange.figure": _("figure of a local indicator"),
    "monitor.LocalFigureChange.deed": _("what was done"),
    "monitor.LocalFigureChange.value": _("value"),
    "monitor.LocalFigureChange.absence": _("why there is no figure"),
    "monitor.LocalFigureChange.at": _("when it was done"),
    "monitor.OwnGroup.units": _("municipalities"),
    "monitor.OwnGroup.created_at": _("when the group was made"),
    "monitor.OwnGroup.changed_at": _("when the group was changed"),
    # Of these people read where an erasure asks about them.
    "monitor.Indicator.name_pl": _("name in Polish"),
    "monitor.Indicator.name_en": _("name in English"),
    "monitor.Indicator.short_pl": _("short name in Polish"),
    "monitor.Indicator.short_en": _("short name in English"),
    "monitor.Indicator.unit_pl": _("unit in Polish"),
    "monitor.Indicator.unit_en": _("unit in English"),
    "monitor.Indicator.definition_pl": _("definition in Polish"),
    "monitor.Indicator.definition_en": _("definition in English"),
}

FOR_PROGRAMS = {
    "monitor.Comparison": {"query"},
    "monitor.Release": {
        *("observations", "observations_sha256", "units", "units_sha256", "extent"),
        *("difference", "difference_digest", "accepted_digest"),
    },
    "monitor.Import": {"reader", "raw", "kept_sha256", "observations", "slices", "position"},
    "monitor.LocalIndicator": {"version"},
    "monitor.LocalFigure": {"version"},
}


def _year(year: int, _person: object) -> str:
    """No number to be grouped in thousands."""
    return str(year)


def _texts(kept: object, _person: object) -> str:
    """What was written, without the codes of its places."""
    return " · ".join(strings_in(kept))


def _units(codes: Iterable[str], _person: object) -> str:
    """Units by their names; one that nobody knows any more by its code."""
    found = units_by_code(codes)
    return ", ".join(found[code].display_name if code in found else str(code) for code in codes)


WORDS = {
    "monitor.Release.left_out": _units,
    "monitor.Import.options": _texts,
    "monitor.Import.size": lambda size, _person: filesizeformat(size),
    "monitor.Import.unknown_units": _texts,
    "monitor.LocalIndicator.first_year": _year,
    "monitor.LocalIndicator.last_year": _year,
    "monitor.LocalFigure.year": _year,
    "monitor.ReportTextsVersion.texts": _texts,
    "monitor.ReportTextsVersion.copied_from": _year,
    "monitor.OwnGroup.units": _units,
}
