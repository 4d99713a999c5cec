"""How what is kept is said to people, by the kind of its field, in their language.

A kind that says nothing by itself is said by what an app declares in its `privacy.py`: `WORDS` for codes and other values
that stand for something, `LABELS` for fields whose model gives them no name in words, `FOR_PROGRAMS` for fields that no person
reads. A field without a name in words is for programs only.
"""

import datetime as dt
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import IdentityProvider, Person
from empiria.apps.system.privacy import declarations

NOTHING = "—"


def label_of(field: models.Field) -> str:
    """What a field is called, in the reader's language; nothing where nobody gave it a name for people."""
    model = field.model._meta.label
    for one in declarations().personal:
        if one.model == model and field.name in one.fields:
            return str(one.fields[field.name])
    if label := declarations().labels.get(f"{model}.{field.name}"):
        return str(label)
    return str(field.verbose_name) if isinstance(field.verbose_name, Promise) else ""


def is_for_people(field: models.Field) -> bool:
    """Whether a field says something to people; the others are in the file for programs only."""
    hidden = declarations().for_programs.get(field.model._meta.label, set())
    return field.name not in hidden and bool(label_of(field))


def said(row: models.Model, field: models.Field, person: Person) -> str:
    """What stands in a field of a row, for the person it is about."""
    kept = getattr(row, field.name)
    if kept is None or kept in ("", {}, []):
        return NOTHING
    if words := declarations().words.get(f"{field.model._meta.label}.{field.name}"):
        return words(kept, person) or NOTHING
    if isinstance(field, models.FileField):
        return _("a file")
    return _plain(kept, field)


def _plain(kept: Any, field: Any) -> str:
    """A value as its own kind is said; `field` tells the choices it is one of."""
    if field and field.choices:
        return str(dict(field.flatchoices).get(kept, kept))
    if isinstance(kept, bool):
        return _("yes") if kept else _("no")
    if isinstance(kept, dt.datetime):
        return date_format(localtime(kept), "DATETIME_FORMAT")
    if isinstance(kept, dt.date):
        return date_format(kept, "DATE_FORMAT")
    if isinstance(kept, int | float):
        return number_format(kept)
    return str(kept)


def named_values(kept: Any, _person: Person) -> str:
    """JSON with values by the names of fields, as the trail and offices' providers give them: "e-mail: a@b → c@d"."""
    if isinstance(kept, list):
        return ", ".join(_plain(one, None) for one in kept)
    return "; ".join(_named(name, value) for name, value in kept.items())


def _named(name: str, value: Any) -> str:
    field = _field_called(name)
    label = f"{field.verbose_name}: " if field else ""
    if isinstance(value, dict) and value.keys() == {"before", "after"}:
        before, after = (_one(value[when], field) for when in ("before", "after"))
        return f"{label}{before} → {after}"
    return label + _one(value, field)


def _one(value: Any, field: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return ", ".join(_one(one, None) for one in inner)
    return _plain(value, field)


def office_called(code: str) -> str:
    """The office behind an identity provider; a provider that is gone has no name."""
    return IdentityProvider.objects.filter(code=code).values_list("name", flat=True).first() or ""


@cache
def _field_called(name: str) -> Any:
    """A field of that name: of a person before all, else of what an app declares."""
    for label in ["accounts.Person", *(one.model for one in declarations().personal)]:
        for field in apps.get_model(label)._meta.concrete_fields:
            if field.name == name and not field.is_relation:
                return field
    return None
