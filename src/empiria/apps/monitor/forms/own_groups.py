"""What people of cities and analysts type in about comparison groups of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Organisation
from empiria.apps.accounts.rules import Standing
from empiria.apps.monitor.forms.local import LookedAt
from empiria.apps.monitor.group_rules import KEEP
from empiria.apps.monitor.selectors.own_groups import organisations_to_keep_for
from empiria.apps.places.forms import unmatched_words
from empiria.apps.places.selectors import match_units


class OwnGroupForm(LookedAt):
    """A comparison group of one's own: what it is called, why, who is in it, who may read it."""

    seen = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the group"), max_length=120)
    reason = forms.CharField(
        label=_("Why these municipalities"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown wherever the group is."),
    )
    units = forms.CharField(
        label=_("Municipalities"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("One a line: a TERYT code, or a name. What stands behind a code is not read."),
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Whose group it is"))
    is_shared = forms.BooleanField(label=_("Whoever has the address may read it"), required=False)

    def __init__(self, *args: Any, standing: Standing, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen" if is_new else "organisation"]
        if not is_new:
            return
        place: Any = self.fields["organisation"]
        place.queryset = organisations_to_keep_for(standing)
        place.required = not standing.may(KEEP)
        place.empty_label = None if place.required else _("the association")

    def clean_units(self) -> list[Any]:
        units, unmatched = match_units(self.cleaned_data["units"])
        if unmatched:
            raise forms.ValidationError([unmatched_words(line) for line in unmatched])
        return units

    def refuse(self, error: InputError) -> None:
        """Say what a service found wrong."""
        self.add_error(None, error.render(gettext))
