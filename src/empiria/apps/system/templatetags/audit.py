"""What became of an object, for any detail page: `{% load audit %}{% object_history "person" person.pk %}`."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from empiria.apps.system.rules import may
from empiria.apps.system.selectors import history_of

register = template.Library()


@register.inclusion_tag("system/_history.html", takes_context=True)
def object_history(
    context: RequestContext, object_type: str, object_id: object, title: str = "", limit: int = 10
) -> dict[str, Any]:
    """The latest entries of the audit trail on an object; nothing, and no query, for who may not read the trail."""
    reader = context["request"].user
    is_shown = may(reader, "system.read_audit")
    return {
        "is_shown": is_shown,
        "rows": history_of(object_type, object_id, reader=str(reader.pk), limit=limit) if is_shown else [],
        "object_type": object_type,
        "object_id": object_id,
        "title": title or _("History"),
    }
