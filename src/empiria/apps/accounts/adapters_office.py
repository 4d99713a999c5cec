"""Signing in through an office's identity provider: which providers there are, who may come in by them, and what is
said where it fails."""

from typing import Any

import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import IdentityProvider
from empiria.apps.accounts.services import ProviderRefusedError, admit_by_provider
from empiria.apps.system.encryption import is_readable
from empiria.apps.system.fetching import safe_session

KIND = "openid_connect"


class OfficeAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """django-allauth's view of our providers: they are kept in our own table, their secrets encrypted.

        One whose secret another key encrypted is not offered: people still sign in by their passwords.
        """
        found = IdentityProvider.objects.filter(is_active=True)
        if provider and provider != KIND:
            found = found.filter(code=provider)
        if client_id:
            found = found.filter(client_id=client_id)
        return [
            SocialApp(
                provider=KIND,
                provider_id=one.code,
                name=one.name,
                client_id=one.client_id,
                secret=one.secret,
                settings={"server_url": one.issuer, "oauth_pkce_enabled": True},
            )
            for one in found
            if is_readable(one.secret_encrypted)
        ]

    def get_requests_session(self) -> requests.Session:
        return safe_session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("mfa_index")

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whoever has an account or an invitation for the e-mail that the provider vouches for; nobody else."""
        said = _claims(sociallogin.account.extra_data)
        try:
            person = admit_by_provider(
                provider=IdentityProvider.objects.get(code=sociallogin.account.provider, is_active=True),
                email=str(said.get("email") or ""),
                is_verified=said.get("email_verified") is True,
                name=str(said.get("name") or ""),
                linked=sociallogin.user if sociallogin.is_existing else None,
            )
        except ProviderRefusedError as error:
            get_account_adapter(request).note_refusal(request, None, KIND)
            raise back_to_sign_in(request, sociallogin.state, error.message) from error
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        get_account_adapter(request).note_refusal(request, None, KIND)
        state = (extra_context or {}).get("state") or {}
        raise back_to_sign_in(
            request,
            state,
            _("Signing in through the office did not work. It may be tried again, or another way chosen."),
        )


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person, in the token and when asked; both must be about the same one."""
    token, asked = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and asked and token.get("sub") != asked.get("sub"):
        return {}
    return {**token, **asked}


def back_to_sign_in(request: HttpRequest, state: dict[str, Any], message: Promise) -> ImmediateHttpResponse:
    """The page of signing in, in the language in which it was left, with the reason."""
    wanted = str(state.get("next") or "")
    with override(get_language_from_path(wanted) or settings.LANGUAGE_CODE):
        get_account_adapter(request).add_message(request, messages.ERROR, message=str(message))
        return ImmediateHttpResponse(HttpResponseRedirect(reverse("accounts:sign-in")))
