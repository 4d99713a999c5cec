"""What the staff's pages ask about what holds for a time."""

from django import template
from django.utils import timezone

from empiria.apps.accounts.models import Membership, RoleGrant

register = template.Library()


@register.filter
def can_be_taken_back(spell: Membership | RoleGrant) -> bool:
    """Whether it ended today, or will: the services take such an end back."""
    return spell.valid_to is not None and spell.valid_to >= timezone.localdate()
