"""What the reader of settings takes, and what it says of the rest."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest

from empiria.config.environment import Environment

# That of the examples of age: nobody's.
AGE_KEY = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
Ask = Callable[[Environment], Any]

READ: list[tuple[str, Ask, Any]] = [
    ("", lambda env: env.text("X", "given"), "given"),
    ("  padded ", lambda env: env.text("X"), "padded"),
    ("Yes", lambda env: env.flag("X", default=False), True),
    ("0", lambda env: env.flag("X", default=True), False),
    ("", lambda env: env.flag("X", default=True), True),
    ("", lambda env: env.choice("X", ("a", "b"), ""), ""),
    ("b", lambda env: env.choice("X", ("a", "b"), "a"), "b"),
    ("12", lambda env: env.whole("X", 5), 12),
    ("0.5", lambda env: env.number("X", 5, is_whole=False), 0.5),
    (" a, b ,,", lambda env: env.words("X"), ["a", "b"]),
    ("b, a", lambda env: env.some("X", ("a", "b", "c")), ["b", "a"]),
    ("a.pl,.b.pl,[::1],*", lambda env: env.hosts("X", ""), ["a.pl", ".b.pl", "[::1]", "*"]),
    ("10.0.0.0/8,::1", lambda env: env.networks("X"), [ip_network("10.0.0.0/8"), ip_network("::1")]),
    ("a@b.pl", lambda env: env.email("X"), "a@b.pl"),
    (f"{AGE_KEY}-._~+/==", lambda env: env.token("X", shortest=32), f"{AGE_KEY}-._~+/=="),
    ("", lambda env: env.token("X", shortest=32), ""),
    (AGE_KEY, lambda env: env.age_keys("X"), [AGE_KEY]),
    ("unix:///run/clamd.ctl", lambda env: env.address("X", ("unix", "tcp")), "unix:///run/clamd.ctl"),
    ("postgres:///n", lambda env: env.address("X", ("postgres",)), "postgres:///n"),
    ("postgres://u:p@h/n", lambda env: env.address("X", ("postgres",)), "postgres://u:p@h/n"),
]

UNSEEN = "what was found is not shown, for it may hold a password"


def half(address: str, example: str) -> tuple[str, Ask, Any, str]:
    """An address that ends before it says what is to be reached."""
    schemes = ("https", "postgresql", "sqlite", "tcp", "unix")
    told = f"X: expected a whole address such as {example}; {UNSEEN}"
    return address, lambda env: env.address("X", schemes), "", told


REFUSED: list[tuple[str, Ask, Any, str]] = [
    ("maybe", lambda env: env.flag("X", default=True), True, "X: expected true or false, found “maybe”"),
    ("c", lambda env: env.choice("X", ("a", "b"), "a"), "a", "X: expected one of a, b, found “c”"),
    (
        "a, d",
        lambda env: env.some("X", ("a", "b")),
        [],
        "X: expected some of a, b, separated by commas, found “a, d”",
    ),
    (
        "many",
        lambda env: env.whole("X", 5, low=1, high=9),
        5,
        "X: expected a whole number from 1 to 9, found “many”",
    ),
    (
        "10",
        lambda env: env.whole("X", 5, low=1, high=9),
        5,
        "X: expected a whole number from 1 to 9, found “10”",
    ),
    (
        "nan",
        lambda env: env.number("X", 5, high=9, is_whole=False),
        5,
        "X: expected a number from 0 to 9, found “nan”",
    ),
    (
        "https://a.pl/",
        lambda env: env.hosts("X", ""),
        ["https://a.pl/"],
        "X: expected host names separated by commas, without https:// and without a port, found “https://a.pl/”",
    ),
    (
        "10.0.0.1/8",
        lambda env: env.networks("X"),
        [],
        "X: expected addresses or networks such as 10.1.0.0/16, separated by commas, found “10.0.0.1/8”",
    ),
    half("https://", "https://host"),
    half("https:///api/v1", "https://host"),
    half("tcp://", "tcp://host:port"),
    half("tcp://:3310", "tcp://host:port"),
    half("unix://", "unix:///folder/socket"),
    half("postgresql://", "postgresql://user:password@host/database"),
    half("postgresql://u:secret@h", "postgresql://user:password@host/database"),
    half("sqlite://", "sqlite:////folder/file"),
    (
        # Its letters are those of a key, but they do not add up.
        f"{AGE_KEY[:-1]}q",
        lambda env: env.age_keys("X"),
        [f"{AGE_KEY[:-1]}q"],
        "X: expected public keys of age (age1…), not mistyped, separated by commas, found “age1…”",
    ),
    ("nobody", lambda env: env.email("X"), "", "X: expected an e-mail address, found “nobody”"),
    (
        "a",
        lambda env: env.token("X", shortest=32),
        "",
        "X: expected at least 32 random characters, found 1 of them",
    ),
    (
        "two words that are long enough for it",
        lambda env: env.token("X", shortest=32),
        "",
        "X: expected letters without accents, digits and the signs - . _ ~ + / only; what was found is not shown, for it is secret",
    ),
    (
        "mysql://u:secret@h/n",
        lambda env: env.address("X", ("sqlite", "postgres")),
        "",
        "X: expected an address that begins with sqlite://, postgres://; what was found is not shown, for it may hold a password",
    ),
    (
        "postgres://u:secret@h:port/n",
        lambda env: env.address("X", ("postgres",)),
        "",
        "X: expected an address that begins with postgres://; what was found is not shown, for it may hold a password",
    ),
]


@pytest.mark.parametrize(("value", "ask", "expected"), READ)
def test_value_is_read(value: str, ask: Ask, expected: Any) -> None:
    env = Environment({"X": value})
    assert (ask(env), env.problems) == (expected, [])


@pytest.mark.parametrize(("value", "ask", "instead", "told"), REFUSED)
def test_wrong_value_is_told_and_the_default_taken(value: str, ask: Ask, instead: Any, told: str) -> None:
    env = Environment({"X": value})
    assert (ask(env), [str(problem) for problem in env.problems]) == (instead, [told])


def test_unknown_variables_of_ours_are_told_with_the_nearest_name() -> None:
    env = Environment(
        {"EMPIRIA_HOST": "a", "EMPIRIA_HOSTS": "a", "EMPIRIA_COMPLETELY_ELSE": "b", "HOME": "c"}
    )
    env.words("EMPIRIA_HOSTS")
    assert env.unknown() == {"EMPIRIA_COMPLETELY_ELSE": "", "EMPIRIA_HOST": "EMPIRIA_HOSTS"}
