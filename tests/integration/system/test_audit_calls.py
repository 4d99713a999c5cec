"""No call of `record` in the code puts a personal field into what is kept for ever."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

import empiria
from empiria.apps.system.privacy import declarations

SOURCE = Path(empiria.__file__).parent
# Text fields that hold an id or a code, or whose name stands for one elsewhere (`contact`: its number).
CODES = {"by", "contact", "language", "object_id", "person", "role"}


def details_of_calls() -> Iterator[tuple[str, set[str]]]:
    """Where `details=` is given a literal mapping, and its keys."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg == "details" and isinstance(keyword.value, ast.Dict):
                    keys = {
                        key.value
                        for key in keyword.value.keys
                        if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    }
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", keys


def personal_texts() -> set[str]:
    """Names of personal fields in which anything may be written."""
    fields = (
        apps.get_model(one.model)._meta.get_field(name)
        for one in declarations().personal
        for name in one.fields
    )
    return {
        field.name
        for field in fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    } - CODES


def test_no_personal_field_stands_in_details() -> None:
    personal = personal_texts()
    assert personal >= {"email", "name", "job_title", "text"}
    calls = list(details_of_calls())
    assert len(calls) > 10
    assert {place: keys & personal for place, keys in calls if keys & personal} == {}
