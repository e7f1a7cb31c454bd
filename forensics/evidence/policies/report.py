"""The policy as a report of Group Policy in XML: Get-GPOReport, gpmc, and `gpresult /x`.

A report holds one GPO or, under `<report>`, many; each is a listing. The resultant set of policy
holds the settings that a computer got, with the precedence of each: 1 has won. Layouts are those of
reports in public repositories. Expat is told to refuse document types, so no entity is expanded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from forensics.evidence.policies.found import AUDITED, LOCKOUT, Found, Unread

DEEPEST: Final = 64  # elements within each other; real reports have no more than 20
_ROOT: Final = re.compile(
    rb"^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<(?:GPO|report|Rsop)\b[^<>]{0,600}"
    rb"http://www\.microsoft\.com/GroupPolicy/(?:Settings|Rsop)\b"
)
# Get-GPOReport -All names the namespace on each GPO, not on the root.
_MANY: Final = re.compile(
    rb"^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<report\b[^<>]{0,600}>\s*<GPO\b[^<>]{0,600}"
    rb"http://www\.microsoft\.com/GroupPolicy/Settings\b"
)
_TRUE: Final = "true"
_LONGEST: Final = 400  # characters of a value that are kept


class _RefusedError(Exception):
    """What stands in the file is no report, or none that is safe to read on."""


@dataclass(slots=True)
class _Setting:
    kind: str
    name: str = ""
    value: str = ""
    precedence: str = "1"
    success: bool = False
    failure: bool = False


@dataclass(slots=True)
class _Listing:
    begin: int
    name: str = ""
    domain: str = ""
    settings: list[_Setting] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    link: str = ""


@dataclass(slots=True)
class _Run:
    """Where the parser stands: the names of the open elements, and what they hold so far."""

    text: bytes
    parser: expat.XMLParserType
    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    listing: _Listing | None = None
    depth: int = 0
    found: list[Found] = field(default_factory=list)


def recognises(text: bytes) -> bool:
    """Tell whether a text begins as such a report does."""
    return bool(_ROOT.match(text) or _MANY.match(text))


def read(text: bytes) -> Iterator[Found | Unread]:
    """Yield the listings of a report; behind what is not well-formed nothing is read."""
    run = _Run(text=text, parser=expat.ParserCreate("utf-8", namespace_separator=" "))
    parser = run.parser
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, _: _begin(run, name)
    parser.EndElementHandler = lambda _: _end(run)
    parser.CharacterDataHandler = run.words.append
    why = ""
    try:
        parser.Parse(text, True)  # noqa: FBT003 - the signature of expat
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
    except _RefusedError as error:
        why = str(error)
    yield from run.found
    if why:
        begin = run.found[-1].end if run.found else 0
        yield Unread(begin=begin, end=len(text), expected="a report of Group Policy", found=why)


def _refuse(*_: object) -> None:
    raise _RefusedError("a document type, which no such report has")


def _begin(run: _Run, name: str) -> None:
    if len(run.path) >= DEEPEST:
        raise _RefusedError(f"elements nested more than {DEEPEST} deep")
    local = name.rpartition(" ")[2]
    run.path.append(local)
    run.words.clear()
    if run.listing is None:
        if run.path in (["GPO"], ["report", "GPO"], ["Rsop", "ComputerResults"]):
            run.listing = _Listing(begin=run.parser.CurrentByteIndex)
            run.depth = len(run.path)
    elif local in ("Account", "Audit") and run.path[-2] == "Extension":
        run.listing.settings.append(_Setting(kind=local))


def _end(run: _Run) -> None:
    path = run.path[run.depth :]
    words = "".join(run.words).strip()[:_LONGEST]
    run.words.clear()
    if run.listing is not None:
        if path:
            _tell(run.listing, path, words)
        elif len(run.path) == run.depth:
            run.found.append(_found(run, run.listing))
            run.listing = None
    run.path.pop()


def _tell(listing: _Listing, path: list[str], words: str) -> None:
    """Take what one element within a listing says."""
    if path == ["Name"]:
        listing.name = words
    elif path == ["Identifier", "Domain"]:
        listing.domain = words
    elif path == ["LinksTo", "SOMPath"]:
        listing.link = words
    elif path == ["LinksTo", "Enabled"] and words == _TRUE:
        listing.linked.append(listing.link)
    elif len(path) > 1 and path[-2] in ("Account", "Audit") and listing.settings:
        _set(listing.settings[-1], path[-1], words)


def _set(setting: _Setting, name: str, words: str) -> None:
    if name == "Name":
        setting.name = words
    elif name == "SettingNumber":
        setting.value = words
    elif name == "Precedence":
        setting.precedence = words
    elif name == "SuccessAttempts":
        setting.success = words == _TRUE
    elif name == "FailureAttempts":
        setting.failure = words == _TRUE


def _found(run: _Run, listing: _Listing) -> Found:
    values: dict[str, str] = {}
    for setting in listing.settings:
        if setting.precedence != "1":
            continue
        if setting.kind == "Account" and setting.name in LOCKOUT:
            values.setdefault(LOCKOUT[setting.name], setting.value)
        elif setting.kind == "Audit" and setting.name in AUDITED:
            audited = int(setting.success) + 2 * int(setting.failure)
            values.setdefault(AUDITED[setting.name], str(audited))
    end = run.text.index(b">", run.parser.CurrentByteIndex) + 1
    values["unit"] = "minutes"
    if run.path[0] == "Rsop":
        name = listing.name.rpartition("\\")[2].removesuffix("$")
        values["listing"] = "gpresult"
        return Found(begin=listing.begin, end=end, values=values, computer=name or None)
    values["listing"] = "report of Group Policy"
    if listing.name:
        values["scope"] = listing.name
    # The accounts of a domain follow only what is linked to the domain itself.
    if listing.domain and listing.domain.casefold() in (one.casefold() for one in listing.linked):
        values["domain"] = listing.domain
    return Found(begin=listing.begin, end=end, values=values)
