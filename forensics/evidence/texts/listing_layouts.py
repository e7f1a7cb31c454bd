r"""How text listings of event logs look: where a record begins, and where its parts stand.

- `Event Viewer`: what its copy button gives since Vista: `Log Name:`, `Source:`, … `Description:`,
  the message, and often `Event Xml:` with the record itself.
- `Event Viewer before Vista`: `Event Type:`, `Event Source:`, … `Date:`, `Time:`, `Description:`.
- `wevtutil`: `wevtutil qe /f:text`: `Event[0]:`, then indented what Event Viewer shows. The number
  counts what was listed.
- `PsLogList`: `[2394] Security`, then `Type:`, `Computer:`, `Time:` with `ID:`, `User:`. The number
  is the record number of the log.
- `EventCombMT`: `529,AUDIT FAILURE,Security,Mon Oct 08 09:15:03 2001,NT AUTHORITY\SYSTEM,Logon
  Failure: …` on one line.

Layouts were read off published listings; that of EventCombMT off its description, as none was at
hand.
"""

from dataclasses import dataclass
from typing import Final

from forensics.evidence.texts.messages_patterns import begins, value

_LOG: Final = ("Log Name", "Protokollname", "Nom du journal", "Nombre de registro")
_SOURCE: Final = ("Source", "Quelle", "Origen")
_TYPE: Final = ("Event Type", "Ereignistyp", "Type de l’événement", "Type d’événement", "Tipo")
_OLD_SOURCE: Final = (
    *("Event Source", "Ereignisquelle", "Source de l’événement", "Source d’événement"),
    *("Origen del suceso", "Origen"),
)
_DATE: Final = ("Date", "Datum", "Fecha")
_TIME: Final = ("Time", "Zeit", "Uhrzeit", "Heure", "Hora")
_ID: Final = (
    *("Event ID", "Ereignis-ID", "Ereigniskennung", "ID de l’événement", "ID d’événement"),
    *("Id. del evento", "Id. del suceso", "Id. suceso"),
)
_COMPUTER: Final = ("Computer", "Ordinateur", "Equipo")
_DESCRIPTION: Final = ("Description", "Beschreibung", "Descripción")
_XML: Final = ("Event Xml", "Event XML", "Ereignis-XML", "XML de l’événement", "XML de evento")

_HEAD: Final = rf"(?s)\A(.*?)\n(?:{begins(_DESCRIPTION)})"
_MESSAGE: Final = rf"(?s)\n(?:{begins(_DESCRIPTION)})[ \t]*\n?(.*?)(?:\n(?:{begins(_XML)})|\z)"
_COMB: Final = (
    r"^[0-9]{1,5},(?:AUDIT (?:FAILURE|SUCCESS)|ERROR|WARNING|INFORMATION(?:AL)?|SUCCESS),[^,\"]*,"
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4},"
)
_RECORD: Final = rf"(?s)\n(?:{begins(_XML)})(.*)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of listing; patterns are regular expressions of one group.

    Attributes:
        exporter: As the ledger names it.
        first: A line with which a record begins.
        second: The line after it; any where `""`.
        sign: A line that looks like `first` though it may not be: no record goes on there.
        head: From a record's text, the part in which its parts stand; whole lines.
        parts: Which part of it is what: names of `messages_records.FOUND`, and `date`, which
            stands before `time`.
        message: From a record's text, its message.
        record: From a record's text, the record in XML, where there may be one.
        heading: A line between records that names the log and the machine in two groups.
    """

    exporter: str
    first: str
    head: str
    parts: tuple[tuple[str, str], ...]
    message: str
    sign: str
    second: str = ""
    record: str = ""
    heading: str = ""


_MODERN_PARTS: Final = (
    ("channel", value(_LOG)),
    ("source", value(_SOURCE)),
    ("time", value(_DATE)),
    ("event", value(_ID)),
    ("computer", value(_COMPUTER)),
)

LAYOUTS: Final = (
    Layout(
        exporter="wevtutil",
        first=r"^\s*Event\[[0-9]+\]:?\s*$",
        sign=r"^\s*Event\[[0-9]+\]",
        second=begins(_LOG),
        head=_HEAD,
        parts=_MODERN_PARTS,
        message=_MESSAGE,
    ),
    Layout(
        exporter="Event Viewer",
        first=begins(_LOG),
        sign=begins(_LOG),
        second=begins(_SOURCE),
        head=_HEAD,
        parts=_MODERN_PARTS,
        message=_MESSAGE,
        record=_RECORD,
    ),
    Layout(
        exporter="Event Viewer before Vista",
        first=begins(_TYPE),
        sign=begins(_TYPE),
        second=begins(_OLD_SOURCE),
        head=_HEAD,
        parts=(
            ("source", value(_OLD_SOURCE)),
            ("date", value(_DATE)),
            ("time", value(_TIME)),
            ("event", value(_ID)),
            ("computer", value(_COMPUTER)),
        ),
        message=_MESSAGE,
    ),
    Layout(
        exporter="PsLogList",
        first=r"^\[[0-9]{1,20}\] \S",
        sign=r"^\[[0-9]{1,20}\] (?:Security|Microsoft-Windows-)",
        second=r"^\s+Type:\s",
        head=r"(?s)\A(\[.*?\n\s+Time:[^\n]*\sID:[^\n]*)",
        parts=(
            ("number", r"\A\[([0-9]{1,20})\]"),
            ("source", r"\A\[[0-9]+\] ([^\n]*?)\s*\n"),
            ("time", r"(?m)^\s+Time:\s+(.*?)\s+ID:\s+[0-9]"),
            ("event", r"(?m)^\s+Time:.*\sID:\s+([0-9]{1,10})\s*$"),
            ("computer", r"(?m)^\s+Computer:\s+(.*?)\s*$"),
        ),
        message=r"(?s)\A\[.*?\n\s+Time:[^\n]*\sID:[^\n]*\n(?:[ \t]+User:[^\n]*\n)?(.*)\z",
        heading=r"^(\S.*?) log on \\\\(.*?):\s*$",
    ),
    Layout(
        exporter="EventCombMT",
        first=_COMB,
        sign=r"^[0-9]{1,5},|^[^,\"]{0,8},AUDIT ",
        head=rf"({_COMB})",
        parts=(
            ("event", r"\A([0-9]{1,5}),"),
            ("source", r"\A[0-9]+,[^,]*,([^,]*),"),
            ("time", r"\A[0-9]+,[^,]*,[^,]*,([^,]*),"),
        ),
        message=r"(?s)\A[0-9]+,[^,]*,[^,]*,[^,]*,[^,]*,(.*)\z",
    ),
)
"""In the order in which they are tried: the first of which a record is found is it."""
