"""What people type: signing in, people, organisations, circles."""

from empiria.apps.accounts.forms.sign_in import (
    ActivateTOTPForm,
    AddPasskeyForm,
    ChangePasswordForm,
    CodeForm,
    PasskeyAloneForm,
    PasskeyForm,
    ReauthenticateCodeForm,
    ReauthenticateForm,
    ReauthenticatePasskeyForm,
    RegisterForm,
    RenamePasskeyForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignInForm,
)

__all__ = [
    "ActivateTOTPForm",
    "AddPasskeyForm",
    "ChangePasswordForm",
    "CodeForm",
    "PasskeyAloneForm",
    "PasskeyForm",
    "ReauthenticateCodeForm",
    "ReauthenticateForm",
    "ReauthenticatePasskeyForm",
    "RegisterForm",
    "RenamePasskeyForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SignInForm",
]
