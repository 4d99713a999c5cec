"""An invitation that was sent, with what its link holds."""

import pytest
from django.core.mail import EmailMessage

from empiria.apps.accounts.models import Invitation
from empiria.apps.accounts.services import invite_person
from tests.integration.accounts.inviting import link, token_in
from tests.integration.cast import Cast


@pytest.fixture
def invited(
    cast: Cast, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> tuple[Invitation, str]:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite_person(
            email=" New.One@example.org",
            by=cast["city_coordinator"],
            link=link,
            organisation=cast.city,
            function="employee",
            roles=["city_team_member"],
        )
    return invitation, token_in(mailoutbox[-1])
