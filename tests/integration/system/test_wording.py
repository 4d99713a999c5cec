"""Every code that the program writes into the trail has words."""

import re
from pathlib import Path

from django.apps import apps
from django.utils import translation

import empiria
from empiria.apps.accounts.adapters import CHANGES
from empiria.apps.system.wording import ACTIONS, OBJECTS, action_title, job_subject, object_title

APPS = ("accounts", "monitor", "outreach", "places", "portal", "system")
CALL = re.compile(
    r"(?:record|_record|_recorded|_write|record_figures)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
)
# Kinds of jobs look like actions, and are written by no entry.
ACTION = re.compile(rf'"((?:{"|".join(APPS)})\.[a-z]+(?:-[a-z]+)*)"')


def sources() -> str:
    apps = Path(empiria.__path__[0]) / "apps"
    texts = (path.read_text(encoding="utf-8") for path in apps.rglob("*.py") if path.name != "wording.py")
    return "\n".join(texts)


def test_every_action_has_words_and_no_other() -> None:
    written = {code for call in CALL.findall(sources()) for code in ACTION.findall(call)}
    assert (written | set(CHANGES.values())) - set(OBJECTS) == set(ACTIONS)


def test_every_type_of_object_has_words() -> None:
    # As an argument, or as a constant by itself on its line (a choice of a field has its words beside it).
    named = set(re.findall(r'(?m)(?:object_type=|OBJECT = )"([^"]+)"(?!, _)', sources()))
    assert named - set(OBJECTS) == set()
    assert [code for code in OBJECTS if f'"{code}"' not in sources()] == []


def test_every_kind_of_record_is_named_in_both_languages() -> None:
    """In the register of processing and where an erasure asks what to do with a text."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("empiria.")]
    named = {}
    for language in ("pl", "en"):
        with translation.override(language):
            named[language] = [str(model._meta.verbose_name) for model in ours]
    assert [one for one, other in zip(named["pl"], named["en"], strict=True) if one == other] == []


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert (action_title("other.do-it"), object_title("other")) == ("other.do-it", "other")


def test_the_draft_is_named_once() -> None:
    with translation.override("en"):
        named = [
            job_subject("monitor.draft", "draft"),
            job_subject("monitor.score-set", "3"),
            job_subject("", ""),
        ]
    assert named == ["draft", "set of scores 3", ""]
