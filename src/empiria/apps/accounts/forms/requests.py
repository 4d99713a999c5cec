"""What people ask for, and what they are answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import DataRequest


class RequestForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": _("What is it about, and what should be done? No reason has to be given.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        # Without an empty choice among the radio buttons.
        self.fields["kind"].choices = DataRequest._meta.get_field("kind").choices  # type: ignore[attr-defined]


class AnswerForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ("answer",)
        widgets = {"answer": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "answer": _(
                "What was done, or why it cannot be; then also that a complaint to the supervisory authority and to a court is possible. Sent by e-mail."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["answer"].required = True
