"""The open draft: started from what is published, extended by imports, settled, discarded.

Whoever changes the draft holds its row until the transaction ends, so that of two imports at once none is lost. The
observations of a draft always follow from the published ones and its imports in their order, whatever happened
before: `rebuild_draft` is the one way they are made.
"""

from collections.abc import Collection, Sequence

import polars as pl
from django.db import IntegrityError, transaction
from django.utils import timezone

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors.releases import unsettled_units
from empiria.apps.monitor.selectors.store import KEYS, OBSERVATIONS, scan_observations
from empiria.apps.monitor.services.meanwhile import hold_figures
from empiria.apps.monitor.services.store import write_table
from empiria.apps.places.selectors import unit_table
from empiria.apps.places.services import register_units
from empiria.apps.system.services import record

OBJECT = "monitor.release"
NOT_A_DRAFT = mark("The release %(code)s is not an open draft.")


def lock_draft() -> Release | None:
    """The open draft, held until the transaction ends."""
    return Release.objects.select_for_update().filter(state=Release.State.DRAFT).first()


def hold_draft(release: Release) -> Release:
    """This release as an open draft, held until the transaction ends; InputError when it is none (any more)."""
    draft = lock_draft()
    if draft is None or draft.pk != release.pk:
        raise InputError(NOT_A_DRAFT, code=release.code)
    return draft


@transaction.atomic
def open_draft(*, by: Person | None) -> Release:
    """The open draft, held until the transaction ends; a new one starts from the published release."""
    hold_figures()
    if draft := lock_draft():
        return draft
    base = Release.objects.current().first()
    try:
        with transaction.atomic():
            draft = Release.objects.create(
                code=_next_code(),
                supersedes=base,
                created_by=by,
                observations=base.observations if base else "",
                observations_sha256=base.observations_sha256 if base else "",
                left_out=_still_unknown(base.left_out) if base else [],
            )
    except IntegrityError:
        # Another process opened it a moment ago.
        draft = lock_draft()
        if draft is None:
            raise
        return draft
    record(by=by, action="monitor.open-draft", object_type=OBJECT, object_id=draft.code)
    return draft


def _still_unknown(codes: Sequence[str]) -> list[str]:
    """Units once left out that no register names even now; the others come in with the next file that has them."""
    return sorted(set(codes) - set(unit_table()["code"]))


def _next_code() -> str:
    year = timezone.localdate().year
    numbers = [
        int(code.partition("-")[2])
        for code in Release.objects.filter(code__startswith=f"{year}-").values_list("code", flat=True)
    ]
    return f"{year}-{max(numbers, default=0) + 1}"


def active_imports(draft: Release) -> list[Import]:
    """In the order in which they take effect."""
    return list(draft.imports.filter(state=Import.State.ACTIVE).order_by("position", "pk"))


def folded(draft: Release, imports: Sequence[Import]) -> pl.LazyFrame:
    """The published observations with these imports on top, the last one of a slice winning; unsorted."""
    base = scan_observations(draft.supersedes.observations if draft.supersedes else "")
    owner = {tuple(cut): source.pk for source in imports for cut in source.slices}
    owned = pl.LazyFrame(
        [(indicator, period, pk) for (indicator, period), pk in owner.items()],
        schema={"indicator": pl.String, "period": pl.Int32, "source": pl.Int64},
        orient="row",
    )
    parts = [base.join(owned, on=["indicator", "period"], how="anti")]
    parts += [
        scan_observations(source.observations)
        .with_columns(source=pl.lit(source.pk, pl.Int64))
        .join(owned, on=["indicator", "period", "source"], how="semi")
        for source in imports
        if source.observations
    ]
    return pl.concat([part.select(OBSERVATIONS.names()) for part in parts])


def rebuild_draft(draft: Release) -> None:
    """Make the draft's observations of the published ones and its imports.

    The caller holds the draft. The difference report made before is void.
    """
    frame = folded(draft, active_imports(draft))
    if draft.left_out:
        frame = frame.filter(~pl.col("unit").is_in(draft.left_out))
    observations = frame.sort(KEYS).collect(engine="streaming")
    draft.observations, draft.observations_sha256 = write_table(
        observations, folder=f"releases/{draft.pk}", stem="observations"
    )
    draft.difference, draft.difference_digest = {}, ""
    draft.save(update_fields=["observations", "observations_sha256", "difference", "difference_digest"])


@transaction.atomic
def undo_import(*, source: Import, by: Person | None, reason: str = "") -> Release:
    """Take an import out of the draft, which is then as if it had never been; its file and findings stay on record."""
    draft = hold_draft(source.release)
    changed = Import.objects.filter(pk=source.pk, state=Import.State.ACTIVE).update(state=Import.State.UNDONE)
    if changed:
        rebuild_draft(draft)
        record(
            by=by,
            action="monitor.undo-import",
            object_type=OBJECT,
            object_id=draft.code,
            reason=reason,
            details={"import": source.pk, "sha256": source.sha256},
            texts={"file": source.file_name},
        )
    return draft


@transaction.atomic
def discard_draft(*, release: Release, by: Person | None, reason: str = "") -> Release:
    """Close the draft without publishing; the next one gets a new code. Doing so twice does nothing."""
    release.refresh_from_db()
    if release.state == Release.State.DISCARDED:
        return release
    draft = hold_draft(release)
    draft.state = Release.State.DISCARDED
    draft.save(update_fields=["state"])
    record(by=by, action="monitor.discard-draft", object_type=OBJECT, object_id=draft.code, reason=reason)
    return draft


@transaction.atomic
def leave_out_units(
    *, release: Release, codes: Collection[str], by: Person | None, reason: str = ""
) -> Release:
    """Settle units of the draft that the places do not know by leaving their figures out."""
    draft = hold_draft(release)
    unsettled = {unit.code for unit in unsettled_units(draft)}
    if unknown := sorted(set(codes) - unsettled - set(draft.left_out)):
        raise InputError(mark("%(code)s is not an unsettled unit of this draft."), code=unknown[0])
    if new := sorted(set(codes) & unsettled):
        draft.left_out = sorted({*draft.left_out, *new})
        draft.save(update_fields=["left_out"])
        rebuild_draft(draft)
        record(
            by=by,
            action="monitor.leave-out-units",
            object_type=OBJECT,
            object_id=draft.code,
            reason=reason,
            details={"units": new},
        )
    return draft


@transaction.atomic
def settle_units(*, release: Release, codes: Collection[str], by: Person | None) -> int:
    """Settle units of the draft by making them known to the places as the files name them; how many were added."""
    chosen = [unit for unit in unsettled_units(release) if unit.code in set(codes)]
    if not chosen:
        return 0
    table = pl.DataFrame(
        [{"unit": unit.code, "teryt": unit.teryt, "level": unit.level, "name": unit.name} for unit in chosen]
    )
    register_units(table=table, source=f"{release.code}: {', '.join(chosen[0].files)}"[:200], by=by)
    return len(chosen)
