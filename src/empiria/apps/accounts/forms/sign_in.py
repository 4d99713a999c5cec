"""django-allauth's forms in our words: labels that say all, no placeholders that repeat them."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.limits import take_code
from empiria.apps.accounts.models import Form, Person
from empiria.apps.accounts.services import claim_account, order_password_link
from empiria.apps.accounts.services.sign_in import note_refused_factor

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("Password of now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of the passkey"),
}


class Plain(forms.Form):
    """Our labels, and nothing in the fields before somebody types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            # A list in HTML beside sentences, and a link that the page has of its own.
            field.help_text = ""
        if "password1" in self.fields:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class SignInForm(Plain, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Phones offer the stored address together with its password.
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}


class RegisterForm(Plain, account.SignupForm):
    name = forms.CharField(label=_("First name and surname"), max_length=200)
    form = forms.ChoiceField(
        label=_("Form of address"), choices=Form.choices, initial=Form.NEUTRAL, widget=forms.RadioSelect
    )

    field_order = ("email", "name", "form", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["password1"].label = _("First name and surname"), _("Password")


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """The password of now, and twice the new one."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password, where somebody signed in by other means until now."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Where to send the link. Who has the address is looked up once and for all in the same way."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        order_password_link(email=email, site=request.build_absolute_uri("/"))
        return email


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """The new password of whoever followed the link, which only they who read at the address have."""

    def save(self) -> None:
        claim_account(person=self.user, means="link")
        super().save()


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password again, before what matters."""


class _OneTimeCode(Plain):
    """A code that is right is taken once, whichever of these forms it is typed into."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autofocus": True}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not take_code(self.user, code):
            raise get_second_factor_adapter().validation_error("incorrect_code")
        return code


class _Noted:
    """A code or passkey that is not right leaves an entry; one refused by the limit on guessing leaves none."""

    user: Person | None

    def clean_code(self) -> Any:
        return self._noting(super().clean_code)  # type: ignore[misc]

    def clean_credential(self) -> Any:
        return self._noting(super().clean_credential)  # type: ignore[misc]

    def _noting(self, clean: Callable[[], Any]) -> Any:
        try:
            return clean()
        except ValidationError as error:
            if error.code == "incorrect_code":
                self._note()
            raise

    def _note(self) -> None:
        if self.user:
            note_refused_factor(person=self.user)
        else:
            get_adapter().note_refusal(context.request, None, "webauthn")


class CodeForm(_Noted, _OneTimeCode, mfa.AuthenticateForm):
    """A code from the app, or a recovery code."""


class ReauthenticateCodeForm(_Noted, _OneTimeCode, mfa.ReauthenticateForm):
    """The same, before what matters."""


class PasskeyForm(_Noted, webauthn.AuthenticateWebAuthnForm):
    """A passkey, after the password."""


class PasskeyAloneForm(_Noted, webauthn.LoginWebAuthnForm):
    """A passkey instead of a password: whose, it says itself."""


class ReauthenticatePasskeyForm(_Noted, webauthn.ReauthenticateWebAuthnForm):
    """A passkey again, before what matters."""


class ActivateTOTPForm(_OneTimeCode, totp.ActivateTOTPForm):
    """The first code that the app shows."""


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a password")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):
    """What a passkey is called."""
