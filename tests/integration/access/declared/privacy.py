from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.integration.access.rule import EVERYBODY, SIGNED_IN, Rule, holds
from tests.integration.access.world import World

KEEPERS = holds("accounts.manage_privacy")
NO_TEXT, NO_COPY = {"code": "none"}, {"pk": UUID(int=0)}
TEXT = {"title_pl": "Tytuł", "title_en": "Title", "text_pl": "Słowa", "text_en": "Words"}


def asked(_world: World) -> Mapping[str, Any]:
    return {"code": "newsletter"}


def request(world: World) -> Mapping[str, Any]:
    return {"pk": world.request.pk}


def copy(world: World) -> Mapping[str, Any]:
    return {"pk": world.copy.pk}


RULES = [
    Rule("privacy:clause-list", EVERYBODY),
    Rule("privacy:clause-detail", EVERYBODY, args=lambda _: {"code": "accounts"}, absent=NO_TEXT),
    # A version that is not published, of a clause and of what is no clause.
    Rule(
        "privacy:clause-version",
        EVERYBODY,
        found_by=frozenset(),
        args=lambda _: {"code": "newsletter", "number": 2},
        absent={"code": "none", "number": 2},
    ),
    Rule("privacy:consent-list", SIGNED_IN, others=302),
    Rule(
        "privacy:consent-give",
        SIGNED_IN,
        args=lambda world: {"version": world.asked.pk},
        absent={"version": 999_999},
        get=405,
        post=302,
    ),
    Rule(
        "privacy:consent-withdraw",
        SIGNED_IN,
        found_by=frozenset({"city_coordinator"}),
        args=lambda world: {"consent": world.consent.pk},
        absent={"consent": 999_999},
        get=405,
        post=302,
    ),
    Rule(
        "privacy:request-list",
        SIGNED_IN,
        post=302,
        data=lambda _: {"kind": "other", "text": "What for?"},
        empty=200,
    ),
    Rule(
        "privacy:request-withdraw",
        SIGNED_IN,
        found_by=frozenset({"city_coordinator"}),
        args=request,
        absent={"pk": 999_999},
        get=405,
        post=302,
    ),
    Rule("privacy:desk", KEEPERS),
    Rule(
        "privacy:desk-request",
        KEEPERS,
        args=request,
        absent={"pk": 999_999},
        post=302,
        data=lambda _: {"answer": "Done."},
        empty=200,
    ),
    # Everything held about oneself, to read, to take along, to erase.
    Rule("privacy:my-data", SIGNED_IN, shows_own=True),
    # A link leads back to the page; the button gives the copy.
    Rule("privacy:data-download", SIGNED_IN, get=302, post=200, is_asked_again=True),
    Rule(
        "privacy:copy-detail", SIGNED_IN, found_by=frozenset({"city_coordinator"}), args=copy, absent=NO_COPY
    ),
    # Not made yet: there is no file, for its person neither.
    Rule("privacy:copy-file", SIGNED_IN, found_by=frozenset(), args=copy, absent=NO_COPY),
    Rule(
        "privacy:erase-own",
        SIGNED_IN,
        post=302,
        exceptions={("administrator", "POST"): 409},
        is_asked_again=True,
    ),
    Rule("privacy:erase-cancel", SIGNED_IN, get=405, post=302),
    Rule(
        "privacy:desk-erase",
        KEEPERS,
        args=lambda world: {"pk": world.cast["leader"].pk},
        absent={"pk": 999_999},
        # The files of the library are looked through first; until then nothing else is done.
        post=302,
        data=lambda _: {"search": "1"},
        empty=409,
        is_asked_again=True,
    ),
    # Whatever the file is closed to others for: it names the person, and somebody has to decide of it.
    Rule(
        "privacy:desk-erase-file",
        KEEPERS,
        args=lambda world: {
            "pk": world.cast["resident"].pk,
            "kind": "outreach.files",
            "number": world.at_stake,
        },
        absent={"pk": 999_999, "kind": "outreach.files", "number": "0"},
        shows=frozenset({"document"}),
    ),
    Rule("privacy:statement-list", KEEPERS),
    Rule(
        "privacy:statement-create",
        KEEPERS,
        post=302,
        data=lambda _: {"kind": "clause", "code": "events"},
        empty=200,
    ),
    Rule(
        "privacy:statement-edit",
        KEEPERS,
        args=asked,
        absent=NO_TEXT,
        post=302,
        data=lambda _: TEXT,
        empty=200,
    ),
    Rule(
        "privacy:statement-publish",
        KEEPERS,
        args=asked,
        absent=NO_TEXT,
        post=302,
        data=lambda _: {"number": "2"},
        empty=200,
    ),
    Rule(
        "privacy:statement-adopt",
        KEEPERS,
        args=lambda _: {"code": "documents"},
        get=405,
        post=302,
    ),
    Rule("privacy:statement-discard", KEEPERS, args=asked, absent=NO_TEXT, get=405, post=302),
    Rule("privacy:statement-close", KEEPERS, args=asked, absent=NO_TEXT, get=405, post=302),
]
