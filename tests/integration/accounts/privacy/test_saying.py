"""What is held is said in words: every field of every table that people are handed, so that no app forgets its own."""

import datetime as dt
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from empiria.apps.accounts.models import IdentityProvider, Organisation, Person
from empiria.apps.accounts.selectors.own_data import Section
from empiria.apps.accounts.selectors.own_rows import model_of
from empiria.apps.accounts.selectors.saying import is_for_people
from empiria.apps.accounts.services.erasure.mentions import texts_of_others
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.privacy import Personal, declarations

pytestmark = pytest.mark.django_db
PERSON, RAW = 987654, "raw-code.of-something"
NOW = dt.datetime(2026, 5, 4, 13, 59, 58, tzinfo=dt.UTC)
# What people and offices wrote themselves, names and addresses: said as it is. A code has no place here: it is given
# words in the `WORDS` of its app's `privacy.py`, or stands in `FOR_PROGRAMS`.
AS_WRITTEN = {
    "accounts.ApiKey": {"beginning", "name"},
    "accounts.DataRequest": {"text", "answer"},
    "accounts.FormerName": {"value"},
    "accounts.Membership": {"job_title"},
    "accounts.OrganisationContact": {"label", "phone", "address"},
    "accounts.Person": {"name"},
    "monitor.Comparison": {"name"},
    "monitor.OwnGroup": {"name", "reason"},
    "monitor.Import": {"file_name", "origin", "licence"},
    "monitor.LocalFigure": {"comment", "source", "question"},
    "monitor.LocalFigureChange": {"comment", "source", "note"},
    # The code of a local indicator is its address; how a figure is named begins with it.
    "monitor.LocalIndicator": {
        *("code", "name_pl", "name_en", "unit_pl", "unit_en"),
        *("definition_pl", "definition_en", "method_pl", "method_en"),
    },
    # The name of a release in addresses and on every page.
    "monitor.Release": {"code", "note"},
    "outreach.Document": {"title_pl", "title_en", "description_pl", "description_en"},
    "outreach.DocumentFile": {"name"},
    "portal.ErrorReport": {"page", "text"},
    "socialaccount.SocialAccount": {"uid"},
    "system.AuditText": {"reason"},
    "usersessions.UserSession": {"user_agent"},
}
# What a code may be, where the field does not say it by its choices.
CODES: dict[str, Any] = {
    "accounts.Consent.language": "en",
    "accounts.Invitation.roles": ["city_coordinator", "expert"],
    "accounts.RoleGrant.role": "city_coordinator",
    "socialaccount.SocialAccount.provider": RAW,
    "system.AuditEntry.action": "accounts.change-email",
    "system.AuditEntry.object_id": str(PERSON),
    "system.AuditEntry.object_type": "person",
    "system.Job.kind": "accounts.finish-erasure",
    "system.Job.message": "Putting the copy together",
    "system.Job.object_type": "data-copy",
}
TOLD = {
    "email": {"before": "old@example.org", "after": None},
    "language": {"before": "en", "after": "pl"},
    "is_active": True,
    "groups": [{"n": "a"}, "b"],
}


def value_of(field: Any, depth: int = 0) -> Any:
    """Something in a field, as it may be kept."""
    label = f"{field.model._meta.label}.{field.name}"
    if label in CODES:
        return CODES[label]
    if field.is_relation:
        if field.related_model is AuditEntry:
            return AuditEntry(pk=PERSON, at=NOW, action="accounts.change-email", object_type="person")
        return row_of(field.related_model, depth + 1) if depth < 3 else None
    if field.choices:
        return field.flatchoices[0][0]
    kinds: list[tuple[type[models.Field], Any]] = [
        (models.DateTimeField, NOW),
        (models.DateField, NOW.date()),
        (models.BooleanField, True),
        (models.JSONField, TOLD),
        (models.EmailField, "osoba@example.org"),
        (models.URLField, "https://www.example.org/"),
        (models.GenericIPAddressField, "192.0.2.1"),
        (models.IntegerField, 1_234_567),
        (models.FileField, "folder/name"),
        (models.CharField, RAW),
        (models.TextField, RAW),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), PERSON)


def row_of(model: type[models.Model], depth: int = 0) -> models.Model:
    """A row with something in every field."""
    row = model(pk=PERSON)
    for field in model._meta.concrete_fields:
        if not field.primary_key or field.is_relation:
            setattr(row, field.name, value_of(field, depth))
    return row


def sections() -> list[tuple[str, str]]:
    return sorted({(one.model, one.person) for one in declarations().personal if one.in_download})


def section_of(model: str, way: str) -> Section:
    declared: tuple[Personal, ...] = tuple(
        one
        for one in declarations().personal
        if (one.model, one.person, one.in_download) == (model, way, True)
    )
    person = Person(pk=PERSON, name="Żaneta Śladowska", form="feminine", language="pl")
    return Section(declared=declared, rows=model_of(declared[0])._default_manager.none(), person=person)


def shown(model: str, way: str) -> dict[str, str]:
    section = section_of(model, way)
    row = row_of(apps.get_model(model))
    return {name: section._value(row, row._meta.get_field(name)).shown for name in section.columns}


@pytest.mark.parametrize(("model", "way"), sections())
@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_field_is_said_in_words(model: str, way: str, language: str) -> None:
    city = Organisation.objects.create(kind="ngo", name="Urząd")
    IdentityProvider.objects.create(code=RAW, name="Urząd Miasta", issuer="https://x", organisation=city)
    with override(language):
        told = shown(model, way)
    machine = re.compile(r"[{}\[\]]|\b\d{4}-\d\d-\d\d|T\d\d:\d\d|object \(|\bNone\b|\bTrue\b|" + str(PERSON))
    assert {name: text for name, text in told.items() if machine.search(text)} == {}
    row = row_of(apps.get_model(model))
    raw = {
        name
        for name, text in told.items()
        if isinstance(kept := getattr(row, name), str)
        and text == kept
        and "." in text
        and not isinstance(row._meta.get_field(name), models.EmailField | models.URLField)
        and not isinstance(row._meta.get_field(name), models.GenericIPAddressField)
    }
    assert raw == {name for name in told if name in AS_WRITTEN.get(model, set())}


def test_what_has_no_words_is_declared_to_be_for_programs() -> None:
    """A field that is forgotten would stand in the file for programs only."""
    unsaid = {
        f"{model}.{name}"
        for model, way in sections()
        for name in section_of(model, way).columns
        if not is_for_people(apps.get_model(model)._meta.get_field(name))
    }
    hidden = {f"{model}.{name}" for model, names in declarations().for_programs.items() for name in names}
    assert unsaid - hidden == set()


def test_words_that_people_write_are_never_for_programs_only() -> None:
    written = {f"{one.model}.{name}" for one in texts_of_others() for name in one.fields}
    hidden = {f"{model}.{name}" for model, names in declarations().for_programs.items() for name in names}
    assert {"monitor.ReportTextsVersion.texts", "monitor.LocalFigureChange.note"} <= written
    assert written & hidden == set()


def test_every_table_says_something_to_people() -> None:
    """A field without a name in words is for programs only; a table of such fields would be an empty heading."""
    told = {(model, way): shown(model, way) for model, way in sections()}
    assert [one for one, fields in told.items() if fields and not any(fields.values())] == []
    release = shown("monitor.Release", "created_by")
    assert (release["code"], release["difference"]) == (RAW, "")


def test_a_change_is_said_with_the_names_of_its_fields() -> None:
    with override("pl"):
        told = shown("system.AuditText", "entry__subjects__person")["texts"]
    assert told == "e-mail: old@example.org → —; język: angielski → polski; może się logować: tak; a, b"
