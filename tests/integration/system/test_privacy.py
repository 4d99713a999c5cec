"""Every field of every table is declared personal, with an activity, or not personal."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from empiria.apps.accounts.services.erasure.mentions import LEFT_ALONE, texts_of_others
from empiria.apps.system.privacy import KEEP, declarations


def fields_of_all_tables() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model.__module__.startswith("tests.")
        for field in model._meta.concrete_fields
    }


def declared() -> list[str]:
    together = declarations()
    return [f"{one.model}.{name}" for one in together.personal for name in one.fields] + [
        f"{model}.{name}" for model, names in together.not_personal.items() for name in names
    ]


def test_every_field_is_declared_and_every_declared_field_is_there() -> None:
    assert sorted(fields_of_all_tables()) == sorted(set(declared()))


def test_no_field_is_declared_twice() -> None:
    # A reason is personal data of two: of whom it is about, and of who gave it.
    assert [name for name, times in Counter(declared()).items() if times > 1] == ["system.AuditText.reason"]
    ways = Counter((one.model, one.person, name) for one in declarations().personal for name in one.fields)
    assert [way for way, times in ways.items() if times > 1] == []


def test_personal_data_have_an_activity_and_every_activity_has_data() -> None:
    together = declarations()
    assert {one.activity for one in together.personal} == set(together.activities)


def test_every_text_is_looked_through_for_people_or_declared_to_hold_none() -> None:
    """A text that is forgotten here keeps the name of somebody erased."""
    together = declarations()
    of_others = {f"{one.model}.{name}" for one in texts_of_others() for name in one.fields}
    looked_into = {f"{model}." for model in LEFT_ALONE}
    texts = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model.__module__.startswith("tests.")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
        and not field.choices
    }
    wordless = {f"{model}.{name}" for model, names in together.wordless.items() for name in names}
    emptied = {
        f"{one.model}.{name}" for one in together.personal if one.on_erasure != KEEP for name in one.fields
    }
    by_hand = {text for text in emptied if text.startswith(tuple(looked_into))}
    assert sorted(texts - of_others - wordless - by_hand) == []
    assert sorted(wordless & (of_others | by_hand)) == []
    assert sorted({".".join(one.split(".")[:3]) for one in wordless} - texts) == []


def test_people_are_found_by_the_way_that_is_declared() -> None:
    """A lookup that does not exist raises here, not on the day somebody asks for their data."""
    for one in declarations().personal:
        if one.person:
            str(apps.get_model(one.model)._default_manager.filter(**{one.person: 1}).query)


@pytest.mark.parametrize("kind", [models.EmailField])
def test_no_e_mail_is_declared_not_personal(kind: type[models.Field]) -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kind)
    }
    plain = {f"{model}.{name}" for model, names in declarations().not_personal.items() for name in names}
    assert found & plain == set()
