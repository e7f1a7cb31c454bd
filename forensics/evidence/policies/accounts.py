"""The policy as two commands print it: `net accounts`, and Get-ADDefaultDomainPasswordPolicy.

Both write a block of lines `label: value`. `net accounts` speaks the language of Windows (English,
German, French and Spanish are known here) in the code page of the console, so that a letter with an
accent may have become another, or two. Samples: outputs of Windows 7 to 11 in public write-ups;
labels in German from a description of the command, in French from scripts that read them, in
Spanish from public write-ups.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from forensics.evidence.policies.found import Found, Line, Unread, lines

_ODD: Final = ".{1,2}"  # a letter beyond ASCII, as whatever code page shows it
_LABELS: Final = {
    "threshold": "Lockout threshold|Sperrschwelle|Seuil de verrouillage|Umbral de bloqueo",
    "duration": rf"Lockout duration \(minutes\)|Sperrdauer \(Minuten\)"
    rf"|Dur{_ODD}e du verrouillage \(min(?:utes)?\)|Duraci{_ODD}n de bloqueo \(minutos\)",
    "window": rf"Lockout observation window \(minutes\)"
    rf"|Sperr{_ODD}ber(?:pr{_ODD}f|wach)ungsfenster \(Minuten\)"
    rf"|Fen{_ODD}tre d{_ODD}observation du verrouillage \(min(?:utes)?\)"
    r"|Ventana de obs\. de bloqueo \(minutos\)",
    "scope": rf"Computer role|Rolle des Computers|Computerrolle|R{_ODD}le de l{_ODD}ordinateur"
    "|Rol del servidor",
}
_PROPERTIES: Final = {
    "threshold": "LockoutThreshold",
    "duration": "LockoutDuration",
    "window": "LockoutObservationWindow",
    "distinguished": "DistinguishedName",
    "applies": "AppliesTo",
    "scope": "Name",
}
_BLANK: Final = r"[\s\xff]*"  # 0xFF is the hard space of consoles
_FORMS: Final = (
    ("net accounts", "minutes", _LABELS),
    ("Get-ADDefaultDomainPasswordPolicy", "hh:mm:ss", _PROPERTIES),
)
_PATTERNS: Final = tuple(
    (
        listing,
        unit,
        {
            key: re.compile(rf"^{_BLANK}(?:{label}){_BLANK}:{_BLANK}(.*?){_BLANK}$", re.IGNORECASE)
            for key, label in labels.items()
        },
    )
    for listing, unit, labels in _FORMS
)
# Whether a line has any label: asked first, as a hostile text has a million lines with a colon.
_SOME: Final = re.compile(
    rf"{_BLANK}(?:" + "|".join(label for _, _, labels in _FORMS for label in labels.values()) + ")",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(
    r"^\s*The request will be processed at (?:a|the primary) domain controller for domain "
    r"(\S+?)\.?\s*$",
    re.IGNORECASE,
)
_LONGEST: Final = 400  # characters of a line that are looked at
_ASKED: Final = frozenset({"threshold", "window", "duration"})
_Patterns = dict[str, re.Pattern[str]]
_Keyed = list[tuple[Line, str, str]]


def recognises(text: bytes) -> bool:
    """Tell whether a block of lines lists a threshold together with a window or a duration."""
    return any(
        {"threshold", "duration"} <= keys or {"threshold", "window"} <= keys
        for keys in ({key for _, key, _ in block} for _, _, block in _blocks(text))
    )


def read(text: bytes) -> Iterator[Found | Unread]:
    """Yield the listings of a text; one without a threshold cannot be read."""
    for listing, unit, block in _blocks(text):
        values = {key: value for _, key, value in reversed(block) if key and value}
        begin, end = _span(block)
        if "threshold" in values:
            yield Found(begin=begin, end=end, values=_values(values, listing, unit))
        else:
            yield Unread(begin=begin, end=end, expected="a lockout threshold", found="none")


def _values(values: dict[str, str], listing: str, unit: str) -> dict[str, str]:
    named = values.pop("distinguished", "")
    parts = re.findall(r"(?i)\bDC=([^,]+)", named)
    applies = values.pop("applies", None)
    if applies is not None:  # a fine-grained policy is about some accounts, not about a domain
        return {**values, "listing": "Get-ADFineGrainedPasswordPolicy", "unit": unit}
    if parts:
        values["domain"] = ".".join(parts)
    return {**values, "listing": listing, "unit": unit}


def _blocks(text: bytes) -> Iterator[tuple[str, str, _Keyed]]:
    """Yield the blocks that hold a label, each with what printed it and the unit of its times."""
    heading: _Keyed = []
    for blank, run in groupby(lines(text), key=lambda line: not line.words.strip()):
        if blank:
            continue
        block = list(run)
        if not any(
            _SOME.match(line.words[:_LONGEST]) or "domain" in line.words.casefold()
            for line in block
        ):
            heading = []
            continue
        said = _HEADING.match(block[-1].words)
        if said:
            heading = [(block[-1], "domain", said[1])]
            continue
        for listing, unit, patterns in _PATTERNS:
            for keyed in _parted(block, patterns):
                yield listing, unit, heading + keyed
                heading = []
        heading = []


def _parted(block: Sequence[Line], patterns: _Patterns) -> Iterator[_Keyed]:
    """Yield a block, parted where a label comes again; lines without a label have key `""`."""
    part: _Keyed = []
    seen: set[str] = set()
    for line in block:
        key, value = _label(line, patterns)
        if key in seen:
            if _ASKED & seen:
                yield part
            part, seen = [], set()
        part.append((line, key, value))
        seen |= {key} - {""}
    if _ASKED & seen:
        yield part


def _span(block: _Keyed) -> tuple[int, int]:
    """Return the bytes of a listing: its lines with a colon, and the one that closes it."""
    held = [place for place, (line, _, _) in enumerate(block) if ":" in line.words]
    last = min(held[-1] + 1, len(block) - 1)
    return block[min(held[0], _first(block))][0].begin, block[last][0].end


def _first(block: _Keyed) -> int:
    return next(place for place, (_, key, _) in enumerate(block) if key)


def _label(line: Line, patterns: _Patterns) -> tuple[str, str]:
    words = line.words[:_LONGEST]
    if ":" in words and _SOME.match(words):
        for key, pattern in patterns.items():
            if found := pattern.match(words):
                return key, found[1]
    said = _HEADING.match(words) if "domain" in words.casefold() else None
    return ("domain", said[1]) if said else ("", "")
