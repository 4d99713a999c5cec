"""How many examples property tests try: few by default, ten times as many where the environment asks for thoroughness."""

import os

FACTOR = 10 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1


def examples(few: int) -> int:
    """The `max_examples` of a property test whose suite of every day tries `few`; every run draws others."""
    return few * FACTOR
