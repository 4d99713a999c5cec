"""Commands whose database does not answer."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOLD = {
    "en": "Error: The database does not answer. Look at DATABASE_URL, and whether the server runs and lets this machine "
    "in.\n",
    "pl": "Błąd: Baza danych nie odpowiada. Należy sprawdzić DATABASE_URL oraz to, czy serwer działa i dopuszcza tę maszynę.\n",
}


@pytest.mark.parametrize("language", TOLD)
@pytest.mark.parametrize("command", ["prepare", "worker"])
def test_a_database_that_does_not_answer_is_told_in_our_words(
    command: str, language: str, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        # Bound, and nobody listens there.
        taken.bind(("127.0.0.1", 0))
        address = f"postgresql://hidden-user:hidden-password@127.0.0.1:{taken.getsockname()[1]}/empiria"
        done = subprocess.run(
            [sys.executable, "-m", "empiria", command],
            env=os.environ | {"EMPIRIA_DATA": str(tmp_path), "EMPIRIA_LANGUAGE": language, "DATABASE_URL": address},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", TOLD[language])
