"""What the staff type in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from empiria.apps.monitor.models import Comparison, Indicator, IndicatorKey
from empiria.apps.system.constraints import SaysWhere


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or several files, each checked as one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, Sequence) and not isinstance(data, str) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Files of one kind for the draft."""

    uploads = ManyFilesField(
        label=_("Files"),
        help_text=_(
            "One or several, as the office gives them; archives (ZIP) need not be unpacked. All are read, or none."
        ),
    )
    reader = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("bdl", _("BDL export (CTAB or CREL)")), ("tidy", _("tidy table (CSV, Parquet, XLSX)"))],
    )
    subgroup = forms.RegexField(
        r"^[Pp]?\d{1,5}$",
        label=_("BDL subgroup"),
        required=False,
        help_text=_("Only where the name of the file no longer says it, such as P1944."),
    )
    sheet = forms.CharField(
        label=_("Sheet"), required=False, help_text=_("Of a workbook; the first one otherwise.")
    )
    origin = forms.CharField(
        label=_("Origin"), required=False, max_length=500, help_text=_("Who published it.")
    )
    licence = forms.CharField(label=_("Licence"), required=False, max_length=300)

    @property
    def options(self) -> dict[str, str]:
        """What the reader is told beside the file."""
        name = {"bdl": "subgroup", "tidy": "sheet"}[self.cleaned_data["reader"]]
        value = self.cleaned_data[name]
        return {name: value} if value else {}


class PublishForm(forms.Form):
    """The acceptance of one difference report, named by its digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(label=_("I have looked at the difference report and accept it"))
    note = forms.CharField(
        label=_("A sentence for the public list of releases"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class ReasonForm(forms.Form):
    """Something that is asked back before it is done."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = [
            "code",
            *(
                "name_pl",
                "name_en",
                "short_pl",
                "short_en",
                "unit_pl",
                "unit_en",
                "polarity",
                "area",
                "decimals",
            ),
            *("definition_pl", "definition_en", "source_pl", "source_en"),
            *("denominator", "per_unit", "times", "ratio_unit_pl", "ratio_unit_en"),
            *("additive", "jump_bound", "replaced_by"),
        ]
        labels = {
            "code": _("Code"),
            "name_pl": _("Name (Polish)"),
            "name_en": _("Name (English)"),
            "short_pl": _("Short name (Polish)"),
            "short_en": _("Short name (English)"),
            "unit_pl": _("Unit (Polish)"),
            "unit_en": _("Unit (English)"),
            "polarity": _("Polarity"),
            "area": _("Area"),
            "decimals": _("Decimals"),
            "definition_pl": _("Definition (Polish)"),
            "definition_en": _("Definition (English)"),
            "source_pl": _("Source (Polish)"),
            "source_en": _("Source (English)"),
            "denominator": _("Divided by the indicator"),
            "per_unit": _("Divided by the unit's column"),
            "times": _("Times"),
            "ratio_unit_pl": _("Unit once divided (Polish)"),
            "ratio_unit_en": _("Unit once divided (English)"),
            "additive": _("Parts sum up to the whole"),
            "jump_bound": _("Bound of jumps"),
            "replaced_by": _("Replaced by"),
        }
        help_texts = {
            "code": _("For life: it is an address and stands in files. It cannot be changed later."),
            "additive": _(
                "A count, such as persons or hectares; sums of municipalities are then held against the nation."
            ),
            "jump_bound": _(
                "Relative change from one year to the next that the difference report asks about; 0.5 otherwise."
            ),
            "replaced_by": _("Where the definition changed, the indicator that goes on."),
            "decimals": _("Of the figure as it is shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("definition_pl", "definition_en"):
            self.fields[name].widget = forms.Textarea({"rows": 3})
        if self.instance.pk:
            self.fields["code"].disabled = True


class KeyForm(SaysWhere, forms.ModelForm):
    class Meta:
        model = IndicatorKey
        fields = ["indicator", "source", "key", "zero", "absent", "times"]
        labels = {
            "indicator": _("Indicator"),
            "source": _("Kind of source"),
            "key": _("What the source calls it"),
            "zero": _("A zero means"),
            "absent": _("An absent figure means"),
            "times": _("Times"),
        }
        help_texts = {
            "key": _("Of a BDL export the subgroup and the labels, joined by |, such as P1944|ogółem."),
            "times": _("What a figure is multiplied by: 1000 where the source counts in thousands."),
        }

    def clean_times(self) -> float:
        times: float = self.cleaned_data["times"]
        if times == 0:
            raise forms.ValidationError(_("Nothing is left of a figure that is multiplied by zero."))
        return times


class ComparisonForm(forms.ModelForm):
    """What a kept comparison is called."""

    class Meta:
        model = Comparison
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
