"""The policy as a report of Group Policy in HTML: gpmc, Get-GPOReport, and `gpresult /h`.

Rows of three cells: setting, value, and in a resultant set the GPO that has won (`Account lockout
threshold`, `5 invalid logon attempts`, `Default Domain Policy`). Tags alone are looked at, in one
pass whose time grows with the length of the file only; scripts are text, and nothing is run.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from forensics.evidence.policies.found import Found

_HTML: Final = re.compile(rb"(?i)<html\b")
_MARKS: Final = re.compile(rb"(?i)\brsopsettings\b|\bgpmc_setting")
_TAG: Final = re.compile(rb"<(/?(?:tr|td|title))\b[^<>]*>|<[^<>]*>", re.IGNORECASE)
_LONGEST: Final = 400  # bytes of a cell that are kept
# German and French labels: the names of the same settings in the policy editor of Windows.
_LABELS: Final = {
    "threshold": "Account lockout threshold|Konten?sperrungsschwelle"
    "|Seuil de verrouillage d(?:u|es?) comptes?",
    "duration": "Account lockout duration|Kontosperrdauer"
    "|Dur.e de verrouillage d(?:u|es?) comptes?",
    "window": "Reset account lockout counter after|Zur.cksetzungsdauer des Kontosperrungsz.hlers"
    "|R.initialiser le compteur de verrouillages? d(?:u|es?) comptes? apr.s",
    "audit_logon": "Audit logon events",
    "audit_account_logon": "Audit account logon events",
    "audit_management": "Audit account management",
    "computer": "Computer name|Computername|Nom de l.ordinateur",
}
_PATTERNS: Final = {
    key: re.compile(rf"\s*(?:{label})\s*", re.IGNORECASE) for key, label in _LABELS.items()
}
_MINUTES: Final = re.compile(r"\d+\s*min", re.IGNORECASE)
_LEAST: Final = 2  # cells: a setting and its value


@dataclass(slots=True)
class _Page:
    """What a page has told so far; `cells` are those of the open row."""

    begin: int = -1
    end: int = -1
    row: int = 0
    title: str = ""
    cells: list[bytes] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    winner: str = ""


def recognises(text: bytes) -> bool:
    """Tell whether a text is a page with the marks of such a report."""
    return bool(_HTML.search(text) and _MARKS.search(text))


def read(text: bytes) -> Iterator[Found]:
    """Yield the one listing of a page, from its first row to its last; none without a threshold."""
    page = _Page()
    for tag in _tags(text):
        _take(page, *tag)
    if "threshold" in page.values:
        computer = page.values.pop("computer", "").rpartition("\\")[2]
        page.values["scope"] = page.winner or page.title
        page.values["listing"] = "report of Group Policy"
        if any(_MINUTES.search(page.values.get(key, "")) for key in ("window", "duration")):
            page.values["unit"] = "minutes"
        yield Found(begin=page.begin, end=page.end, values=page.values, computer=computer or None)


def _take(page: _Page, tag: bytes, begin: int, behind: int, words: bytes) -> None:
    """Take one tag and the words behind it."""
    if tag == b"title":
        page.title = page.title or _plain(words)
    elif tag == b"tr":
        page.row, page.cells = begin, []
    elif tag == b"/tr":
        _row(page, behind)
    elif tag == b"td":
        page.cells.append(words)
    elif page.cells and tag != b"/td":
        page.cells[-1] = (page.cells[-1] + words)[:_LONGEST]


def _tags(text: bytes) -> Iterator[tuple[bytes, int, int, bytes]]:
    """Yield each tag: its name (`td`, `/td`), where it begins and ends, and the words behind it.

    Tags that part no cells are named `""`.
    """
    name, begin, behind = b"", 0, 0
    for found in _TAG.finditer(text):
        yield name, begin, behind, text[behind : min(found.start(), behind + _LONGEST)]
        name, begin, behind = (found[1] or b"").lower(), found.start(), found.end()
    yield name, begin, behind, text[behind : behind + _LONGEST]


def _plain(words: bytes) -> str:
    return " ".join(html.unescape(words.decode("utf-8", "replace")).split())


def _row(page: _Page, behind: int) -> None:
    """Take the row that ends: the first value of each setting."""
    cells = [_plain(cell) for cell in page.cells]
    page.cells = []
    if len(cells) < _LEAST:
        return
    key = next((key for key, pattern in _PATTERNS.items() if pattern.fullmatch(cells[0])), "")
    if not key or key in page.values:
        return
    page.values[key] = cells[1]
    if key == "computer":
        return
    page.begin, page.end = page.row if page.begin < 0 else page.begin, behind
    if key == "threshold" and len(cells) > _LEAST:
        page.winner = cells[2]
