"""How many examples the properties try: few in every run of the suite, many where time allows."""

from typing import Final

from hypothesis import settings

HOUSE: Final = 25
"""Examples of a property by default; they differ each time, and the suite runs often."""

THOROUGH: Final = 400
"""Examples of a property in a run with `--hypothesis-profile=thorough`."""


def few(number: int) -> settings:
    """Return the settings of a property whose examples are heavy.

    Args:
        number: How many it tries where others try `HOUSE`; in a thorough run as many times more.
    """
    return settings(max_examples=max(1, number * settings().max_examples // HOUSE))
