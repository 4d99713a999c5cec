"""The files that run Empiria elsewhere: linters take them, and what they name is there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import reverse
from django.utils.translation import override

from empiria.cli import COMMANDS
from empiria.sources.received import MAX_BYTES

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
GUIDES = [
    ROOT / "docs" / "how-to" / f"{name}.md"
    for name in (
        "run-on-one-server",
        "run-in-containers",
        "back-up-and-restore",
        "upgrade",
        "watch-over-it",
        "send-email",
    )
]
# The parts of https://compose-spec.io that are used here.
KEYS: dict[str, set[str]] = {
    "": {"name", "services", "networks", "volumes"},
    "service": {
        "build", "cap_drop", "command", "depends_on", "env_file", "environment", "healthcheck", "image", "networks",
        "ports", "read_only", "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "volumes",
    },
    "build": {"context", "dockerfile"},
    "healthcheck": {"test", "interval", "timeout", "retries", "disable"},
}  # fmt: skip


def test_the_containerfile_pleases_its_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, ROOT / "Containerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_does_not_run_as_root_and_looks_after_its_health() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert [path for path in source.split() if not (ROOT / path).exists()] == []


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_compose_uses_known_keys_only(compose: dict[str, Any]) -> None:
    assert {key for key in compose if not key.startswith("x-")} == KEYS[""]
    for service in compose["services"].values():
        assert set(service) <= KEYS["service"]
        assert set(service.get("build", {})) <= KEYS["build"]
        assert set(service.get("healthcheck", {})) <= KEYS["healthcheck"]


def test_what_compose_names_is_there(compose: dict[str, Any]) -> None:
    services = compose["services"]
    named = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    assert {name for name in named if not name.startswith(".")} == set(compose["volumes"])
    assert [name for name in named if name.startswith(".") and not (ROOT / name).exists()] == []
    assert {name for service in services.values() for name in service["networks"]} == set(compose["networks"])
    assert {name for service in services.values() for name in service.get("depends_on", [])} <= set(services)
    for name in ("web", "worker"):
        assert services[name]["command"][0] in COMMANDS
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert "ports" not in services["database"] | services["web"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_understood_by_systemd(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    text = unit.read_text(encoding="utf-8")
    (command,) = re.findall(
        r"^ExecStart=(?:/bin/sh -c ')?/opt/empiria/\.venv/bin/empiria (\w+)", text, re.MULTILINE
    )
    assert command in COMMANDS
    # The program and its user are not on this machine.
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(
        re.sub(r"^(User|Group)=.*\n", "", re.sub(r"/opt/\S+", "/bin/true", text), flags=re.MULTILINE)
    )
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    if "Failed to" in done.stderr and "manager" in done.stderr:
        pytest.skip("systemd-analyze cannot work here")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_unit_runs_with_the_settings_and_the_data_of_the_installation() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        for line in (
            "User=empiria",
            "EnvironmentFile=/etc/empiria/environment",
            "Environment=EMPIRIA_DATA=/var/lib/empiria",
        ):
            assert f"\n{line}\n" in text, unit.name
    assert [one.stem for one in TIMERS] == ["empiria-backup"]
    assert (DEPLOY / "systemd" / "empiria-backup.service").is_file()


def test_the_timer_is_understood_by_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    (tmp_path / "empiria-backup.service").write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")
    copy = tmp_path / "empiria-backup.timer"
    shutil.copy(DEPLOY / "systemd" / "empiria-backup.timer", copy)
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    if "Failed to" in done.stderr and "manager" in done.stderr:
        pytest.skip("systemd-analyze cannot work here")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_clears_old_ones_and_what_killed_ones_left_away(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "empiria-backup.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStartPost=(.+)$", text, re.MULTILINE)
    words = [word.replace("/var/lib/empiria-backups", str(tmp_path)) for word in shlex.split(command)]
    for name, days in (
        (".a.backup.7.part", 2),
        ("old.backup", 31),
        (".b.backup.8.part", 0),
        ("new.backup", 29),
    ):
        (tmp_path / name).touch()
        then = time.time() - days * 86_400 - 3600
        os.utime(tmp_path / name, (then, then))
    subprocess.run(words, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.backup.8.part", "new.backup"]


@pytest.mark.parametrize(
    "path", [*UNITS, DEPLOY / "environment.example", *GUIDES], ids=lambda path: path.name
)
def test_every_setting_named_is_one(path: Path) -> None:
    named = set(re.findall(r"EMPIRIA_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
    # Those of the compose file itself.
    named -= {"EMPIRIA_HOST", "EMPIRIA_IMAGE"}
    assert [name for name in sorted(named) if f"`{name}`" not in SETTINGS] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_command_named_is_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:^\$ |bin/|web |“|`)empiria ([a-z]+)\b", text, re.MULTILINE)
    assert [name for name in named if name not in COMMANDS] == []


def test_every_figure_named_is_counted() -> None:
    described = set(
        re.findall(r"\bempiria_[a-z_]+", (ROOT / "docs/how-to/watch-over-it.md").read_text(encoding="utf-8"))
    )
    source = (ROOT / "src/empiria/apps/system/metrics.py").read_text(encoding="utf-8")
    given = set(re.findall(r'"(empiria_[a-z_]+)"', source))
    assert described - given == {"empiria_requests_total", "empiria_request_seconds_bucket"}
    assert given - described == {"empiria_requests"}


def test_what_compose_asks_of_every_command_is_named_in_a_file() -> None:
    """Given to one command only, it would be missing from the next."""
    text = (ROOT / "docs" / "how-to" / "run-in-containers.md").read_text(encoding="utf-8")
    wanted = re.findall(r"\$\{(\w+):\?", (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert wanted == ["EMPIRIA_HOST"]
    assert re.search(r"`\.env` [^`]*```\n +EMPIRIA_HOST=\S+\n +```", text)
    assert re.findall(r"^ *\$ .*EMPIRIA_HOST=", text, re.MULTILINE) == []


def test_proxies_write_no_addresses() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    servers = nginx.split("\nserver {\n")[1:]
    assert [re.findall(r"^    (access_log|error_log) (.+);$", one, re.MULTILINE) for one in servers] == [
        [("access_log", "off"), ("error_log", "/var/log/nginx/empiria-error.log emerg")],
        [
            ("access_log", "/var/log/nginx/empiria.log empiria"),
            ("error_log", "/var/log/nginx/empiria-error.log emerg"),
        ],
    ]
    assert re.findall(r"\$(\w+)", nginx.split("log_format empiria ")[1].split(";")[0]) == [
        "time_iso8601", "request_method", "status", "request_time", "request_id",
    ]  # fmt: skip
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"log default \{\s+exclude (.+)\n", caddy) == [
        "http.log.error http.handlers.reverse_proxy"
    ]


def test_proxies_let_through_what_may_be_imported() -> None:
    addresses = [translated(language) for language in ("pl", "en")]
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    ((pattern, size),) = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;", nginx)
    assert [bool(re.search(pattern, address)) for address in [*addresses, "/"]] == [True, True, False]
    assert int(size) * 2**20 > MAX_BYTES
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"@(import|other) (not )?path (.+)", caddy) == [
        ("import", "", " ".join(addresses)),
        ("other", "not ", " ".join(addresses)),
    ]
    (size,) = re.findall(r"request_body @import \{\s+max_size (\d+)MiB", caddy)
    assert int(size) * 2**20 > MAX_BYTES


def translated(language: str) -> str:
    with override(language):
        return reverse("monitor:draft-upload")


def test_the_example_of_settings_starts_a_program(tmp_path: Path) -> None:
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    values |= {"EMPIRIA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "empiria.config.settings"}
    look = "from django.conf import settings; print(settings.HTTPS, settings.EMPIRIA_TRUSTED_PROXIES)"
    done = subprocess.run(
        [sys.executable, "-c", look], env=values, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True 1\n", "")
