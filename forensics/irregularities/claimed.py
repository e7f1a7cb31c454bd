"""Where the header of a log disagrees with its records, by what both say.

A header that calls its log dirty is not asked: Windows brings it up to date when it closes the log.
"""

from collections.abc import Iterator, Mapping
from typing import Final

_CHUNKS_AT_MOST: Final = 1 << 16
"""The header of an .evtx log counts chunks in 16 bits."""

_EVT: Final = (
    ("oldest record", "oldest record found", "header"),
    ("next record", "next record found", "header"),
    ("oldest record, by the end marker", "oldest record found", "end marker"),
    ("next record, by the end marker", "next record found", "end marker"),
)


def disagreements(form: str, claims: Mapping[str, str]) -> Iterator[str]:
    """Yield each claim of a header, or of an end marker, that the records contradict.

    Args:
        form: `evtx` or `evt`; other forms have no header.
        claims: What the reader says that the file claims, with what was found beside it.
    """
    if form == "evtx" and claims.get("dirty") == "no":
        yield from _evtx(claims)
    if form == "evt":
        yield from _evt(claims)


def _evtx(claims: Mapping[str, str]) -> Iterator[str]:
    highest = claims["highest record number"]
    following = claims["next record number"]
    if highest.isdecimal() and int(following) != int(highest) + 1:
        yield f"header: next record number {following}; the highest live one is {highest}"
    chunks, found = claims["chunks claimed"], claims["chunks found"]
    if int(chunks) != int(found) % _CHUNKS_AT_MOST:
        yield f"header: {chunks} chunks; {found} are found"


def _evt(claims: Mapping[str, str]) -> Iterator[str]:
    for claim, found, who in _EVT:
        if claim not in claims or (who == "header" and claims["dirty"] == "yes"):
            continue
        stands, counted = claims[claim], claims[found]
        if counted.isdecimal() and stands != counted:
            yield f"{who}: {claim.partition(',')[0]} {stands}; {counted} is found"
