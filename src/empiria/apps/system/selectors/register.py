"""The register of processing activities (art. 30 GDPR), read from what the apps declare."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from empiria.apps.system.privacy import Activity, Personal, Retention, declarations


@dataclass(frozen=True, kw_only=True)
class Record:
    """One kind of record that holds personal data, and what an erasure does with which of its fields."""

    title: str
    fields: list[str]
    on_erasure: str
    why: str


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One processing activity as the register says it."""

    activity: Activity
    basis: str
    records: list[Record]
    keeping: list[str]


@dataclass(frozen=True, kw_only=True)
class Controller:
    """Who answers for the data, as the settings name them."""

    name: str
    address: str
    email: str
    officer: str


def controller() -> Controller:
    return Controller(
        name=settings.EMPIRIA_OPERATOR,
        address=settings.EMPIRIA_OPERATOR_ADDRESS,
        email=settings.EMPIRIA_CONTACT_EMAIL,
        officer=settings.EMPIRIA_DPO_EMAIL,
    )


def register() -> list[RegisterRow]:
    """Every activity with its data, in the order of its code; words in the reader's language."""
    data = defaultdict(list)
    for one in declarations().personal:
        data[one.activity].append(one)
    return [_row(activity, data[code]) for code, activity in sorted(declarations().activities.items())]


def _row(activity: Activity, personal: list[Personal]) -> RegisterRow:
    return RegisterRow(
        activity=activity,
        basis=f"{activity.basis.article.label}: {activity.basis.source}",
        records=[_record(one) for one in personal],
        keeping=[kept_how_long(rule) for rule in activity.retention],
    )


def _record(personal: Personal) -> Record:
    return Record(
        title=str(apps.get_model(personal.model)._meta.verbose_name),
        fields=[str(what) for what in personal.fields.values()],
        on_erasure=str(personal.on_erasure.label),
        why=str(personal.why),
    )


def kept_how_long(rule: Retention) -> str:
    """A rule as a sentence."""
    words = {"what": rule.title, "event": rule.counted_from, "deed": rule.deed.label, "time": rule.keeps}
    if rule.keeps:
        return _("%(what)s: %(time)s, counted from %(event)s; then %(deed)s") % words
    return _("%(what)s: until %(event)s") % words
