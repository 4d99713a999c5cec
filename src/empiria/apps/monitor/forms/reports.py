"""What the office writes into a report."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.core.validators import MaxLengthValidator

from empiria.apps.monitor.forms.local import LookedAt
from empiria.apps.monitor.models.report_texts import LONGEST_TEXT


class Place(Protocol):
    """Where an outline leaves the word to the office."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def hint(self) -> str: ...


class PlaceField(forms.CharField):
    """The words for one place. Lines end as they are counted and kept: browsers send two characters for each.

    The length is said afterwards: a browser that is told of it cuts what is pasted, without a word.
    """

    def __init__(self, place: Place) -> None:
        super().__init__(
            label=place.title,
            help_text=place.hint,
            required=False,
            validators=[MaxLengthValidator(LONGEST_TEXT)],
            widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class PlacesForm(forms.Form):
    """The office's words for the places of an outline."""

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = tuple(places)
        for place in self.places:
            self.fields[field_of(place.code)] = PlaceField(place)

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[field_of(place.code)] for place in self.places]

    def texts(self) -> dict[str, str]:
        """What was written, by the place it is for."""
        return {place.code: self.cleaned_data[field_of(place.code)] for place in self.places}


class ReportTextsForm(PlacesForm):
    """Words that go straight into a file, and its format."""

    format = forms.ChoiceField()

    def __init__(self, *args: Any, formats: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.ChoiceField(choices=[(one, one.upper()) for one in formats])


class KeptTextsForm(PlacesForm, LookedAt):
    """Words that are kept for the city."""

    # The year of the report that they were begun from.
    copied_from = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1900, max_value=2999)


def field_of(code: str) -> str:
    return f"text-{code}"
