"""The pages of django-allauth that are offered, at our addresses; it finds them by its own names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.db import transaction
from django.urls import path, re_path

from empiria.apps.accounts import views

# What changes an account is written together with its entry in the trail.
whole = transaction.atomic

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("register/", views.if_open(whole(account.signup)), name="account_signup"),
    path(
        "register/sent/",
        views.if_open(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path(
        "register/confirm/<str:key>/",
        views.if_open(whole(account.confirm_email)),
        name="account_confirm_email",
    ),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", whole(account.password_change), name="account_change_password"),
    path("password/set/", whole(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # With a hyphen between the two: so django-allauth puts the link together.
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", whole(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        whole(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/new/", whole(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", whole(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("sessions/", whole(sessions.list_usersessions), name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.session_end, name="usersessions_end"),
]
