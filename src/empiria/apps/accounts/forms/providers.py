"""What the association types to connect an office's identity provider, and to help who lost the second factor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.forms.staff import StaffForm, organisation_field, reason_field
from empiria.apps.accounts.models import IdentityProvider, Organisation


class ProviderForm(StaffForm):
    name = forms.CharField(
        label=_("Name on the button"),
        max_length=100,
        help_text=_("As its people know it, such as “Urząd Miasta Łodzi”."),
    )
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_(
            "Part of the address to which the provider sends people back; it cannot be changed later."
        ),
    )
    issuer = forms.URLField(
        label=_("Issuer"),
        max_length=300,
        assume_scheme="https",
        help_text=_(
            "The address by which the provider names itself, without /.well-known/openid-configuration."
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=300)
    secret = forms.CharField(
        label=_("Client secret"), strip=True, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    domains = forms.CharField(
        label=_("Domains of e-mails"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One in a line. The provider answers for people with an e-mail in these domains, and for no others."
        ),
    )
    reason = reason_field()

    field_order = ("name", "code", "organisation", "issuer", "client_id", "secret", "domains", "reason")

    def __init__(self, *args: Any, provider: IdentityProvider | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = organisation_field(Organisation.objects.filter(is_closed=False))
        self.fields["organisation"] = field
        if provider:
            is_choice = isinstance(field.widget, forms.Select)
            field.initial = f"id:{provider.organisation_id}" if is_choice else provider.organisation.name
            del self.fields["code"]
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("Empty: the secret stays as it is. It is never shown.")
        self.order_fields(self.field_order)

    def clean_domains(self) -> list[str]:
        return self.cleaned_data["domains"].split()


class FactorReasonForm(StaffForm):
    """Why help is given by which somebody gets into an account: how it was checked who asks."""

    reason = forms.CharField(
        label=_("How it was checked who asks"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For the audit trail: seen in person, called back on a known number, confirmed by the office."
        ),
    )


class ReplaceEmailForm(FactorReasonForm):
    """Another address for somebody who reads no more at the one there is."""

    email = forms.EmailField(label=_("New e-mail"), max_length=254)
    field_order = ("email", "reason")


class EmailForm(StaffForm):
    email = forms.EmailField(
        label=_("New e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
