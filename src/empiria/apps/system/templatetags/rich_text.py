"""The one way in which text with formatting comes to a page."""

from django import template
from django.utils.safestring import SafeString

from empiria.apps.system.rich_text import plain, render

register = template.Library()


@register.filter
def rich_text(text: str) -> SafeString:
    """`{{ document.description|rich_text }}`."""
    return render(text or "")


@register.filter
def without_formatting(text: str) -> str:
    """`{{ document.description|without_formatting|truncatewords:30 }}`."""
    return plain(text or "")
