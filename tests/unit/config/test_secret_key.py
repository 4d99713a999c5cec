"""The key that is made once: the same for everybody, never cut short, and told when it cannot be used."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from empiria.config import secret_key as module
from empiria.config.environment import Environment
from empiria.config.secret_key import SHORTEST, secret_key


def test_a_key_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    first, second = (secret_key(Environment({}), tmp_path) for _ in range(2))
    path = tmp_path / "secret_key"
    assert (first == second == path.read_text(), len(first) >= SHORTEST) == (True, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_all_that_start_together_take_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finds none, has made one, and only then they put them in place."""
    together = Barrier(4)
    made = module.get_random_secret_key

    def wait() -> str:
        together.wait(timeout=30)
        return made()

    monkeypatch.setattr(module, "get_random_secret_key", wait)
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(lambda _number: secret_key(Environment({}), tmp_path), range(4)))
    assert keys == {(tmp_path / "secret_key").read_text()}


def test_a_process_that_dies_while_it_makes_the_key_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", die)
        with pytest.raises(KeyboardInterrupt):
            secret_key(Environment({}), tmp_path)
    assert not (tmp_path / "secret_key").exists()
    assert len(secret_key(Environment({}), tmp_path)) >= SHORTEST


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", "found 0 of them"), (b"short\n", "found 5 of them"), (b"\xff", "a file of text")],
)
def test_a_key_that_cannot_be_used_is_told_with_its_file(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "secret_key"
    path.write_bytes(content)
    env = Environment({})
    secret_key(env, tmp_path)
    told = [str(problem) for problem in env.problems]
    assert len(told) == 1
    assert told[0].startswith(f"{path}: expected a ")
    assert found in told[0]


def test_a_key_somebody_wrote_with_a_line_end_stays_what_it_was(tmp_path: Path) -> None:
    """What it signed and encrypted would be lost."""
    (tmp_path / "secret_key").write_text("k" * SHORTEST + "\n")
    assert secret_key(Environment({}), tmp_path) == "k" * SHORTEST + "\n"
