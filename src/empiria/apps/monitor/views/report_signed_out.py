"""Words that arrive after their writer was signed out: shown once more, for nothing of them is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from empiria.apps.monitor.forms.reports import field_of
from empiria.apps.monitor.selectors.report_templates import template_of

View = Callable[..., HttpResponseBase]


def gives_words_back(view: View) -> View:
    """Who writes for hours may be signed out meanwhile: led to sign in like others, they would lose what they sent.

    Nothing is looked up: whoever sends words is answered with these words, whatever city they are for.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        template = template_of(request.GET.get("template", ""))
        written = [
            {"title": place.title, "text": text}
            for place in (template.texts if template else ())
            if (text := request.POST.get(field_of(place.code), "").strip())
        ]
        sign_in = f"{reverse('accounts:sign-in')}?{urlencode({'next': request.get_full_path()})}"
        context = {"written": written, "sign_in_url": sign_in}
        response = render(request, "monitor/report_signed_out.html", context, status=403)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded
