"""The page of roles says what the classes say."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

TOOL = Path(__file__).resolve().parents[3] / "tools" / "roles.py"


def test_the_page_of_roles_is_up_to_date() -> None:
    spec = spec_from_file_location("roles_tool", TOOL)
    assert spec
    assert spec.loader
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run .venv/bin/python tools/roles.py"
