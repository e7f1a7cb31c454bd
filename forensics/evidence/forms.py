"""The forms of evidence that can be read, and which of them an exhibit has: told by its bytes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from forensics import beside
from forensics.declared import DeclaredExhibit
from forensics.evidence import article, held, runs
from forensics.evidence.evt import reader as evt
from forensics.evidence.evtx import reader as evtx
from forensics.evidence.exports import csv_reader as export_csv
from forensics.evidence.exports import json_reader as export_json
from forensics.evidence.exports import xml_reader as export_xml
from forensics.evidence.netlogon import reader as netlogon
from forensics.evidence.netlogon.reader import NETLOGON
from forensics.evidence.policies import reader as policy_listing
from forensics.evidence.policies.reader import POLICY
from forensics.evidence.records import Reading, Wanted
from forensics.evidence.sms import reader as sms_logs
from forensics.evidence.sms.reader import SMS
from forensics.evidence.texts import listing, ossec, syslog
from forensics.exhibits import Exhibit, digest, hindered, open_exhibit

HEAD: Final = 68 * 1024
"""Bytes that a reader may look at to recognise its form: a file header and one chunk of .evtx."""

_LOGS: Final = (".evtx", ".evt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of evidence.

    Attributes:
        name: In the findings.
        recognises: Whether the first `HEAD` bytes of a file are of this form.
        read: What reads it.
        own: The provider under which it hands over its lines, which no event log may name: a
            log could otherwise pass off its events as lines of netlogon.log.
        held: Whether its reader holds all of a file at once: of a large one it is given a part.
    """

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[BinaryIO, int, Wanted], Reading]
    own: str = ""
    held: bool = False


READERS: Final = (
    Form(name="evtx", recognises=evtx.recognises, read=evtx.read),
    Form(name="evt", recognises=evt.recognises, read=evt.read),
    Form(name="kb", recognises=article.recognises, read=article.read),
    Form(
        name="policy",
        recognises=policy_listing.recognises,
        read=policy_listing.read,
        own=POLICY,
        held=True,
    ),
    Form(name="netlogon", recognises=netlogon.recognises, read=netlogon.read, own=NETLOGON),
    Form(name="sms", recognises=sms_logs.recognises, read=sms_logs.read, own=SMS, held=True),
    Form(name="text", recognises=syslog.recognises, read=syslog.read, held=True),
    Form(name="text", recognises=ossec.recognises, read=ossec.read, held=True),
    Form(name="text", recognises=listing.recognises, read=listing.read, held=True),
    Form(name="xml", recognises=export_xml.recognises, read=export_xml.read),
    Form(name="json", recognises=export_json.recognises, read=export_json.read),
    Form(name="csv", recognises=export_csv.recognises, read=export_csv.read),
)
"""In this order: a copied text may hold XML, and a line of syslog looks like a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One exhibit after reading.

    Attributes:
        form: Name of its form, `zip` (its members are exhibits of their own), or `unknown`.
        state: `intact`, `damaged`, `unrecognised` or `unreadable`.
        reason: Why it is not intact, with the mend where there is one; else `""`.
        reading: What was read, or None.
    """

    exhibit: Exhibit
    form: str
    state: str
    reason: str
    reading: Reading | None


def as_declared(wanted: Wanted, declared: DeclaredExhibit) -> Wanted:
    """Return `wanted` with what the analyst declares about the text of one exhibit."""
    return replace(wanted, encoding=declared.encoding, date_order=declared.date_order)


def examine(exhibit: Exhibit, wanted: Wanted) -> Examined:
    """Read one exhibit; whatever is wrong with it becomes its state and reason.

    Where its hash was not taken yet, that is done beside the reading, so that the bytes come from
    the disk once.
    """
    if exhibit.sha256 or exhibit.hindrance:
        return _examined(exhibit, wanted)
    hashing = beside.start(digest, exhibit.file)
    found = _examined(exhibit, wanted)
    try:
        return replace(found, exhibit=replace(exhibit, sha256=hashing.result()))
    except OSError as error:
        exhibit = hindered(exhibit, error)
        return _unread(exhibit, "unreadable", exhibit.hindrance)


def unanswered(exhibit: Exhibit, why: str) -> Examined:
    """Return an exhibit whose reader ended without an answer."""
    return _unread(exhibit, "unreadable", f"{why}: read it alone, or copy it again")


def _examined(exhibit: Exhibit, wanted: Wanted) -> Examined:
    if exhibit.hindrance:
        return _unread(exhibit, "unreadable", exhibit.hindrance)
    if exhibit.is_zip:
        return _unread(exhibit, "damaged" if exhibit.flaw else "intact", "")
    if exhibit.size == 0:
        return _unread(exhibit, "unreadable", "the file is empty (0 bytes): copy the log again")
    try:
        with open_exhibit(exhibit) as stream:
            head = stream.read(HEAD)
            form = next((form for form in READERS if form.recognises(head)), None)
            if form is None:
                return _unread(exhibit, "unrecognised", _unlike(exhibit))
            size = held.taken(stream, exhibit.size) if form.held else exhibit.size
            stream.seek(0)
            reading = held.with_rest(form.read(stream, size, wanted), size, exhibit.size)
    except OSError as error:
        why = f"cannot be read ({error.strerror}): make it readable or copy it again"
        return _unread(exhibit, "unreadable", why)
    return read_as(form.name, exhibit, reading)


def read_as(name: str, exhibit: Exhibit, reading: Reading) -> Examined:
    """Return an exhibit of the form called `name` after reading."""
    own = next(form.own for form in READERS if form.name == name)
    reading = runs.reduced(_honest(reading, own))
    return Examined(
        exhibit=exhibit,
        form=name,
        state="damaged" if reading.damage or exhibit.flaw else "intact",
        reason=_joined(exhibit.flaw, _condition(reading)),
        reading=reading,
    )


def _honest(reading: Reading, own: str) -> Reading:
    """Return the reading without records that name the provider of another form."""
    others = {each.own for each in READERS if each.own and each.own != own}
    kept = tuple(batch for batch in reading.batches if batch.provider not in others)
    return replace(reading, batches=kept)


def _unread(exhibit: Exhibit, state: str, reason: str) -> Examined:
    return Examined(
        exhibit=exhibit,
        form="zip" if exhibit.is_zip else "unknown",
        state=state,
        reason=_joined(exhibit.flaw, reason),
        reading=None,
    )


def _joined(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)


def _unlike(exhibit: Exhibit) -> str:
    suffix = PurePosixPath(exhibit.path).suffix.lower()
    if suffix in _LOGS:
        return f"named {suffix}, but its bytes are no such log: export the log again"
    return "not a form that this version reads: set aside unread"


def _condition(reading: Reading) -> str:
    if not reading.damage:
        return ""
    codes = dict.fromkeys(damage.code.value for damage in reading.damage)
    stretches = "1 stretch" if len(reading.damage) == 1 else f"{len(reading.damage)} stretches"
    return f"{stretches} damaged: {', '.join(codes)}"
