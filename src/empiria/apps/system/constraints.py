"""What is wrong by a constraint of the database, said at the field where it is put right.

A constraint that a form can meet has a `violation_error_message` for people, and as its `violation_error_code` the name of
that field.
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class SaysWhere(forms.BaseForm):
    """A form that shows what a constraint refuses at the field that the constraint names."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError(self._at_fields(error.error_dict))
        super().add_error(field, error)

    def _at_fields(self, found: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
        placed: dict[str, list[ValidationError]] = {}
        for field, errors in found.items():
            for error in errors:
                named = error.code if field == NON_FIELD_ERRORS else field
                place = named if named in self.fields else NON_FIELD_ERRORS
                placed.setdefault(str(place), []).append(error)
        return placed
