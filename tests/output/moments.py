"""Times of `findings.json` read back."""

import re
from datetime import UTC, datetime
from typing import Final

from forensics.values import Instant

_ISO: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z")


def moment(text: str) -> Instant | None:
    """Return the instant that a text is, exact to 100 ns, or None where it is none."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    whole = Instant.of(datetime.fromisoformat(found[1]).replace(tzinfo=UTC))
    return Instant(whole.ticks + int((found[2] or "0").ljust(7, "0")))
