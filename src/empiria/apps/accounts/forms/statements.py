"""What administrators type: the words of clauses and consents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Statement, StatementVersion


class StatementForm(forms.ModelForm):
    class Meta:
        model = Statement
        fields = ("kind", "code")
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "code": _("A short word of the address, such as “newsletter”; it never changes."),
            "kind": _("A clause informs. A consent asks, and people may say no without losing anything."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        # Without an empty choice among the radio buttons.
        self.fields["kind"].choices = Statement._meta.get_field("kind").choices  # type: ignore[attr-defined]


class DraftForm(forms.ModelForm):
    """The next version's words in both languages."""

    class Meta:
        model = StatementVersion
        fields = ("title_pl", "text_pl", "title_en", "text_en")
        widgets = {
            "text_pl": forms.Textarea(attrs={"rows": 18, "lang": "pl"}),
            "text_en": forms.Textarea(attrs={"rows": 18, "lang": "en"}),
        }
        help_texts = {
            "text_pl": _(
                "An empty line parts paragraphs; lines that begin with “- ” are a list. HTML may be used instead."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
