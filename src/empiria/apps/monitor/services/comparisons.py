"""Every write to the comparisons that people keep."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Comparison
from empiria.apps.system.services import record

# More than anybody looks through.
MOST_KEPT = 100


@transaction.atomic
def save_comparison(*, by: Person, name: str, query: str) -> Comparison:
    """Keep a comparison under a name. Raises `ValidationError` where somebody keeps as many as there may be."""
    # Two at once wait for one another here, so that both are counted.
    Person.objects.select_for_update().get(pk=by.pk)
    if Comparison.objects.filter(created_by=by).count() >= MOST_KEPT:
        raise ValidationError(
            _("At most %(count)s comparisons can be kept. To keep another, delete one first.")
            % {"count": MOST_KEPT}
        )
    comparison = Comparison(name=name, query=query, created_by=by)
    comparison.full_clean()
    comparison.save()
    _record("monitor.save-comparison", comparison, by=by)
    return comparison


@transaction.atomic
def rename_comparison(*, comparison: Comparison, by: Person, name: str) -> Comparison:
    """Call it otherwise; the same name again changes nothing."""
    if comparison.name == name:
        return comparison
    comparison.name = name
    comparison.full_clean()
    comparison.save(update_fields=["name"])
    _record("monitor.rename-comparison", comparison, by=by)
    return comparison


@transaction.atomic
def delete_comparison(*, comparison: Comparison, by: Person) -> None:
    """Remove it for good: its address leads nowhere from then on."""
    _record("monitor.delete-comparison", comparison, by=by)
    comparison.delete()


def _record(action: str, comparison: Comparison, *, by: Person) -> None:
    record(by=by, action=action, object_type="monitor.comparison", object_id=comparison.pk)
