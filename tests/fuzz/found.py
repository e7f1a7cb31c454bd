"""The inputs that fuzzing found worth keeping, as lines of text: `found/TARGET.txt`.

A line is the input, deflated, in base64. What stands behind a blank is why it is kept, and if that
begins with `open:` the program still breaks its word there.
"""

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PLACE: Final = Path(__file__).with_name("found")
OPEN: Final = "open:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kept input; `why` is empty where it only reaches what no other reaches."""

    data: bytes
    why: str = ""


def found(target: str) -> tuple[Found, ...]:
    """Return what was found for a target, in the order of the file."""
    place = PLACE / f"{target}.txt"
    lines = place.read_text(encoding="ascii").splitlines() if place.exists() else []
    parts = (line.partition(" ") for line in lines)
    return tuple(
        Found(data=zlib.decompress(b64decode(packed, validate=True)), why=why)
        for packed, _, why in parts
    )


def keep(target: str, every: tuple[Found, ...]) -> None:
    """Write what was found for a target."""
    PLACE.mkdir(exist_ok=True)
    lines = (
        f"{b64encode(zlib.compress(one.data, 9)).decode()} {one.why}".rstrip() + "\n"
        for one in every
    )
    (PLACE / f"{target}.txt").write_text("".join(lines), encoding="ascii")
