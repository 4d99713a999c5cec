"""What is counted: a local indicator agreed, changed while nobody has given a figure, opened, closed, withdrawn."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import LocalFigure, LocalIndicator, LocalParticipation, LocalState
from empiria.apps.system.saving import insert
from empiria.apps.system.services import record

OBJECT = "monitor.local-indicator"
# What may still be changed once there are figures: none of it changes what they mean.
UNBOUND = frozenset({"area", "deadline", "public_from", "last_year"})
FIELDS = (
    *("name_pl", "name_en", "unit_pl", "unit_en", "definition_pl", "definition_en", "method_pl", "method_en"),
    *("polarity", "decimals", "minimum", "maximum", "first_year", "last_year", "area", "deadline"),
    *("public_from", "replaces"),
)
# From which state to which; a closed one may be opened again.
MOVES = {
    LocalState.OPEN: (LocalState.DRAFT, LocalState.CLOSED),
    LocalState.CLOSED: (LocalState.OPEN,),
    LocalState.WITHDRAWN: (LocalState.DRAFT, LocalState.OPEN, LocalState.CLOSED),
}


@transaction.atomic
def save_local_indicator(*, indicator: LocalIndicator, by: Person, seen: int = 0) -> LocalIndicator:
    """Add a local indicator, or change one whose version was `seen`. Raises `ValidationError`, by field, for a definition
    that is changed although there are figures, and for a promise to the cities that is broken."""
    if indicator.pk is None:
        indicator.created_by, indicator.version = by, 1
        insert(indicator)
        return _recorded("monitor.add-local-indicator", indicator, by=by)
    before = LocalIndicator.objects.select_for_update().get(pk=indicator.pk)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(indicator, name)]
    if not changed:
        return before
    if before.version != seen:
        raise ValidationError(
            _("Somebody else has changed this indicator meanwhile. Open it again and make your change in it.")
        )
    _refuse_what_is_bound(before, indicator, changed)
    _refuse_broken_promise(before, indicator)
    indicator.code, indicator.state, indicator.version = before.code, before.state, before.version + 1
    indicator.full_clean()
    indicator.save()
    return _recorded("monitor.change-local-indicator", indicator, by=by, details={"fields": changed})


def _refuse_what_is_bound(before: LocalIndicator, after: LocalIndicator, changed: list[str]) -> None:
    """Figures mean what they were counted as."""
    if before.state == LocalState.WITHDRAWN:
        raise ValidationError(_("It is withdrawn and is not changed any more."))
    if not LocalFigure.objects.filter(participation__indicator=before).exists():
        return
    bound = {name for name in changed if name not in UNBOUND}
    if after.last_year < before.last_year:
        bound.add("last_year")
    if bound:
        said = _(
            "There are figures already. For a changed definition add a new indicator that replaces this one."
        )
        raise ValidationError(dict.fromkeys(sorted(bound), said))


def _refuse_broken_promise(before: LocalIndicator, after: LocalIndicator) -> None:
    """Cities joined on the condition that nobody sees their figures before a day; what is public stays so."""
    if before.public_from == after.public_from:
        return
    if before.is_public:
        raise ValidationError({"public_from": _("The figures are public already.")})
    if (
        after.public_from < before.public_from
        and LocalParticipation.objects.filter(indicator=before).exists()
    ):
        raise ValidationError(
            {"public_from": _("Cities have joined for this day: it can be put off, not brought forward.")}
        )


@transaction.atomic
def move_local_indicator(*, indicator: LocalIndicator, to: LocalState, by: Person) -> bool:
    """Open, close or withdraw it; whether anything changed. Asked for twice, it is done once. Raises `ValidationError`
    where it cannot be done."""
    indicator = LocalIndicator.objects.select_for_update().get(pk=indicator.pk)
    if indicator.state == to:
        return False
    if indicator.state not in MOVES.get(to, ()):
        raise ValidationError(_("This cannot be done any more."))
    if to == LocalState.OPEN and indicator.deadline < timezone.localdate():
        raise ValidationError(_("The deadline is over: set a later one first."))
    indicator.state = to
    indicator.version += 1
    indicator.save(update_fields=["state", "version"])
    _recorded("monitor.move-local-indicator", indicator, by=by, details={"state": str(to)})
    return True


def _recorded(
    action: str, indicator: LocalIndicator, *, by: Person, details: dict[str, object] | None = None
) -> LocalIndicator:
    record(by=by, action=action, object_type=OBJECT, object_id=indicator.pk, details=details)
    return indicator
