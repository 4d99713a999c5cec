"""A city takes part, of its own will, and may leave until the figures are public."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Organisation, Person
from empiria.apps.monitor.models import LocalIndicator, LocalParticipation
from empiria.apps.monitor.services.local.figures import locked
from empiria.apps.system.services import record


@transaction.atomic
def join_local_indicator(
    *, indicator: LocalIndicator, organisation: Organisation, by: Person, seen: int
) -> LocalParticipation:
    """Let a city take part on the conditions of the version `seen`; asked for twice, it is done once. Who comes back finds
    the figures they had. Raises `ValidationError` where no figures are collected or the conditions are others now."""
    # Two of one city wait for one another here, and nobody closes it meanwhile.
    indicator = LocalIndicator.objects.select_for_update().get(pk=indicator.pk)
    if not indicator.is_open:
        raise ValidationError(_("No figures are collected for this indicator now."))
    participation = LocalParticipation.objects.filter(
        indicator=indicator, organisation=organisation
    ).first() or LocalParticipation(indicator=indicator, organisation=organisation)
    if participation.pk and participation.left_at is None:
        return participation
    if indicator.version != seen:
        raise ValidationError(_conditions(indicator))
    participation.left_at, participation.joined_by = None, by
    participation.joined_at = timezone.now()
    participation.save()
    _record("monitor.join-local-indicator", participation, by=by)
    return participation


@transaction.atomic
def leave_local_indicator(*, participation: LocalParticipation, by: Person) -> bool:
    """Take a city out: its figures are kept for it and the association, and shown to nobody else; whether it was in.

    Raises `ValidationError` once the figures are public.
    """
    participation = locked(participation)
    if participation.left_at:
        return False
    if participation.indicator.is_public:
        raise ValidationError(_("The figures are public; leaving takes nothing back any more."))
    participation.left_at = timezone.now()
    participation.save(update_fields=["left_at"])
    _record("monitor.leave-local-indicator", participation, by=by)
    return True


def _conditions(indicator: LocalIndicator) -> str:
    said = _(
        "The association has changed this indicator meanwhile. Figures are expected until %(deadline)s and verified ones are public from %(public)s. Read what stands here now, then take part."
    )
    return said % {
        "deadline": date_format(indicator.deadline, "DATE_FORMAT"),
        "public": date_format(indicator.public_from, "DATE_FORMAT"),
    }


def _record(action: str, participation: LocalParticipation, *, by: Person) -> None:
    record(
        by=by,
        action=action,
        object_type="monitor.local-indicator",
        object_id=participation.indicator_id,
        details={"organisation": participation.organisation_id},
    )
