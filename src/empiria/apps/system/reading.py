"""Django's admin as a place for reading records as the database keeps them: every look at them is recorded."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from empiria.apps.system.services import record_read


class ReadingAdmin(ModelAdmin):
    """Lists and rows to look at; who may is `Person.has_perm`, and nobody changes anything."""

    def _read(self, request: HttpRequest, ids: list[Any]) -> None:
        object_type = "person" if self.model is get_user_model() else self.model._meta.label
        record_read(by=request.user, object_type=object_type, object_ids=ids)  # type: ignore[arg-type]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            self._read(request, [row.pk for row in response.context_data["cl"].result_list])
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id is not None and isinstance(response, TemplateResponse):
            self._read(request, [object_id])
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Of what was changed it says nothing, for nothing is changed here; its heading names the row."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse):
            self._read(request, [object_id])
        return response
