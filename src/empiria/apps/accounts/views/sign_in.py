"""One's own account, signing in and out. The rest is django-allauth's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from empiria.apps.accounts.models import IdentityProvider
from empiria.apps.accounts.rules import signed_in
from empiria.apps.accounts.services import end_sessions


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Besides: the offices whose people sign in by their own provider, and where everybody goes on to."""
        context = super().get_context_data(**kwargs)
        wanted = self.get_next_url() or reverse("accounts:home")
        return context | {
            "is_open": settings.EMPIRIA_OPEN_REGISTRATION,
            "offices": IdentityProvider.objects.filter(is_active=True),
            "wanted": wanted,
        }


def if_open(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of making an account of one's own: there is none where the association invites people only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.EMPIRIA_OPEN_REGISTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class SignOut(LogoutView):
    http_method_names = ["post", "options"]


@login_required
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one other browser of one's own. Asked twice, or for another's, there is nothing to end and nothing is said."""
    person = signed_in(request)
    others = UserSession.objects.filter(user=person).exclude(session_key=request.session.session_key)
    if found := list(others.filter(pk=pk)):
        end_sessions(sessions=found, by=person)
        messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What somebody may do with their account, and, for the staff, where their work is."""
    return render(request, "accounts/home.html")
