"""Local indicators: what is agreed, a figure, a table of figures, a verification."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.monitor.models import Absence, Indicator, LocalIndicator
from empiria.apps.monitor.models.local import COMMENT_LENGTH, SOURCE_LENGTH
from empiria.apps.monitor.services.local import Entry
from empiria.apps.system.constraints import SaysWhere
from empiria.apps.system.forms import FIRST_DAY, LAST_DAY
from empiria.apps.system.uploads import check_upload

LARGEST = 10**15 - 1  # as in files; `sources.numbers` would load polars into every web process

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Of years in one local indicator: a sheet is read by a person.
MOST_YEARS = 30
MOST_TEXT = 50_000
TABLES = (".csv", ".txt", ".xlsx")


def _area_of_text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class LocalIndicatorForm(SaysWhere, forms.ModelForm):
    # Which version was looked at.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = LocalIndicator
        fields = (
            *("code", "name_pl", "name_en", "definition_pl", "definition_en", "method_pl", "method_en"),
            *("unit_pl", "unit_en", "polarity", "decimals", "minimum", "maximum", "area"),
            *("first_year", "last_year", "deadline", "public_from", "replaces"),
        )
        localized_fields = ("minimum", "maximum")
        labels = {
            "code": _("Code"),
            "name_pl": _("Name (Polish)"),
            "name_en": _("Name (English)"),
            "definition_pl": _("Definition (Polish)"),
            "definition_en": _("Definition (English)"),
            "method_pl": _("How to count it (Polish)"),
            "method_en": _("How to count it (English)"),
            "unit_pl": _("Unit (Polish)"),
            "unit_en": _("Unit (English)"),
            "polarity": _("Polarity"),
            "decimals": _("Decimals"),
            "minimum": _("Lowest possible figure"),
            "maximum": _("Highest possible figure"),
            "area": _("Area"),
            "first_year": _("First year asked for"),
            "last_year": _("Last year asked for"),
            "deadline": _("Figures are expected until"),
            "public_from": _("Verified figures are public from"),
            "replaces": _("Replaces the local indicator"),
        }
        help_texts = {
            "code": _("For life: it is an address and stands in files. It cannot be changed later."),
            "definition_pl": _("What is counted and what is not, so that every city counts the same."),
            "method_pl": _("Step by step: from which records, on which day, with what left out."),
            "decimals": _("Of the figure as it is shown."),
            "minimum": _("A figure below it is refused; empty where anything is possible."),
            "maximum": _("A figure above it is refused; empty where anything is possible."),
            "public_from": _(
                "Until that day only cities that take part and the association's staff see figures. Once a city has joined it can be put off, not brought forward."
            ),
            "replaces": _("Where the definition changed: the indicator that went before."),
        }
        widgets = {
            "definition_pl": _area_of_text(3),
            "definition_en": _area_of_text(3),
            "method_pl": _area_of_text(5),
            "method_en": _area_of_text(5),
            "deadline": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "public_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["seen"].initial = self.instance.version
        self.fields["code"].disabled = self.instance.pk is not None
        others = LocalIndicator.objects.exclude(pk=self.instance.pk).order_by("code")
        self.fields["replaces"].queryset = others  # type: ignore[attr-defined]
        for name in ("first_year", "last_year"):
            self.fields[name].validators += [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
        for name in ("deadline", "public_from"):
            self.fields[name].validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        self.fields["decimals"].validators.append(MaxValueValidator(6))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if self.instance.pk is None and Indicator.objects.filter(code=code).exists():
            raise forms.ValidationError(_("An indicator of public statistics has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first_year"), said.get("last_year")
        if first and last and last - first >= MOST_YEARS:
            self.add_error("last_year", gettext("At most %(count)s years.") % {"count": MOST_YEARS})
        return said


class LookedAt(forms.Form):
    """Says which version was looked at, so that nobody writes over what they have not seen."""

    seen: forms.Field = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def look_again(self, seen: object) -> None:
        """What was typed stays; sent again, it is meant for what is there now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["seen"] = str(seen)
        self.data = data


class FigureForm(LookedAt):
    """One year of one city: a figure, or why there is none."""

    value = forms.FloatField(
        label=_("Value"),
        required=False,
        localize=True,
        min_value=-LARGEST,
        max_value=LARGEST,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    absence = forms.ChoiceField(
        label=_("No data, because"), required=False, choices=[("", _("there is a figure")), *Absence.choices]
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=_area_of_text(3),
        help_text=_("What readers should know of this figure. It is shown wherever the figure is."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=SOURCE_LENGTH,
        help_text=_("The register or record it was counted from. Shown with the figure; no names of people."),
    )
    why = forms.CharField(
        label=_("Why it is changed, or the answer to the question"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=_area_of_text(2),
        help_text=_("Only the city and the association's staff read it."),
    )

    def __init__(self, *args: Any, indicator: LocalIndicator, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["value"].help_text = gettext("In: %(unit)s. A zero is a figure.") % {
            "unit": indicator.unit
        }

    def entry(self) -> Entry:
        said = self.cleaned_data
        return Entry(
            year=self.year,
            value=said["value"],
            absence=said["absence"],
            comment=said["comment"],
            source=said["source"],
        )


class TableForm(LookedAt):
    """Many years at once: a file, or what was copied from a spreadsheet."""

    text = forms.CharField(
        label=_("Pasted rows"),
        required=False,
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Copied from a spreadsheet: year, figure, reason, comment, source. A header is not needed."
        ),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        help_text=_("CSV or XLSX with the columns year, value, reason, comment and source."),
        widget=forms.FileInput({"accept": ",".join(TABLES)}),
    )

    def clean_file(self) -> tuple[str, bytes] | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return None
        if PurePosixPath(upload.name or "").suffix.lower() not in TABLES:
            raise forms.ValidationError(_("Only CSV and XLSX are read here."))
        checked = check_upload(upload)
        return checked.name, checked.content

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and bool(said.get("file")) == bool(said.get("text", "").strip()):
            raise forms.ValidationError(gettext("Paste rows or choose a file: one of the two."))
        return said

    def table(self) -> tuple[str, bytes]:
        """What the table is called, and its content."""
        return self.cleaned_data["file"] or (gettext("pasted rows"), self.cleaned_data["text"].encode())


class VerifyForm(forms.Form):
    """Which figures, as they were seen (`year:version` each), and what is done to them."""

    RETURN = "return"

    figures = forms.TypedMultipleChoiceField(
        label=_("Figures"),
        coerce=lambda seen: tuple(map(int, seen.split(":"))),
        error_messages={"required": _("Choose at least one figure.")},
    )
    deed = forms.ChoiceField(label=_("What is done"), choices=[("accept", ""), (RETURN, "")])
    question = forms.CharField(
        label=_("Question"), required=False, max_length=COMMENT_LENGTH, widget=_area_of_text(3)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        # Whether each still stands as it was seen is for the service to say, in words.
        sent = self.data.getlist("figures") if hasattr(self.data, "getlist") else []
        self.fields["figures"].choices = [(one, one) for one in sent if _is_seen(one)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_return and not said.get("question"):
            self.add_error("question", gettext("Say what is asked."))
        return said

    @property
    def is_return(self) -> bool:
        return self.cleaned_data.get("deed") == self.RETURN

    def seen(self) -> dict[int, int]:
        return dict(self.cleaned_data["figures"])


def _is_seen(text: str) -> bool:
    year, colon, version = text.partition(":")
    return bool(colon) and all(one.isascii() and one.isdigit() and len(one) < 10 for one in (year, version))
