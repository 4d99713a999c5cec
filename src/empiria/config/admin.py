"""Django's admin as Empiria has it: for looking into the database, by who has the permission for it."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from empiria.apps.system.reading import ReadingAdmin
from empiria.apps.system.rules import permission_required

READING = ("GET", "HEAD")


class ReadingSite(AdminSite):
    """Every page behind one permission, none that writes: what writes is a service, with its entry in the trail.

    Only what an app registers with a `ReadingAdmin` is there, which records every look at it. Libraries register models
    of their own, some with keys and tokens; those are turned away.
    """

    # An address that is none is answered as everywhere.
    final_catch_all_view = False

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any
    ) -> None:
        if admin_class is not None and issubclass(admin_class, ReadingAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)
        is_sign_out = getattr(view, "__func__", None) is AdminSite.logout

        @permission_required("system.read_database")
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in READING and not is_sign_out:
                return HttpResponseNotAllowed(READING)
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one place to sign in, which asks for the second factor."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
