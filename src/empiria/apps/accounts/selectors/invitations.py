"""What an invitation promises, in words."""

from empiria.apps.accounts.models import Function, Invitation
from empiria.apps.accounts.models.organisations import FUNCTION_IN_FORM
from empiria.apps.accounts.roles import CIRCLE, ORGANISATION, ROLES, in_form, role_title


def promised(invitation: Invitation, form: str = "") -> list[str]:
    """The function and the roles, each with where it is held; in the form of who is invited, where they have chosen one."""
    said = []
    if invitation.function:
        said.append(
            _held(in_form(FUNCTION_IN_FORM[Function(invitation.function)], form), invitation.organisation)
        )
    for code in invitation.roles:
        scope = ROLES[code].scope if code in ROLES else ""
        place = {ORGANISATION: invitation.organisation, CIRCLE: invitation.circle}.get(scope)
        said.append(_held(role_title(code, form), place))
    return said


def _held(what: str, place: object) -> str:
    return f"{what} ({place})" if place else what
