"""Searching the audit trail."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from empiria.apps.system.selectors import audit_choices
from empiria.apps.system.wording import action_title, object_title

PARTS = [
    ("", pgettext_lazy("audit", "did it, or it is about them")),
    ("by", pgettext_lazy("audit", "did it")),
    ("about", pgettext_lazy("audit", "it is about them")),
]


# Around these days lies every one that a clock shows; at the ends of the calendar no day is before or after.
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[
            MinValueValidator(FIRST_DAY, _("The year must lie between 1900 and 2999.")),
            MaxValueValidator(LAST_DAY, _("The year must lie between 1900 and 2999.")),
        ],
    )


class AuditSearchForm(forms.Form):
    """What of the trail is looked for; everything may be left empty."""

    person = forms.CharField(label=_("Person"), required=False, max_length=200)
    action = forms.ChoiceField(label=_("Action"), required=False)
    words = forms.CharField(label=_("Words in reasons and texts"), required=False, max_length=200)
    part = forms.ChoiceField(label=_("What the person has to do with it"), required=False, choices=PARTS)
    object_type = forms.ChoiceField(label=_("Type of object"), required=False)
    object_id = forms.CharField(label=_("Number or code of the object"), required=False, max_length=200)
    since = _day(_("From"))
    until = _day(_("To"))
    readings = forms.BooleanField(label=_("Readings and sign-ins too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, title in (("action", action_title), ("object_type", object_title)):
            choices = sorted(((code, title(code)) for code in audit_choices(name)), key=lambda one: one[1])
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Arguments for `audit_entries`; of a form filled in wrongly what is right in it."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        # Who looks for readings by their code wants them.
        return given | {"readings": bool(given.get("readings") or given.get("action"))}
