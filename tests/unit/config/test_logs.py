"""What the log keeps of a record, and what it leaves out."""

import pytest

from empiria.config.logs import kind_and_place, without_personal_data


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mail to jan.kowalski@miasto.gov.pl failed", "mail to …@… failed"),
        ("zażółć@gęślą.pl", "…@…"),
        ("Not Found: /accounts/confirm/1-c5f3k2-0123456789abcdef0123/", "Not Found: /accounts/confirm/…/"),
        (
            "/accounts/invitations/AbCdEf0123456789AbCdEf0123456789",
            "/accounts/invitations/…",
        ),
        ("/monitor/search/?q=Kowalski&x=1 took long", "/monitor/search/?… took long"),
        ("/site-packages/django/contrib/contenttypes/models.py", "/site-packages/django/contrib/contenttypes/models.py"),
        ("job 7f6ad9c2-59b4-4d0e-9ad5-1c2e0f5d3b11 done", "job 7f6ad9c2-59b4-4d0e-9ad5-1c2e0f5d3b11 done"),
    ],
)  # fmt: skip
def test_addresses_tokens_and_queries_are_masked_at_any_depth(written: str, kept: str) -> None:
    event = {"event": written, "deep": {"list": [written, 1, None]}, "request": written}
    assert without_personal_data(None, "info", event) == {
        "event": kept,
        "deep": {"list": [kept, 1, None]},
    }


def test_exceptions_keep_kind_and_place_and_no_text() -> None:
    def fail() -> None:
        try:
            raise ValueError("Jan Kowalski")
        except ValueError as error:
            raise KeyError("jan@example.org") from error

    try:
        fail()
    except KeyError as error:
        event = kind_and_place(None, "error", {"event": "failed", "exc_info": error})
    assert "Kowalski" not in str(event)
    assert "jan@" not in str(event)
    assert [one["kind"] for one in event["exceptions"]] == ["builtins.KeyError", "builtins.ValueError"]
    assert all(one["at"][-1].endswith(" fail") for one in event["exceptions"])
