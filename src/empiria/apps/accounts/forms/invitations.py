"""What those type who invite, and those who accept."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.forms.staff import StaffForm, organisation_field, reason_field
from empiria.apps.accounts.models import Circle, Form, Function, Organisation, Person
from empiria.apps.accounts.roles import ROLES, role_title
from empiria.apps.accounts.rules import functions_withheld, grantable_roles

PASSWORD, PASSKEY = "password", "passkey"


class InvitationForm(StaffForm):
    """Whom to invite, to where, as what. Only what the inviter may give is offered."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the message"), choices=Person.Language.choices)
    function = forms.ChoiceField(label=_("Function in the organisation"), required=False)
    circle = forms.ModelChoiceField(
        label=_("Network or team"), queryset=Circle.objects.none(), required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each is held where it belongs: in the organisation, in the network, or for the association."
        ),
    )
    reason = reason_field()

    field_order = ("email", "language", "organisation", "function", "circle", "roles", "reason")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, standing = by, by.standing
        everywhere = standing.may("accounts.manage_people")
        organisations = Organisation.objects.filter(is_closed=False)
        circles = Circle.objects.filter(is_closed=False)
        if not everywhere:
            organisations = organisations.filter(
                pk__in=standing.organisations_where("accounts.manage_people")
            )
            circles = circles.filter(pk__in=standing.circles_where("accounts.manage_people"))
        self.fields["organisation"] = organisation_field(organisations, required=False)
        self.fields["circle"].queryset = circles  # type: ignore[attr-defined]
        self.fields["function"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *(one for one in Function.choices if one[0] not in functions_withheld(standing)),
        ]
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (code, role_title(code, "")) for code in ROLES if code in roles_to_offer(by)
        ]
        # Whoever keeps no organisation, or no network, is not asked for one.
        if not everywhere and not standing.organisations_where("accounts.manage_people"):
            del self.fields["organisation"], self.fields["function"]
        if not circles.exists():
            del self.fields["circle"]
        self.order_fields(self.field_order)


def roles_to_offer(by: Person) -> frozenset[str]:
    """The roles that somebody may give anywhere; whether also at the place chosen, the service asks."""
    standing = by.standing
    offered = grantable_roles(standing)
    if standing.may("accounts.manage_people"):
        # Whoever invites for the whole association may name any place: its number does not matter to the rule.
        return offered | grantable_roles(standing, organisation=-1) | grantable_roles(standing, circle=-1)
    for place in standing.organisations_where("accounts.manage_people"):
        offered |= grantable_roles(standing, organisation=place)
    for place in standing.circles_where("accounts.manage_people"):
        offered |= grantable_roles(standing, circle=place)
    return offered


class AcceptForm(StaffForm):
    """Who somebody is, and how they will sign in."""

    name = forms.CharField(label=_("First name and surname"), max_length=200)
    form = forms.ChoiceField(
        label=_("Form of address"),
        choices=Form.choices,
        widget=forms.RadioSelect,
        help_text=_("Functions and roles are named in this form, everywhere."),
    )
    way = forms.ChoiceField(
        label=_("Signing in"),
        choices=[(PASSWORD, _("with a password")), (PASSKEY, _("with a passkey, made on the next page"))],
        initial=PASSWORD,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == PASSWORD and not data.get("password"):
            self.add_error("password", _("Please choose a password, or signing in with a passkey."))
        return data
