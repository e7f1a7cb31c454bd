"""How many scenarios each property tries.

A run of the suite tries few. `FORENSICS_SCENARIOS=100 pytest tests/simulated` tries a hundred times
as many, other ones each time, and takes most of an hour.
"""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings

FACTOR: Final = int(os.environ.get("FORENSICS_SCENARIOS", "1"))


def tries(few: int) -> settings:
    """Return the settings of a property that tries so many scenarios in a run of the suite."""
    return settings(
        max_examples=few * FACTOR,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        derandomize=FACTOR == 1,
        suppress_health_check=list(HealthCheck),
    )
