"""The JSON Schema of compare.json, derived from the types of the comparison.

`python -m forensics.comparison.schema` prints it; the package ships it as
`data/comparison.schema.json`, and a test holds the two together.
"""

import json
import sys
from typing import Any, Final

from forensics import schema
from forensics.comparison.nouns import SCHEMA, STATES, WEIGHTS, WHYS, WORDS, Comparison

CLOSED: Final = {
    **schema.CLOSED,
    ("Outcome", "word"): WORDS,
    ("Outcome", "measure"): ("lockouts", "bursts"),
    ("Measure", "name"): ("lockouts", "bursts", "bad_passwords", "refused"),
    ("Measure", "word"): ("", *WORDS),
    ("Reason", "weight"): WEIGHTS,
    ("ComparedClient", "state"): STATES,
    ("ComparedClient", "why"): WHYS,
    ("Summary", "basis"): ("declared", "logs"),
    ("Summary", "confidence"): schema.CLOSED["Verdict", "confidence"],
    ("Summary", "nature"): schema.CLOSED["Verdict", "nature"],
    ("Comparison", "unit"): ("hour", "day"),
}
"""(type, field) -> the words that may stand there."""


def comparison_schema() -> dict[str, Any]:
    """Return the schema as a JSON document."""
    return schema.document(Comparison, SCHEMA, "Comparison of two account lockout cases", CLOSED)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(comparison_schema(), indent=1) + "\n")
