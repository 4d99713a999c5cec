"""Signing in through an office's identity provider: on the way there, and back. Outside the languages, for the address to come
back to is one."""

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from empiria.apps.accounts.adapters_office import back_to_sign_in

NO_ANSWER = _("The office's provider does not answer. Please try again later, or choose another way.")


@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, by a page of our own: browsers let no form be redirected to another site."""
    try:
        answer = OAuth2LoginView.adapter_view(OpenIDConnectOAuth2Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, KeyError, ValueError):
        return back_to_sign_in(request, {"next": request.POST.get("next")}, NO_ANSWER).response
    if isinstance(answer, HttpResponseRedirect):
        return render(request, "socialaccount/login_redirect.html", {"redirect_to": answer.url})
    return answer


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    try:
        return OAuth2CallbackView.adapter_view(OpenIDConnectOAuth2Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except ImmediateHttpResponse as answer:
        return answer.response
