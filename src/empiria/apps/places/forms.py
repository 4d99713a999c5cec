"""What the staff send: files of registers and classes, and lists picked by hand."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import InputError
from empiria.apps.places.selectors import UnmatchedLine, match_units
from empiria.sources.areas import read_areas
from empiria.sources.boundaries import read_boundaries
from empiria.sources.classes import read_classes
from empiria.sources.reading import Reading
from empiria.sources.terc import read_terc


def read_upload(upload: UploadedFile, reader: Callable[[Path], Reading]) -> Reading:
    """Pass an uploaded file to a reader, which wants a path; the error is said on the form."""
    with tempfile.TemporaryDirectory(prefix="empiria-") as folder:
        path = Path(folder) / Path(upload.name or "upload").name
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        try:
            return reader(path)
        except InputError as error:
            raise forms.ValidationError(error.render(gettext)) from error


class PlacesForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def refuse(self, error: InputError) -> None:
        """Say what a service found wrong."""
        self.add_error(None, error.render(gettext))


class RegisterForm(PlacesForm):
    """One official file about units."""

    READERS = {"terc": read_terc, "boundaries": read_boundaries, "areas": read_areas}

    what = forms.ChoiceField(
        label=_("What the file is"),
        choices=[
            ("terc", _("list of units (TERC, CSV or XML)")),
            ("boundaries", _("outlines (GeoJSON keyed by TERYT)")),
            ("areas", _("register of areas (XLSX)")),
        ],
    )
    file = forms.FileField(label=_("File"))
    valid_from = forms.DateField(
        label=_("Outlines hold from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For outlines only; empty when it is not known. A list of units states its date itself."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") and data.get("file"):
            try:
                data["reading"] = read_upload(data["file"], self.READERS[data["what"]])
            except forms.ValidationError as error:
                self.add_error("file", error)
        return data


class ClassesForm(PlacesForm):
    """An assignment of units to classes."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX with the columns teryt and class."))
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Who assigned the classes; shown with every group.")
    )
    edition = forms.CharField(
        label=_("Edition"), max_length=50, required=False, help_text=_("For example 2016.")
    )
    valid_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_file(self) -> Reading:
        return read_upload(self.cleaned_data["file"], read_classes)


class ListForm(PlacesForm):
    """A comparison group picked by hand."""

    title = forms.CharField(label=_("Title in Polish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    units = forms.CharField(
        label=_("Municipalities"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("One a line: a TERYT code, or a name. What stands behind a code is not read."),
    )

    def clean_units(self) -> list[Any]:
        units, unmatched = match_units(self.cleaned_data["units"])
        if unmatched:
            raise forms.ValidationError([unmatched_words(line) for line in unmatched])
        return units


def unmatched_words(line: UnmatchedLine) -> str:
    """What is wrong with a line, and what it may have meant."""
    words: dict[str, Any] = {"line": line.line, "text": line.text}
    if not line.candidates:
        return gettext("Line %(line)s: “%(text)s” is no municipality of today.") % words
    words["candidates"] = ", ".join(f"{unit.teryt} {unit.display_name}" for unit in line.candidates)
    return gettext("Line %(line)s: “%(text)s” may be: %(candidates)s. Give the code.") % words
