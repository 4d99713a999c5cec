"""Sessions of an account, ended wherever they are open."""

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from empiria.apps.accounts.models import Person


def sign_out_everywhere(person: Person) -> None:
    """End every session of somebody, with the note of its browser, and every sign-in that was begun and waits.

    Sessions do not say in a column whose they are, so all are looked at: rare, and there are no more of them than
    browsers of half a day.
    """
    UserSession.objects.filter(user=person).delete()
    ended = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(person.pk):
            ended.append(session.pk)
        elif _waits_for(person, data):
            # A browser in which nobody is signed in: it may hold other things, and be asking for this at the moment.
            del data[LOGIN_SESSION_KEY]
            Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(data))
    Session.objects.filter(pk__in=ended).delete()


def _waits_for(person: Person, data: dict[str, Any]) -> bool:
    """Whether somebody showed a password of this account in the browser, and has yet to show more."""
    begun = data.get(LOGIN_SESSION_KEY)
    return isinstance(begun, dict) and begun.get("user_pk") == user_pk_to_url_str(person)
