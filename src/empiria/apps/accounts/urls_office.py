"""Signing in through offices' identity providers, by django-allauth's names; in no language, for a provider knows one address."""

from django.urls import path

from empiria.apps.accounts.views import office

urlpatterns = [
    path("<slug:provider_id>/", office.start, name="openid_connect_login"),
    path("<slug:provider_id>/back/", office.callback, name="openid_connect_callback"),
]
