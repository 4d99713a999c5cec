"""Publication: a person accepts the difference report, and the draft becomes what everybody sees."""

import polars as pl
from django.db import transaction
from django.utils import timezone

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.differences import report_stands
from empiria.apps.monitor.selectors.releases import unsettled_units
from empiria.apps.monitor.selectors.store import scan_observations
from empiria.apps.monitor.services.comparing import POPULATION
from empiria.apps.monitor.services.counts import possible_count
from empiria.apps.monitor.services.drafts import OBJECT, active_imports, hold_draft
from empiria.apps.monitor.services.scoring import prepare_scores
from empiria.apps.monitor.services.store import write_table
from empiria.apps.places.selectors import group_frame, unit_table
from empiria.apps.places.services import refresh_groups, set_populations
from empiria.apps.system.services import record


@transaction.atomic
def publish_release(
    *, release: Release, by: Person | None, difference_digest: str, note: str = "", reason: str = ""
) -> Release:
    """Make the draft public and supersede the release before it.

    `difference_digest` names the report that `by` has seen; it must be the draft's own of this moment. In one
    transaction: the places take over the latest populations and renew their groups; the units are frozen with these
    groups; the release before is superseded, never changed; the draft becomes immutable; its scores are asked for; the
    audit entry is written. Jobs start after the commit. Publishing the same report twice does nothing.

    Raises InputError when the release is no draft, holds nothing or no file of its own, has unsettled units or another
    report.
    """
    release.refresh_from_db()
    if release.is_public and release.accepted_digest == difference_digest:
        return release
    draft = hold_draft(release)
    _refuse_unready(draft, digest=difference_digest)
    set_populations(values=_populations(draft), by=by)
    refresh_groups(by=by)
    units = unit_table()
    frozen = units.rename({"code": "unit"}).join(group_frame(units["code"].to_list()), on="unit", how="left")
    draft.units, draft.units_sha256 = write_table(
        frozen.sort("unit"), folder=f"releases/{draft.pk}", stem="units"
    )
    now = timezone.now()
    Release.objects.current().update(state=Release.State.SUPERSEDED)
    draft.state = Release.State.PUBLISHED
    draft.published_at, draft.published_by = now, by
    draft.accepted_digest = difference_digest
    draft.note = note
    draft.extent = _extent(draft, units=units)
    draft.save()
    prepare_scores(release=draft, by=by)
    record(
        by=by,
        action="monitor.publish-release",
        object_type=OBJECT,
        object_id=draft.code,
        reason=reason or note,
        details={
            "difference": difference_digest,
            "observations": draft.observations_sha256,
            "units": draft.units_sha256,
            "supersedes": draft.supersedes.code if draft.supersedes else "",
        },
    )
    return draft


def _refuse_unready(draft: Release, *, digest: str) -> None:
    if not draft.observations or not _has_values(draft):
        raise InputError(mark("The release %(code)s holds nothing to publish."), code=draft.code)
    if draft.supersedes and not active_imports(draft):
        raise InputError(
            mark("The draft %(code)s holds no file: publishing it would change nothing."), code=draft.code
        )
    if unsettled := unsettled_units(draft):
        raise InputError(
            mark(
                "The release %(code)s holds units that no register names (%(units)s); import the register that has "
                "them, or leave them out. Units: %(count)s."
            ),
            code=draft.code,
            units=", ".join(unit.teryt for unit in unsettled[:5]),
            count=len(unsettled),
        )
    if draft.difference_digest != digest or not report_stands(draft):
        raise InputError(
            mark(
                "The draft %(code)s, the units or the bounds have changed since its difference report was shown; look "
                "at the report of now."
            ),
            code=draft.code,
        )


def _has_values(draft: Release) -> bool:
    known = scan_observations(draft.observations).filter(pl.col("value").is_not_null())
    return bool(known.head(1).collect().height)


def _populations(draft: Release) -> dict[str, tuple[int, int]]:
    """The latest population of every unit in the draft that can be a number of people; imports have told the others."""
    latest = (
        scan_observations(draft.observations)
        .filter(pl.col("indicator") == POPULATION, possible_count(pl.col("value")))
        .group_by("unit")
        .agg(pl.col("value", "period").sort_by("period").last())
        .collect()
    )
    return {unit: (round(value), period) for unit, value, period in latest.iter_rows()}


def _extent(draft: Release, *, units: pl.DataFrame) -> dict[str, int | None]:
    """How much there is, for the public; units that ended are not counted among those of today."""
    today = units.filter(pl.col("level") == "municipality", pl.col("valid_to").is_null())["code"].to_list()
    counted = (
        scan_observations(draft.observations)
        .filter(pl.col("value").is_not_null())
        .select(
            values=pl.len(),
            units=pl.col("unit").filter(pl.col("unit").is_in(today)).n_unique(),
            indicators=pl.col("indicator").n_unique(),
            first_year=pl.col("period").min(),
            last_year=pl.col("period").max(),
        )
        .collect()
    )
    return counted.row(0, named=True)
