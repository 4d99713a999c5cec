"""The page of what is done with personal data says what the code declares."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).resolve().parents[3] / "tools" / "processing.py"


def test_the_page_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("processing", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    # When this fails: python tools/processing.py
    assert tool.PAGE.read_text(encoding="utf-8") == tool.render()
