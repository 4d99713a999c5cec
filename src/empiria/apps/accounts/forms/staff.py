"""What those type who keep people, organisations and circles."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import (
    TERRITORIAL,
    Circle,
    CircleKind,
    Form,
    Function,
    Organisation,
    OrganisationKind,
    Person,
)
from empiria.apps.accounts.roles import CIRCLE, ORGANISATION, ROLES
from empiria.apps.places.models import Unit
from empiria.apps.system.constraints import SaysWhere
from empiria.apps.system.language import fold

# As many are shown to choose from; of more, some letters of the name are asked for.
FEW = 30
# From this many digits on, a number is the code of a municipality and no part of a name.
CODE = 6


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("For the audit trail."),
    )


class StaffForm(SaysWhere, forms.Form):
    """Any form of these pages; `refuse` says what a service found wrong, at the field where there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def refuse(self, error: ValidationError) -> None:
        self.add_error(None, error)


class ReasonForm(StaffForm):
    """Nothing but a reason: asked before what has consequences."""

    reason = reason_field()


class OrganisationField(forms.CharField):
    """An organisation as people type it: part of its name, or the TERYT code of a municipality.

    Where several match, they are offered to choose from; the choice is sent as `id:<number>`.
    """

    default_error_messages = {
        "unknown": _("No organisation is called that. A shorter part of the name may help."),
        "several": _("Several organisations are called that: please choose one of the list."),
        "too_many": _("More than thirty organisations are called that: please give more of the name."),
    }

    def __init__(self, *, queryset: QuerySet[Organisation], **kwargs: Any) -> None:
        self.queryset = queryset.select_related("unit__parent")
        super().__init__(**kwargs)
        if self.offer(self.queryset[: FEW + 1]):
            self.help_text = ""

    def offer(self, found: Any) -> bool:
        """Let one be chosen from few; whether there are few."""
        found = list(found)
        if len(found) > FEW:
            return False
        choices = [("", "—"), *((f"id:{one.pk}", organisation_label(one)) for one in found)]
        self.widget = forms.Select(choices=choices, attrs=self.widget.attrs)
        self.widget.is_required = self.required
        return True

    def prepare_value(self, value: Any) -> Any:
        """Where there are too many to choose from, the chosen one is written as people would type it."""
        if isinstance(self.widget, forms.Select) or not str(value or "").startswith("id:"):
            return value
        return next((_typed(one) for one in self._found(value)), "")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self._found(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        raise ValidationError(
            self.error_messages["several" if self.offer(found) else "too_many"], code="several"
        )

    def _found(self, text: str) -> list[Organisation]:
        if text.startswith("id:"):
            number = text.removeprefix("id:")
            return list(self.queryset.filter(pk=int(number))) if number.isdecimal() else []
        code = text.split(maxsplit=1)[0]
        if text.isdecimal() or (code.isdecimal() and len(code) >= CODE):
            return list(self.queryset.filter(unit__teryt__startswith=code)[: FEW + 1])
        key = fold(text)
        exact = list(self.queryset.filter(search_key=key)[:2])
        if len(exact) == 1:
            return exact
        found = self.queryset
        for word in key.split():
            found = found.filter(search_key__contains=word)
        return list(found[: FEW + 1]) if key else []


def _typed(organisation: Organisation) -> str:
    return f"{organisation.unit.teryt} {organisation.name}" if organisation.unit else organisation.name


def organisation_label(organisation: Organisation) -> str:
    """The name, with the county where the organisation is a municipality: many share one name."""
    county = organisation.unit.parent if organisation.unit else None
    return f"{organisation.name} ({county.display_name})" if county else organisation.name


def organisation_field(queryset: QuerySet[Organisation], **more: Any) -> OrganisationField:
    return OrganisationField(
        queryset=queryset,
        help_text=_("A part of its name, or the TERYT code of a municipality."),
        max_length=200,
        **{"label": _("Organisation"), **more},
    )


class PersonForm(StaffForm):
    """How somebody is called and addressed."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    form = forms.ChoiceField(
        label=_("Form of address"),
        choices=Form.choices,
        widget=forms.RadioSelect,
        help_text=_("Functions and roles are named in this form, everywhere."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Person.Language.choices)


class PersonReasonForm(PersonForm):
    reason = reason_field()


class MembershipForm(StaffForm):
    """What somebody is in an organisation, and when."""

    function = forms.ChoiceField(label=_("Function"))
    job_title = forms.CharField(
        label=_("Job title"),
        max_length=200,
        required=False,
        help_text=_("As the office calls it, where the function says too little."),
    )
    valid_from = day_field(_("From"))
    valid_to = day_field(
        _("Until"), required=False, help_text=_("The first day on which it no longer holds.")
    )
    reason = reason_field()
    field_order = ("organisation", "function")

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        functions: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = organisation_field(organisations)
        self.fields["function"].choices = functions  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class GrantForm(StaffForm):
    """Where and when a role is held; the role itself was chosen before."""

    valid_from = day_field(_("From"))
    valid_to = day_field(
        _("Until"), required=False, help_text=_("The first day on which it no longer holds.")
    )
    reason = reason_field()
    field_order = ("organisation", "circle")

    def __init__(
        self,
        *args: Any,
        role: str,
        organisations: QuerySet[Organisation],
        circles: QuerySet[Circle],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if ROLES[role].scope == ORGANISATION:
            self.fields["organisation"] = organisation_field(organisations)
        elif ROLES[role].scope == CIRCLE:
            self.fields["circle"] = forms.ModelChoiceField(label=_("Network or team"), queryset=circles)
        self.order_fields(self.field_order)


class EndForm(StaffForm):
    """On which day something ends, and why."""

    on = day_field(_("Ends on"), help_text=_("The first day on which it no longer holds."))
    reason = reason_field()

    def __init__(self, *args: Any, since: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        self.initial.setdefault("on", timezone.localdate())

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day < self.since:
            raise ValidationError(
                gettext("It began on %(day)s: it cannot have ended before.") % {"day": self.since.isoformat()}
            )
        return day


class OrganisationForm(StaffForm):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    unit = forms.CharField(
        label=_("TERYT code of the unit"),
        max_length=7,
        required=False,
        help_text=_("Of a municipality, county or voivodeship only."),
    )
    reason = reason_field()

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = organisation_field(organisations, label=_("Belongs to"), required=False)
        self.order_fields(["kind", "name", "unit", "parent", "reason"])

    def clean_unit(self) -> int | None:
        code = self.cleaned_data["unit"].strip()
        if not code:
            return None
        unit = Unit.objects.open().filter(teryt=code).first() or Unit.objects.open().filter(code=code).first()
        if unit is None:
            raise ValidationError(gettext("No unit of today has the code %(code)s.") % {"code": code})
        return unit.pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "unit" in data and (data.get("kind") in TERRITORIAL) != bool(data["unit"]):
            self.add_error(
                "unit",
                _("A municipality, county or voivodeship needs the code of its unit; nothing else has one."),
            )
        return data


class OrganisationCorrectionForm(StaffForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_(
            "To put a wrongly written name right; a new name is given on the page “Give a new name”."
        ),
    )
    reason = reason_field()

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = organisation_field(organisations, label=_("Belongs to"), required=False)
        self.order_fields(["name", "parent", "reason"])


class RenameForm(StaffForm):
    name = forms.CharField(label=_("New name"), max_length=200)
    on = day_field(_("From"), help_text=_("What it was called before this day is kept."))
    reason = reason_field()


class ContactForm(StaffForm):
    label = forms.CharField(
        label=_("What for"), max_length=100, help_text=_("For example: office of the mayor.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CircleChangeForm(StaffForm):
    title_pl = forms.CharField(label=_("Title in Polish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    is_for_leaders = forms.BooleanField(
        label=_("Only for mayors and their deputies"),
        required=False,
        help_text=_("Who leads no municipality cannot join, and sees nothing of it."),
    )
    reason = reason_field()


class CircleForm(CircleChangeForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=CircleKind.choices)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Small letters, digits and hyphens; it never changes.")
    )
    field_order = ("kind", "title_pl", "title_en", "code")


class JoinForm(StaffForm):
    """Somebody, into a network or team."""

    email = forms.EmailField(
        label=_("E-mail of the person"),
        max_length=254,
        help_text=_(
            "Whoever is not among the people you see gets an invitation, and joins on the day they accept it."
        ),
    )
    role = forms.ChoiceField(label=_("Role"))
    valid_from = day_field(_("From"))
    reason = reason_field()

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


FUNCTIONS: list[tuple[str, Promise | str]] = list(Function.choices)
