"""Which releases there are. The draft is for the staff: its name says so wherever it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast

from empiria.analysis.errors import InputError, mark
from empiria.apps.monitor.models import Import, ImportFinding, Release, ScoreSet
from empiria.apps.monitor.selectors.licences import licence_words
from empiria.apps.monitor.selectors.shapes import ReleaseNote, SourceNote
from empiria.apps.monitor.selectors.store import KEYS, read_units, scan_observations
from empiria.apps.places.selectors import unit_table
from empiria.apps.system.models import Job

# What jobs about scores name as their object.
SCORE_SET = "monitor.score-set"
SCORE_JOB = "monitor.compute-scores"
CERTAINTY_JOB = "monitor.compute-certainty"
SOURCE_FIELDS = ("file_name", "sha256", "reader", "origin", "licence", "retrieved", "redacted_at")
NO_RELEASE = mark("There is no release “%(code)s”; there are: %(known)s.")
NO_IMPORT = mark("The release %(code)s has no import “%(named)s”; it has: %(known)s.")
SEVERAL_IMPORTS = mark("Several imports are called “%(named)s”; say which by its number: %(known)s.")


def current_release() -> Release | None:
    """The published release, which the public pages read; None before the first publication."""
    return Release.objects.current().defer("difference", "left_out").first()


def draft_release() -> Release | None:
    """The open draft, for the staff only."""
    return Release.objects.drafts().select_related("supersedes").first()


def public_releases() -> QuerySet[Release]:
    """Published and superseded releases, the newest first."""
    return Release.objects.public().select_related("supersedes").order_by("-published_at", "-pk")


def release_by_code(code: str) -> Release:
    """Any release, the draft too. Raises InputError that names the releases there are."""
    release = Release.objects.select_related("supersedes").filter(code=code).first()
    if release is None:
        known = ", ".join(Release.objects.values_list("code", flat=True)) or "—"
        raise InputError(NO_RELEASE, code=code, known=known)
    return release


def release_note(release: Release) -> ReleaseNote:
    extent = release.extent
    return ReleaseNote(
        code=release.code,
        published_at=release.published_at,
        units=extent.get("units", 0),
        indicators=extent.get("indicators", 0),
        first_year=extent.get("first_year"),
        last_year=extent.get("last_year"),
    )


def imports_of_draft(release: Release) -> QuerySet[Import]:
    """Imports in the order in which they take effect, with counts of what was noticed."""
    return (
        release.imports.filter(state=Import.State.ACTIVE)
        .annotate(
            notes=Count("findings", filter=Q(findings__severity="info")),
            warnings=Count("findings", filter=Q(findings__severity__in=("warning", "error"))),
        )
        .select_related("created_by")
    )


def import_of_draft(release: Release, *, named: str) -> Import:
    """An import of the draft by its number, or by the name of its file where only one has it.

    Raises InputError that names the imports there are.
    """
    active = release.imports.filter(state=Import.State.ACTIVE).select_related("release")
    found = list(active.filter(file_name=named)) or [one for one in active if str(one.pk) == named]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.pk} ({one.file_name})" for one in active.order_by("position")) or "—"
    if found:
        raise InputError(SEVERAL_IMPORTS, named=named, known=known)
    raise InputError(NO_IMPORT, named=named, code=release.code, known=known)


def findings_of_import(source: Import, *, severity: str = "", code: str = "") -> QuerySet[ImportFinding]:
    """What was noticed in a file: what asks for a person first, then in the order of the file."""
    ranks = [When(severity=name, then=rank) for rank, name in enumerate(("error", "warning", "info"))]
    findings = source.findings.order_by(Case(*ranks, default=len(ranks)), "pk")
    if severity:
        findings = findings.filter(severity=severity)
    return findings.filter(code=code) if code else findings


def public_imports() -> QuerySet[Import]:
    """Imports whose figures are, or were, public: a draft's are not."""
    return Import.objects.filter(
        state=Import.State.ACTIVE, release__state__in=(Release.State.PUBLISHED, Release.State.SUPERSEDED)
    ).select_related("release")


def source_notes(pks: Iterable[int]) -> dict[int, SourceNote]:
    """Where figures came from, by import."""
    return {
        source.pk: SourceNote(
            import_id=source.pk,
            file=source.file_name,
            sha256=source.sha256,
            reader=source.reader,
            origin=source.origin,
            licence=licence_words(source.licence),
            retrieved=source.retrieved,
            is_redacted=source.redacted_at is not None,
        )
        # The rest of an import is large: what its file held, column by column.
        for source in Import.objects.filter(pk__in=set(pks)).only(*SOURCE_FIELDS)
    }


@dataclass(frozen=True, kw_only=True)
class UnsettledUnit:
    """A unit of the draft that the places do not know."""

    code: str
    teryt: str
    name: str
    level: str
    files: tuple[str, ...]


def unsettled_units(release: Release) -> list[UnsettledUnit]:
    """What stands between a draft and its publication: units that no list of the places names."""
    seen: dict[str, tuple[dict[str, str], list[str]]] = {}
    for source in release.imports.filter(state=Import.State.ACTIVE).only("file_name", "unknown_units"):
        for code, unit in source.unknown_units.items():
            seen.setdefault(code, (unit, []))[1].append(source.file_name)
    if not seen:
        return []
    known = set(unit_table()["code"]) | set(release.left_out)
    return [
        UnsettledUnit(
            code=code,
            teryt=unit["teryt"],
            name=unit["name"],
            level=unit["level"],
            files=tuple(dict.fromkeys(files)),
        )
        for code, (unit, files) in sorted(seen.items())
        if code not in known
    ]


def release_table(release: Release) -> pl.DataFrame:
    """A release as a tidy table: unit (its code of today), indicator, period, value, status; sorted."""
    return (
        scan_observations(release.observations)
        .select(*KEYS, "value", "status")
        .join(_codes_of_today(release), on="unit", how="left")
        .select(pl.coalesce("code", "unit").alias("unit"), "indicator", "period", "value", "status")
        .sort("unit", "indicator", "period")
        .collect()
    )


def release_units(release: Release) -> pl.DataFrame:
    """The units frozen with a public release: unit (its code of today), name, level, a column for every grouping."""
    if not release.units:
        raise InputError(mark("The units of %(code)s are frozen when it is published."), code=release.code)
    return (
        read_units(release.units)
        .lazy()
        .join(_codes_of_today(release), on="unit", how="left")
        .with_columns(pl.coalesce("code", "unit").alias("unit"))
        .drop("code", "teryt")
        .sort("unit")
        .collect()
    )


def _codes_of_today(release: Release) -> pl.LazyFrame:
    """`unit` (its code for life) → `code`: as the places know it, else as a file of the release wrote it."""
    today = unit_table().select(pl.col("code").alias("unit"), "teryt")
    named = [
        (code, unit["teryt"])
        for source in release.imports.filter(state=Import.State.ACTIVE).only("unknown_units")
        for code, unit in source.unknown_units.items()
    ]
    seen = pl.DataFrame(named, schema={"unit": pl.String, "seen": pl.String}, orient="row")
    both = today.lazy().join(seen.unique("unit", keep="last").lazy(), on="unit", how="full", coalesce=True)
    return both.select("unit", pl.coalesce("teryt", "seen").alias("code"))


@dataclass(frozen=True, kw_only=True)
class UnmadeScores:
    """Scores that a public release lacks, and why where that is known."""

    title: str
    grouping: str
    problem: str


def unmade_scores(release: Release) -> list[UnmadeScores]:
    """What a release still lacks: scores that wait for a worker, and those that failed."""
    lacking = release.score_sets.filter(state__in=(ScoreSet.State.QUEUED, ScoreSet.State.FAILED))
    return [
        UnmadeScores(
            title=one.recipe.title, grouping=one.grouping, problem=one.problem or one.get_state_display()
        )
        for one in lacking.select_related("recipe")
    ]


def score_jobs(release: Release) -> list[UUID]:
    """The jobs that make a release's scores and have not ended."""
    pks = [str(pk) for pk in release.score_sets.values_list("pk", flat=True)]
    about = Job.objects.active().filter(kind=SCORE_JOB, object_type=SCORE_SET, object_id__in=pks)
    return list(about.order_by("created_at").values_list("pk", flat=True))


def is_worked_on() -> Exists:
    """Of sets of scores: whether a job is at work on their certainty."""
    about = Cast(OuterRef("pk"), CharField())
    return Exists(Job.objects.active().filter(kind=CERTAINTY_JOB, object_type=SCORE_SET, object_id=about))


def scores_are_made(release: Release) -> bool:
    """Whether a job is at work on scores of the release, or on their certainty."""
    about = [str(pk) for pk in release.score_sets.values_list("pk", flat=True)]
    return Job.objects.active().filter(object_type=SCORE_SET, object_id__in=about).exists()


def with_work(score_sets: QuerySet[ScoreSet]) -> QuerySet[ScoreSet]:
    """The sets, each with its `is_worked_on`: no page asks that of each by itself."""
    return score_sets.annotate(is_worked_on=is_worked_on())
