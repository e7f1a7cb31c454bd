"""Writes event logs as XML in the ways of those who export them.

The element is what Windows renders (`wevtutil qe /f:xml`); what stands around it is that of
wevtutil with /e:Events, Event Viewer, python-evtx and evtx_dump.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from forensics.evidence.exports.exported import AUDITING

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"

FAILURE: Mapping[str, str] = {
    "SubjectUserSid": "S-1-5-18",
    "TargetUserName": "SMSCliToknAcct&",
    "TargetDomainName": "CLIENT7",
    "Status": "0xc000006d",
    "SubStatus": "0xc000006a",
    "LogonType": "3",
    "LogonProcessName": "NtLmSsp ",
    "WorkstationName": "CLIENT7",
    "IpAddress": "10.1.2.7",
}
"""Values of a 4625 of an invented machine, in the order of its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One event to be exported, of an invented machine; a sequence of values has no names."""

    number: int = 41
    event_id: int = 4625
    provider: str = AUDITING
    created: str = "2002-08-12T09:15:03.1234567Z"
    computer: str = "cap1.example.test"
    channel: str = "Security"
    values: Mapping[str, str] | Sequence[str] = field(default_factory=lambda: dict(FAILURE))


def element(event: Exported, *, quote: str = "'", pretty: bool = False, rendered: str = "") -> str:
    """Return the event as Windows renders it; `rendered` is the message of a RenderingInfo."""
    own = (
        f"<Provider Name={quoteattr(event.provider)}/><EventID Qualifiers='16384'>{event.event_id}"
        f"</EventID><Version>0</Version><TimeCreated SystemTime='{event.created}'/>"
        f"<EventRecordID>{event.number}</EventRecordID><Correlation/>"
        f"<Channel>{escape(event.channel)}</Channel><Computer>{escape(event.computer)}</Computer>"
        "<Security/>"
    )
    text = (
        f"<Event xmlns={quote}{NAMESPACE}{quote}><System>{own}</System>"
        f"<EventData>{data(event.values)}</EventData>"
    )
    if rendered:
        info = f"<Message>{escape(rendered)}</Message><Level>Information</Level>"
        text += f"<RenderingInfo Culture='en-US'>{info}</RenderingInfo>"
    text += "</Event>"
    return text.replace("><", ">\r\n  <") if pretty else text


def data(values: Mapping[str, str] | Sequence[str]) -> str:
    """Return the `<Data>` elements of some values."""
    if isinstance(values, Mapping):
        pairs = values.items()
        return "".join(f"<Data Name={quoteattr(name)}>{escape(one)}</Data>" for name, one in pairs)
    return "".join(f"<Data>{escape(one)}</Data>" for one in values)


def wevtutil(events: Iterable[Exported]) -> str:
    """Return events one a line, without a root."""
    return "".join(element(event) + "\r\n" for event in events)


def rooted(events: Iterable[Exported]) -> str:
    """Return events within `<Events>`, as `wevtutil qe /e:Events` writes them."""
    return "<Events>\r\n" + wevtutil(events) + "</Events>\r\n"


def event_viewer(events: Iterable[Exported]) -> str:
    """Return events as Event Viewer saves them, with what it renders."""
    inner = "".join(element(event, rendered="An account failed to log on.") for event in events)
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
    return f"{declaration}<Events>{inner}</Events>"


def python_evtx(events: Iterable[Exported]) -> str:
    """Return events as evtx_dump.py prints them."""
    declaration = '<?xml version="1.1" encoding="utf-8" standalone="yes" ?>\n\n'
    inner = "".join(element(event, quote='"', pretty=True) + "\n\n" for event in events)
    return f"{declaration}<Events>\n{inner}</Events>\n"


def evtx_dump(events: Iterable[Exported]) -> str:
    """Return events as evtx_dump prints them, each with a line and a declaration of its own."""
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    return "".join(
        f"Record {event.number}\n{declaration}\n{element(event, quote=chr(34))}\n"
        for event in events
    )
