"""What the public may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from empiria.apps.portal.models import ErrorReport


class ErrorReportForm(forms.ModelForm):
    """An error on a page. The template adds `website`, a trap: people do not see it, programs that fill in forms do."""

    class Meta:
        model = ErrorReport
        fields = ("page", "text", "contact")
        help_texts = {
            "page": _("The address of the page, or its name."),
            "text": _(
                "What is shown, and what should be there instead. For a figure: which one, and where a different one stands."
            ),
            "contact": _("Used only to answer this report and deleted when the report is closed."),
        }
        widgets = {
            "contact": forms.EmailInput(attrs={"autocomplete": "email"}),
            "text": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what no person sees."""
        return bool(self.data.get("website"))


class StyleGuideForm(forms.Form):
    """Every kind of field in one form, for the style guide."""

    name = forms.CharField(
        label=_("A line of text"), help_text=_("Help stands between the label and the field.")
    )
    wrong = forms.CharField(label=_("A field with an error"))
    size = forms.ChoiceField(
        label=_("A choice from a list"), choices=[("small", _("small")), ("large", _("large"))]
    )
    kind = forms.ChoiceField(
        label=_("One of a few"),
        choices=[("city", _("a city")), ("county", _("a county"))],
        widget=forms.RadioSelect,
        initial="city",
    )
    agreed = forms.BooleanField(label=_("Something to agree to"), required=False)
    file = forms.FileField(label=_("A file"), required=False, help_text=_("CSV or XLSX, up to 20 MB."))
    note = forms.CharField(label=_("A longer text"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self) -> None:
        super().__init__({"name": "Empiria", "kind": "city"}, label_suffix="", auto_id="sample-%s")
