"""The forms of evidence that can be read, and which of them an exhibit has: told by its bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from forensics.evidence import evt, evtx
from forensics.evidence.records import Reading, Wanted
from forensics.exhibits import Exhibit

HEAD: Final = 68 * 1024
"""Bytes that a reader may look at to recognise its form: a file header and one chunk of .evtx."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of evidence: its name in the findings, how it is recognised and how it is read."""

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[BinaryIO, int, Wanted], Reading]


READERS: Final = (
    Form(name="evtx", recognises=evtx.recognises, read=evtx.read),
    Form(name="evt", recognises=evt.recognises, read=evt.read),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One exhibit after reading.

    Attributes:
        form: Name of its form, or `unknown`.
        state: `intact`, `damaged`, `unrecognised` or `unreadable`.
        reason: Why it is not intact, with the mend where there is one; else `""`.
        reading: What was read, or None.
    """

    exhibit: Exhibit
    form: str
    state: str
    reason: str
    reading: Reading | None


def examine(exhibit: Exhibit, wanted: Wanted) -> Examined:
    """Read one exhibit; whatever is wrong with it becomes its state and reason."""
    if exhibit.hindrance:
        return _unread(exhibit, "unreadable", exhibit.hindrance)
    if exhibit.size == 0:
        return _unread(exhibit, "unreadable", "the file is empty (0 bytes): copy the log again")
    try:
        with exhibit.file.open("rb") as stream:
            head = stream.read(HEAD)
            form = next((form for form in READERS if form.recognises(head)), None)
            if form is None:
                return _unread(exhibit, "unrecognised", _unlike(exhibit))
            stream.seek(0)
            reading = form.read(stream, exhibit.size, wanted)
    except OSError as error:
        why = f"cannot be read ({error.strerror}): make it readable or copy it again"
        return _unread(exhibit, "unreadable", why)
    return Examined(
        exhibit=exhibit,
        form=form.name,
        state="damaged" if reading.damage else "intact",
        reason=_condition(reading),
        reading=reading,
    )


def _unread(exhibit: Exhibit, state: str, reason: str) -> Examined:
    return Examined(exhibit=exhibit, form="unknown", state=state, reason=reason, reading=None)


def _unlike(exhibit: Exhibit) -> str:
    known = " or ".join(f".{form.name}" for form in READERS)
    suffix = exhibit.file.suffix.lower()
    if suffix in {f".{form.name}" for form in READERS}:
        return f"named {suffix}, but its bytes are no such log: export the log again"
    return f"not a form that this version reads ({known} logs): set aside unread"


def _condition(reading: Reading) -> str:
    if not reading.damage:
        return ""
    codes = dict.fromkeys(damage.code.value for damage in reading.damage)
    stretches = "1 stretch" if len(reading.damage) == 1 else f"{len(reading.damage)} stretches"
    return f"{stretches} damaged: {', '.join(codes)}"
