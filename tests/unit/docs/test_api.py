"""What the API promises is what the committed description says: a contract changes only on purpose."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).resolve().parents[3] / "tools" / "api.py"


def test_the_description_and_its_page_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("api_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found = tool.described()
    # When this fails: python tools/api.py
    assert tool.DESCRIPTION.read_text(encoding="utf-8") == tool.written(found)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.render(found)
