"""Every write to the office's own words in a city's report. Whoever writes says which version they have seen."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import allows
from empiria.apps.monitor.models import ReportTexts, ReportTextsVersion
from empiria.apps.monitor.models.report_texts import LONGEST_TEXT
from empiria.apps.monitor.report_rules import units_written_for
from empiria.apps.monitor.selectors import release_by_code
from empiria.apps.monitor.selectors.report_templates import template_of
from empiria.apps.places.models import Unit
from empiria.apps.system.saving import wait_for_the_same
from empiria.apps.system.services import record

# Of one report; beyond, the oldest goes.
MOST_VERSIONS = 50


class TextsMeanwhileError(InputError):
    """Somebody else has saved meanwhile; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            mark(
                "Somebody else has saved these texts meanwhile; yours are not saved yet and still stand here."
            )
        )


@transaction.atomic
def save_report_texts(
    *,
    unit: Unit,
    outline: str,
    year: int,
    language: str,
    texts: Mapping[str, str],
    release: str,
    seen: int,
    by: Person,
    copied_from: int | None = None,
) -> ReportTexts:
    """Keep what is written, by the code of its place, as a new version. `seen` is the version that it was made from (0:
    there was none), `release` the code of the one whose figures stood beside it. The same as is there makes no version.

    Raises `InputError`, and `TextsMeanwhileError` where another version is there now.
    """
    report = _held(unit, outline, year, language, by=by)
    written = _checked(outline, texts)
    if report.version and _newest(report).texts == written:
        return report
    if report.version != seen:
        raise TextsMeanwhileError
    if not report.version and not written:
        raise InputError(mark("There is nothing to save: every place is empty."))
    changed = _keep(report, written, release=release, by=by, copied_from=copied_from)
    _record("monitor.save-report-texts", report, by=by, places=changed, copied_from=copied_from)
    return report


@transaction.atomic
def restore_report_texts(*, version: ReportTextsVersion, release: str, seen: int, by: Person) -> ReportTexts:
    """Put an earlier version back, as a new one. Raises `InputError`, also where another version is there than was seen."""
    old = version.report
    report = _held(old.unit, old.outline, old.year, old.language, by=by)
    if report.version != seen:
        raise TextsMeanwhileError
    if _newest(report).texts != version.texts:
        number = version.number
        changed = _keep(report, version.texts, release=release, by=by, restored_from=number)
        _record("monitor.restore-report-texts", report, by=by, places=changed, restored_from=number)
    return report


@transaction.atomic
def delete_report_texts(*, report: ReportTexts, seen: int, by: Person) -> bool:
    """Remove the texts of a report with every version of them; whether they were still there.

    Raises `InputError`, also where another version is there than was seen.
    """
    report = _held(report.unit, report.outline, report.year, report.language, by=by)
    if not report.version:
        return False
    if report.version != seen:
        raise TextsMeanwhileError
    _record("monitor.delete-report-texts", report, by=by)
    report.delete()
    return True


def renumber_struck(numbers: list[int]) -> None:
    """After words were struck out of versions: the newest of them gets the next number, so that a form that was opened
    before is stale and does not bring them back unseen."""
    struck = ReportTextsVersion.objects.filter(pk__in=numbers, number=F("report__version"))
    for version in struck.select_related("report"):
        version.report.version += 1
        version.report.save(update_fields=["version"])
        version.number = version.report.version
        version.save(update_fields=["number"])


def _held(unit: Unit, outline: str, year: int, language: str, *, by: Person) -> ReportTexts:
    """The row of a report, new where there is none, on which others wait to write."""
    if not allows(units_written_for(by.standing), unit):
        raise InputError(mark("Texts are written only for the reports of a city in which one works."))
    wait_for_the_same("report-texts", unit.pk, outline, year, language)
    found = ReportTexts.objects.filter(unit=unit, outline=outline, year=year, language=language).first()
    return found or ReportTexts(unit=unit, outline=outline, year=year, language=language)


def _newest(report: ReportTexts) -> ReportTextsVersion:
    return report.versions.get(number=report.version)


def _checked(outline: str, texts: Mapping[str, str]) -> dict[str, str]:
    """What is written, without the empty places."""
    template = template_of(outline)
    places = {place.code: place for place in template.texts} if template else {}
    written = {code: text for code, text in texts.items() if text}
    for code, text in written.items():
        if code not in places:
            raise InputError(
                mark("The outline “%(outline)s” has no place “%(found)s”."), outline=outline, found=code
            )
        if len(text) > LONGEST_TEXT:
            raise InputError(
                mark("“%(title)s” may have at most %(most)s characters; it has %(found)s."),
                title=places[code].title,
                most=LONGEST_TEXT,
                found=len(text),
            )
    return written


def _keep(
    report: ReportTexts,
    texts: Mapping[str, str],
    *,
    release: str,
    by: Person,
    copied_from: int | None = None,
    restored_from: int | None = None,
) -> list[str]:
    """Write the next version; which places are others in it."""
    before = _newest(report).texts if report.version else {}
    report.version += 1
    report.full_clean()
    report.save()
    ReportTextsVersion.objects.create(
        report=report,
        number=report.version,
        texts=dict(texts),
        release=release_by_code(release),
        copied_from=copied_from,
        restored_from=restored_from,
        by=by,
    )
    report.versions.filter(number__lte=report.version - MOST_VERSIONS).delete()
    return [code for code in {**before, **texts} if before.get(code) != texts.get(code)]


def _record(action: str, report: ReportTexts, *, by: Person, **details: object) -> None:
    """Which places of which report: what is written in them stands in the versions, which an erasure reaches."""
    record(
        by=by,
        action=action,
        object_type="monitor.report-texts",
        object_id=report.pk,
        details={
            "unit": report.unit.code,
            "outline": report.outline,
            "year": report.year,
            "language": report.language,
            "version": report.version,
            **{name: value for name, value in details.items() if value is not None},
        },
    )
