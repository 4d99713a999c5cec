"""A key of the API gets a name, and nothing else is asked."""

from typing import Any

from django import forms

from empiria.apps.accounts.models import ApiKey


class KeyForm(forms.ModelForm):
    class Meta:
        model = ApiKey
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
