"""The account's own pages; those that django-allauth answers stand in `urls_sign_in.py`."""

from django.urls import include, path

from empiria.apps.accounts import views
from empiria.apps.accounts.views import email, invitations, keys, providers

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("", include("empiria.apps.accounts.urls_staff")),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("keys/", keys.key_list, name="key-list"),
    path("keys/<int:pk>/revoke/", keys.key_revoke, name="key-revoke"),
    path("email/", email.email_change, name="email-change"),
    path("email/cancel/", email.email_cancel, name="email-cancel"),
    path("email/confirm/<str:token>/", email.email_confirm, name="email-confirm"),
    path("people/<int:pk>/email/", email.email_replace, name="email-replace"),
    path("invitations/", invitations.invitation_list, name="invitation-list"),
    path("invitations/new/", invitations.invitation_create, name="invitation-create"),
    path("invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path("invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("providers/", providers.provider_list, name="provider-list"),
    path("providers/new/", providers.provider_create, name="provider-create"),
    path("providers/<slug:code>/", providers.provider_update, name="provider-update"),
    path("providers/<slug:code>/switch/", providers.provider_switch, name="provider-switch"),
    path("people/<int:pk>/second-factor/remove/", providers.factors_remove, name="factors-remove"),
]
