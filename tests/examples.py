"""What property tests try: the same few examples in every run, so that nobody's work is refused for what was there before;
ten times as many, drawn anew, where the environment asks for thoroughness."""

import os

from hypothesis import settings

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
FACTOR = 10 if IS_THOROUGH else 1

settings.register_profile("every-day", derandomize=True, database=None, deadline=None)
if not IS_THOROUGH:
    settings.load_profile("every-day")


def examples(few: int) -> int:
    """The `max_examples` of a property test whose suite of every day tries `few`."""
    return few * FACTOR
