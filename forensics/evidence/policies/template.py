"""The policy as a security template: what `secedit /export` writes, and GptTmpl.inf of a GPO.

Sections `[System Access]` and `[Event Audit]` with lines `name = value` ([MS-GPSB] 2.2.1.2 and
2.2.4); window and duration are in minutes, a duration of -1 lasts until an administrator unlocks.
A `;` begins a comment.
"""

import re
from collections.abc import Iterator
from typing import Final

from forensics.evidence.policies.found import AUDITED, LOCKOUT, Found, Line, lines

_SECTION: Final = re.compile(r"^\s*\[([^\]]{1,80})\]\s*$")
_SETTING: Final = re.compile(r"^\s*([A-Za-z]{1,40})\s*=\s*(.{0,80}?)\s*$")
_ASKED: Final = ("system access", "event audit")
_NAMES: Final = {name.casefold(): ours for name, ours in {**LOCKOUT, **AUDITED}.items()}


def recognises(text: bytes) -> bool:
    """Tell whether a text has one of the two sections, with a setting in it."""
    within = False
    for line in lines(text):
        if section := _SECTION.match(line.words):
            within = section[1].casefold() in _ASKED
        elif within and _SETTING.match(line.words):
            return True
    return False


def read(text: bytes) -> Iterator[Found]:
    """Yield a listing for each template; a section that comes again begins another."""
    if b"[" not in text:
        return
    seen: list[str] = []
    taken: list[Line] = []
    for name, section in _sections(text):
        if name not in _ASKED:
            continue
        if name in seen:
            yield _found(taken)
            seen, taken = [], []
        seen.append(name)
        taken += section
    if taken:
        yield _found(taken)


def _sections(text: bytes) -> Iterator[tuple[str, list[Line]]]:
    name, section = "", list[Line]()
    for line in lines(text):
        if found := _SECTION.match(line.words):
            yield name, section
            name, section = found[1].casefold(), []
        section.append(line)
    yield name, section


def _found(taken: list[Line]) -> Found:
    values, end = {"listing": "secedit", "unit": "minutes"}, taken[0].end
    for line in taken:
        if not (setting := _SETTING.match(line.words)):
            continue
        end = line.end  # a last section has no other end than its last setting
        if ours := _NAMES.get(setting[1].casefold()):
            values.setdefault(ours, setting[2])
    return Found(begin=taken[0].begin, end=end, values=values)
