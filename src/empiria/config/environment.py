"""Reads settings from the environment: typed, checked, and everything that is wrong told at once.

A variable that is empty counts as not set: container files and unit files pass such ones on.
"""

import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

from empiria.analysis.errors import InputError, mark
from empiria.config.translations import say

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
HOST = re.compile(r"\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
# What may follow “Bearer” in a header, by RFC 6750.
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
Network = IPv4Network | IPv6Network
# What an address of each kind must hold, as an example says it; one of any other kind needs nothing but its beginning.
WHOLE = {
    "http": "http://host",
    "https": "https://host",
    "postgres": "postgres://user:password@host/database",
    "postgresql": "postgresql://user:password@host/database",
    "sqlite": "sqlite:////folder/file",
    "tcp": "tcp://host:port",
    "unix": "unix:///folder/socket",
}


class Environment:
    """The environment as settings ask for it. A wrong value is noted and answered by the default, so that the
    next one is looked at too; `finish` tells them all."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.known: set[str] = set()
        self.problems: list[InputError] = []

    def refuse(self, message: str, **params: Any) -> None:
        """Note what is wrong: a message that names the variable, what was expected, and what was found unless it is secret."""
        self.problems.append(InputError(message, **params))

    def text(self, name: str, default: str = "") -> str:
        self.known.add(name)
        return self._values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        found = self.text(name).lower()
        if found in TRUE | FALSE:
            return found in TRUE
        if found:
            self.refuse(
                mark("%(name)s: expected true or false, found “%(found)s”"), name=name, found=self.text(name)
            )
        return default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        found = self.text(name, default)
        if found == default or found in choices:
            return found
        self.refuse(
            mark("%(name)s: expected one of %(choices)s, found “%(found)s”"),
            name=name,
            choices=", ".join(choices),
            found=found,
        )
        return default

    def number(
        self, name: str, default: float, *, low: float = 0, high: float = 1e9, is_whole: bool = True
    ) -> float:
        """A number from `low` to `high`; whole ones come back as integers."""
        found = self.text(name)
        if not found:
            return default
        try:
            value: float = int(found) if is_whole else float(found)
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            return value
        message = (
            mark("%(name)s: expected a whole number from %(low)s to %(high)s, found “%(found)s”")
            if is_whole
            else mark("%(name)s: expected a number from %(low)s to %(high)s, found “%(found)s”")
        )
        self.refuse(message, name=name, low=f"{low:g}", high=f"{high:g}", found=found)
        return default

    def whole(self, name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
        return int(self.number(name, default, low=low, high=high))

    def words(self, name: str, default: str = "") -> list[str]:
        """What stands between commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def some(self, name: str, choices: tuple[str, ...]) -> list[str]:
        """Any of the choices, separated by commas; none when empty."""
        found = self.words(name)
        if set(found) <= set(choices):
            return found
        self.refuse(
            mark("%(name)s: expected some of %(choices)s, separated by commas, found “%(found)s”"),
            name=name,
            choices=", ".join(choices),
            found=self.text(name),
        )
        return []

    def hosts(self, name: str, default: str) -> list[str]:
        found = self.words(name, default)
        for word in found:
            if not HOST.fullmatch(word):
                self.refuse(
                    mark(
                        "%(name)s: expected host names separated by commas, without https:// and without a port, "
                        "found “%(found)s”"
                    ),
                    name=name,
                    found=word,
                )
        return found

    def networks(self, name: str, default: str = "") -> list[Network]:
        """Networks as 10.1.0.0/16, or single addresses."""
        found = []
        for word in self.words(name, default):
            try:
                found.append(ip_network(word))
            except ValueError:
                self.refuse(
                    mark(
                        "%(name)s: expected addresses or networks such as 10.1.0.0/16, separated by commas, "
                        "found “%(found)s”"
                    ),
                    name=name,
                    found=word,
                )
        return found

    def age_keys(self, name: str) -> list[str]:
        """Public keys of age, with which backups are encrypted."""
        if not (found := self.words(name)):
            return []
        # Few installations need the library in every process that reads the settings.
        from pyrage import RecipientError, x25519

        for word in found:
            try:
                x25519.Recipient.from_str(word)
            except RecipientError:
                self.refuse(
                    mark(
                        "%(name)s: expected public keys of age (age1…), not mistyped, separated by commas, found “%(found)s”"
                    ),
                    name=name,
                    # Somebody may have put the secret key here.
                    found=f"{word[:4]}…",
                )
        return found

    def token(self, name: str, *, shortest: int) -> str:
        """A secret that programs show in a header: what was found is never told."""
        found = self.text(name)
        if found and not TOKEN.fullmatch(found):
            self.refuse(
                mark(
                    "%(name)s: expected letters without accents, digits and the signs - . _ ~ + / only; what was found is not "
                    "shown, for it is secret"
                ),
                name=name,
            )
            return ""
        if found and len(found) < shortest:
            self.refuse(
                mark("%(name)s: expected at least %(count)s random characters, found %(found)s of them"),
                name=name,
                count=shortest,
                found=len(found),
            )
            return ""
        return found

    def email(self, name: str, default: str = "") -> str:
        found = self.text(name, default)
        if found and not EMAIL.fullmatch(found):
            self.refuse(
                mark("%(name)s: expected an e-mail address, found “%(found)s”"), name=name, found=found
            )
            return default
        return found

    def address(self, name: str, schemes: tuple[str, ...]) -> str:
        """An address that may hold a password: what was found is never told."""
        found = self.text(name)
        try:
            parts = urlsplit(found)
            # Asking for the port reads it.
            is_good = not found or (parts.scheme in schemes and parts.port != 0)
        except ValueError:
            is_good = False
        if not is_good:
            self.refuse(
                mark(
                    "%(name)s: expected an address that begins with %(schemes)s; what was found is not shown, "
                    "for it may hold a password"
                ),
                name=name,
                schemes=", ".join(f"{scheme}://" for scheme in schemes),
            )
            return ""
        if found and not _is_whole(parts):
            self.refuse(
                mark(
                    "%(name)s: expected a whole address such as %(example)s; what was found is not shown, for it may hold a "
                    "password"
                ),
                name=name,
                example=WHOLE[parts.scheme],
            )
            return ""
        return found

    def unknown(self) -> dict[str, str]:
        """Variables of ours that nobody asked for, each with the name that was probably meant, or nothing."""
        ours = {name for name in self._values if name.startswith("EMPIRIA_")} - self.known
        return {
            name: next(iter(get_close_matches(name, sorted(self.known), n=1, cutoff=0.7)), "")
            for name in sorted(ours)
        }

    def finish(self) -> None:
        """Warn of variables that no setting has, and end the process with 2 where a value cannot be used."""
        # Whom `empiria start` supervises has a parent that said it already.
        if "EMPIRIA_SUPERVISED" not in self._values:
            for name, meant in self.unknown().items():
                text = (
                    mark("Warning: %(name)s is no setting; was %(meant)s meant?")
                    if meant
                    else mark("Warning: %(name)s is no setting, and changes nothing")
                )
                print(say(text) % {"name": name, "meant": meant}, file=sys.stderr)  # noqa: T201 - no logs yet
        if self.problems:
            self._end()

    def _end(self) -> NoReturn:
        """No traceback, whatever program reads the settings: `SystemExit` passes through all of them."""
        for problem in self.problems:
            print(say("Error: {message}").format(message=problem.render(say)), file=sys.stderr)  # noqa: T201
        sys.exit(2)


def _is_whole(parts: SplitResult) -> bool:
    """Whether an address names what is to be reached: a host, or behind it a database or a file."""
    if parts.scheme in {"http", "https", "tcp"}:
        return bool(parts.hostname)
    return parts.scheme not in WHOLE or bool(parts.path.strip("/"))
