"""publiccode.yml, by which catalogues of public software find it: whole but for the address that nobody knows yet."""

import tomllib
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
# What the standard 0.4 makes compulsory; `url` is added by who publishes the repository, as the file says.
COMPULSORY = {
    *("publiccodeYmlVersion", "name", "platforms", "categories", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
}
OPTIONAL = {"url", "releaseDate", "softwareVersion", "intendedAudience", "dependsOn"}


def test_it_has_what_the_standard_asks_for_and_agrees_with_the_package() -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert COMPULSORY - set(described) == set()
    assert set(described) - COMPULSORY - OPTIONAL == set()
    assert described["softwareVersion"] == project["version"]
    assert described["legal"]["license"] == "EUPL-1.2"
    assert described["localisation"] == {
        "localisationReady": True,
        "availableLanguages": [code for code, _name in settings.LANGUAGES],
    }
    for texts in described["description"].values():
        assert len(texts["shortDescription"]) <= 150
        assert 150 <= len(texts["longDescription"]) <= 10_000
