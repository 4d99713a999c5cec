"""Answers of the command line: language, exit codes, one readable line instead of a traceback."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from empiria.analysis.errors import InputError
from empiria.cli import COMMANDS, main
from empiria.cli.messages import language


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    return CliRunner()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "pl_PL.UTF-8"}, "pl"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "pl_PL.UTF-8"}, "pl"),
        ({"LANG": "pl_PL.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "pl_PL.UTF-8", "EMPIRIA_LANGUAGE": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "EMPIRIA_LANGUAGE": "pl"}, "pl"),
        ({"LANG": ""}, "en"),
    ],
)
def test_language_follows_the_terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("EMPIRIA_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


def paths(group: click.Command, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, the groups included."""
    yield above
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            child = group.get_command(context, name)
            assert child is not None
            yield from paths(child, (*above, name))


@pytest.mark.parametrize("words", list(paths(main)), ids=" ".join)
def test_help_of_every_command_has_an_example_and_whole_sentences(
    command: CliRunner, words: tuple[str, ...]
) -> None:
    answer = command.invoke(main, [*words, "--help"])
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "Example: " in answer.stdout
    # What is too long for the list of commands is cut off by click.
    assert "..." not in answer.stdout.partition("Commands:")[2]


def test_help_lists_every_command(command: CliRunner) -> None:
    listed = command.invoke(main, ["--help"]).stdout.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.startswith("  ")][
        : len(COMMANDS)
    ] == list(COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["index"],
        ["index", "no-such-file.yaml", "--observations", "a", "--units", "b", "--output", "c"],
        ["start", "--port", "many"],
        ["start", "--port", "0"],
    ],
)
def test_wrong_arguments_exit_2(command: CliRunner, arguments: list[str]) -> None:
    answer = command.invoke(main, arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("Error:") == 1


def failing_with(error: BaseException) -> click.Command:
    @click.command()
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            InputError("no column “%(column)s”", place={"file": "a.csv", "line": 3}, column="x"),
            2,
            "a.csv, line 3: no column “x”",
        ),
        (ZeroDivisionError("in two\nlines"), 1, "ZeroDivisionError: in two lines"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
    ],
)
def test_errors_are_told_in_one_line(
    command: CliRunner, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    monkeypatch.setattr(type(main), "get_command", lambda *_: failing_with(error))
    answer = command.invoke(main, ["index"])
    assert (answer.exit_code, answer.stdout, answer.stderr) == (code, "", f"Error: {told}\n")


def test_index_and_help_load_neither_django_nor_an_engine() -> None:
    look = (
        "import sys\n"
        "from empiria.cli import main\n"
        "from empiria.cli.index import index\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'django', 'polars', 'duckdb', 'gunicorn', 'pyarrow'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_first_command_says_that_it_made_the_database(tmp_path: Path) -> None:
    environment = {**os.environ, "EMPIRIA_DATA": str(tmp_path / "new"), "EMPIRIA_LANGUAGE": "en"}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    environment["DJANGO_SETTINGS_MODULE"] = "empiria.config.settings"
    told = [
        subprocess.run(
            [sys.executable, "-m", "empiria", "release", "list"],
            env=environment, capture_output=True, text=True, check=True, timeout=60,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [(done.stdout, done.stderr) for done in told] == [
        ("", f"A new database is made: {tmp_path / 'new.sqlite3'}\n"),
        ("", ""),
    ]
