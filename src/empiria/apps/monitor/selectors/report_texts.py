"""The office's own words as they are kept: the newest of a report, what they may be begun from, every version."""

from django.db.models import F, QuerySet

from empiria.apps.accounts.rules import Standing
from empiria.apps.monitor.models import ReportTextsVersion
from empiria.apps.monitor.report_rules import units_written_for
from empiria.apps.places.models import Unit


def units_to_write_for(standing: Standing) -> QuerySet[Unit]:
    """The municipalities into whose reports somebody writes."""
    return Unit.objects.filter(units_written_for(standing))


def _versions() -> QuerySet[ReportTextsVersion]:
    return ReportTextsVersion.objects.select_related("report__unit", "release", "by")


def kept_texts(unit: Unit) -> QuerySet[ReportTextsVersion]:
    """The newest version of the texts of each report of a city."""
    newest = _versions().filter(report__unit=unit, number=F("report__version"))
    return newest.order_by("report__outline", "-report__year", "report__language")


def newest_texts(unit: Unit, outline: str, year: int, language: str) -> ReportTextsVersion | None:
    """What is kept for one report, if anything is."""
    return (
        kept_texts(unit).filter(report__outline=outline, report__year=year, report__language=language).first()
    )


def earlier_texts(unit: Unit, outline: str, year: int, language: str) -> ReportTextsVersion | None:
    """What was written for the last year before, to begin from."""
    before = kept_texts(unit).filter(
        report__outline=outline, report__year__lt=year, report__language=language
    )
    return next((one for one in before if one.texts), None)


def versions_of(newest: ReportTextsVersion) -> QuerySet[ReportTextsVersion]:
    """Every version of the same texts, the newest first."""
    return _versions().filter(report=newest.report_id)
