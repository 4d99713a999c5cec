"""What the code has, the reference describes; what the reference names, the code has."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from empiria.analysis.frames import ENGINES, Status
from empiria.analysis.recipe import methods
from empiria.apps.accounts.models import ErasureState, RequestState
from empiria.apps.monitor.models import Import, IndicatorKey, Release, ScoreSet
from empiria.apps.monitor.services.catalogue import SHIPPED
from empiria.apps.monitor.services.mapping import DID_NOT_EXIST, ZERO_IS_NO_DATA
from empiria.apps.system.models import JobState
from empiria.cli import main
from empiria.sources import reading

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs" / "reference"
SETTING = re.compile(r"""["'](EMPIRIA_[A-Z_]+|DATABASE_URL)["']""")


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def codes(text: str) -> set[str]:
    """Everything written as code within a line."""
    return set(re.findall(r"`([^`\n]+)`", text))


def section(text: str, heading: str) -> str:
    """The text below a heading, up to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}.*?$", text, re.MULTILINE)
    assert found, f"no heading “{heading}”"
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def commands(command: click.Command, path: str = "empiria") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_described_with_its_options(path: str) -> None:
    text = page("commands")
    own = section(text, f"`{path}")
    # What every import takes is said once, above its commands.
    above = section(text, "`empiria import`") if path.startswith("empiria import ") else ""
    options = [
        option
        for parameter in COMMANDS[path].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--") and option != "--help"
    ]
    assert [option for option in options if option not in own + above] == []


def test_no_command_is_described_that_is_not_there() -> None:
    headed = re.findall(r"^#+ `(empiria[^`]*)`", page("commands"), re.MULTILINE)
    named = {" ".join(word for word in heading.split() if word.islower()) for heading in headed}
    groups = {path.rpartition(" ")[0] for path in COMMANDS} - {"empiria"}
    assert named == set(COMMANDS) | groups


def test_every_engine_is_named() -> None:
    assert set(ENGINES) - codes(section(page("commands"), "`empiria index")) == set()


def test_every_setting_is_described_and_no_other() -> None:
    found = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    } | {"DATABASE_URL"}
    described = {code for code in codes(page("settings")) if re.fullmatch(r"[A-Z_]+", code)}
    assert described == found


def addresses(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if pattern.namespace != "admin":
                yield from addresses(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_address_is_described_and_no_other() -> None:
    named = set(addresses(get_resolver().url_patterns))
    described = {
        code
        for code in codes(page("addresses"))
        if re.fullmatch(
            r"[a-z]+:[a-z-]+|(?:account|mfa|openid|usersessions)_[a-z_]+|healthz|readyz|metrics|favicon", code
        )
    }
    assert described == named


@pytest.mark.parametrize(
    ("heading", "registry"),
    [
        ("`impute`", methods.IMPUTE),
        ("`treat`", methods.TREAT),
        ("`normalise`", methods.NORMALISE),
        ("`aggregate`", methods.AGGREGATE),
    ],
)
def test_every_method_is_described_with_its_options(heading: str, registry: methods.Catalogue) -> None:
    rows = re.findall(r"^\| `([^`]+)`", section(page("recipes"), heading), re.MULTILINE)
    described = {
        name: set(re.findall(r"\w+", options)) for name, _, options in (row.partition(" ") for row in rows)
    }
    assert set(described) == set(registry)
    missing = [(name, option) for name, options in registry.items() for option in options]
    assert [pair for pair in missing if pair[1] not in described[pair[0]]] == []


def test_every_transform_is_described() -> None:
    text = section(page("recipes"), "`transform`")
    assert set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE)) == {"log", "log1p", "sqrt"}


def test_every_status_is_described() -> None:
    text = page("observations")
    observed = codes(section(text, "Why an observation has no value"))
    assert {*reading.NO_VALUE, ZERO_IS_NO_DATA, DID_NOT_EXIST, "unreliable"} - observed == set()
    scored = re.findall(r"^\| `([^`]+)`", section(text, "Why a node has no score"), re.MULTILINE)
    assert set(scored) == {status.text for status in Status if status.text}


@pytest.mark.parametrize(
    ("heading", "states"),
    [
        ("Of a release", Release.State),
        ("Of an import", Import.State),
        ("Of a score set", ScoreSet.State),
        ("Of a job", JobState),
        ("Of a request about own data", RequestState),
        ("Of an erasure", ErasureState),
    ],
)
def test_every_state_is_described(heading: str, states: type[models.TextChoices]) -> None:
    rows = re.findall(r"^\| `([^`]+)`", section(page("states"), heading), re.MULTILINE)
    assert rows == list(states.values)


def test_every_field_of_the_catalogue_is_described() -> None:
    entries = [
        entry
        for path in (SHIPPED / "catalogue").glob("indicators-*.yaml")
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]
    ]
    example = section(page("catalogue"), "An indicator")
    fields = {field for entry in entries for field in entry}
    assert [field for field in sorted(fields) if f"{field}:" not in example] == []
    keys = {field for entry in entries for key in entry["keys"] for field in key}
    described = set(re.findall(r"^\| `(\w+)`", section(page("catalogue"), "A key"), re.MULTILINE))
    model = {field.name for field in IndicatorKey._meta.fields} - {"id", "indicator"}
    assert keys <= described == model


def test_every_grouping_is_described() -> None:
    text = (ROOT / "docs" / "explanation" / "comparison-groups.md").read_text(encoding="utf-8")
    shipped = yaml.safe_load(
        (ROOT / "src/empiria/apps/places/data/definitions.yaml").read_text(encoding="utf-8")
    )
    described = re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)
    assert set(described) == {grouping["code"] for grouping in shipped["groupings"]}
