"""The fixed words of the page: what each word means, and what no figure here says."""

from collections.abc import Mapping
from typing import Final

from forensics.narrative.views import Text, say

MEASURES: Final[Mapping[str, str]] = {
    "lockouts": "Lockouts",
    "bursts": "Bursts of failed logons",
    "bad_passwords": "Bad passwords",
    "refused": "Refused while locked",
}

STATES: Final[Mapping[str, str]] = {
    "left": "still fails",
    "new": "new",
    "not told": "not told",
    "too early": "too early to say",
    "quiet": "gone quiet",
}

WHYS: Final[Mapping[str, str]] = {
    "": "",
    "expected": "",
    "not covered": ": a server not covered",
    "address": ": an address only",
}

FAIR: Final = (
    "The same servers are covered at like times, under the same policy, and nothing was found that "
    "speaks against it."
)

_FEWER: Final = (
    "The whole 95 % interval of the ratio lies below 1, or above it; none since: fewer, and "
    "nothing at all in covered time after."
)
_NO_CHANGE: Final = (
    "The interval of the ratio holds 1: the records would look so with and without a change."
)
_QUIET: Final = (
    "Failed before and not after, on servers that are covered, where at its earlier rate three "
    "bursts or more were to be expected; of unchanged clients one in twenty is quiet so long."
)
_EARLY: Final = "Silent too, but not for so long, or not where it could have been seen."
_BURST: Final = (
    "Failures of one client on one server with no silence of more than 90 seconds. One visit "
    "makes several tries, so bursts and lockouts are compared, and not single tries."
)

DEFINITIONS: Final = (
    ("fewer, more", _FEWER),
    ("no change shown", _NO_CHANGE),
    ("gone quiet", _QUIET),
    ("too early to say", _EARLY),
    ("burst", _BURST),
)

NOTES: Final[tuple[Text, ...]] = (
    say(
        "Covered time is the mean over the servers compared of the time that their logs cover "
        "without a gap; only what happened there and then is counted. Limits of rates after "
        "Garwood (1936), of ratios after Clopper and Pearson (1934), widened where events come in "
        "bunches. At the foot stand the Merkle roots of both cases, as their reports have them. "
        "No word here says that anything is repaired: the records show what failed."
    ),
)
