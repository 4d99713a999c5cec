"""The address of a mail provider, and what Django makes of it."""

import pytest
from anymail.exceptions import AnymailConfigurationError
from django.core.mail import get_connection

from empiria.config.email import PROVIDERS, mail_settings
from empiria.config.environment import Environment


def read(address: str, *, is_public: bool = False) -> tuple[str, dict[str, object], list[str]]:
    env = Environment({"EMPIRIA_EMAIL_URL": address})
    found = mail_settings(env, is_public=is_public)
    return found["backend"].split(".")[-2], found["options"], [str(problem) for problem in env.problems]


SMTP = {
    "host": "mail.example.org", "port": 587, "username": "", "password": "", "use_ssl": False, "use_tls": True, "timeout": 30,
}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ("smtp://mail.example.org", SMTP),
        ("smtp://mail.example.org:25?tls=no", SMTP | {"port": 25, "use_tls": False}),
        ("smtps://me%40x:p%2Fw@mail.example.org", SMTP | {
            "port": 465, "username": "me@x", "password": "p/w", "use_ssl": True, "use_tls": False,
        }),
    ],
)  # fmt: skip
def test_smtp_is_encrypted_unless_the_address_says_otherwise(
    address: str, options: dict[str, object]
) -> None:
    assert read(address) == ("smtp", options, [])


def test_without_an_address_mail_is_printed() -> None:
    assert read("") == read("console://") == ("console", {}, [])


@pytest.mark.parametrize("address", ["", "console://"])
def test_a_public_site_does_not_print_mail_into_its_logs(address: str) -> None:
    told = (
        "EMPIRIA_EMAIL_URL: expected, with EMPIRIA_HTTPS on, who sends mail, such as "
        "smtp://name:password@mail.example.org, or none:// where nobody shall; printed mail would put names and working "
        "links into the logs"
    )
    assert read(address, is_public=True) == ("console", {}, [told])
    assert read("none://", is_public=True) == ("dummy", {}, [])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_takes_its_secrets(provider: str) -> None:
    secrets = [f"secret-{number}" for number, _ in enumerate(PROVIDERS[provider])]
    _, options, problems = read(f"{provider}://{':'.join(secrets)}@")
    assert problems == []
    backend = get_connection(f"anymail.backends.{provider}.EmailBackend", **options)
    assert backend is not None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_wants_all_of_its_secrets(provider: str) -> None:
    _, options, problems = read(f"{provider}://@")
    assert len(problems) == 1
    with pytest.raises(AnymailConfigurationError):
        get_connection(f"anymail.backends.{provider}.EmailBackend", **options)


def test_options_of_a_provider_follow_the_question_mark() -> None:
    _, options, _ = read("mailgun://key@?sender_domain=mg.example.org&api_url=https://api.eu.mailgun.net/v3")
    assert options == {
        "api_key": "key",
        "sender_domain": "mg.example.org",
        "api_url": "https://api.eu.mailgun.net/v3",
    }


def test_a_secret_is_never_told() -> None:
    *_, problems = read("mailjet://only-one-secret@")
    assert problems == [
        "EMPIRIA_EMAIL_URL: expected mailjet://[api_key]:[secret_key]@, what stands in brackets being a secret; it is not shown"
    ]
