r"""Write text listings of event logs as Windows' own tools write them; all content is invented."""

from tests.builders.messages import snare
from tests.builders.syslog import Said

ENGLISH = ("Log Name", "Source", "Date", "Event ID", "User", "Computer", "Description", "Event Xml")
GERMAN = (
    *("Protokollname", "Quelle", "Datum", "Ereignis-ID", "Benutzer", "Computer", "Beschreibung"),
    "Ereignis-XML",
)
FRENCH = (
    *("Nom du journal\u202f", "Source\u202f", "Date\u202f", "ID de l’événement\u202f"),
    *("Utilisateur\u202f", "Ordinateur\u202f", "Description\u202f", "XML de l’événement\u202f"),
)


def viewer(said: Said, words: tuple[str, ...] = ENGLISH, *, xml: str = "") -> str:
    """Return what Event Viewer's copy button gives since Vista."""
    log, source, date, event, user, computer, description, record = words
    text = (
        f"{log}:      Security\n{source}:        {said.source}\n{date}:          {said.date}\n"
        f"{event}:      {said.event_id}\n{user}:          N/A\n{computer}:      {said.computer}\n"
        f"{description}:\n{said.message}\n"
    )
    return text + (f"{record}:\n{xml}\n" if xml else "")


def record_xml(number: int, time: str) -> str:
    """Return the beginning of a record in XML, as Event Viewer copies it."""
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\n  <System>\n'
        f'    <TimeCreated SystemTime="{time}" />\n'
        f"    <EventRecordID>{number}</EventRecordID>\n  </System>\n</Event>"
    )


def old_viewer(said: Said) -> str:
    """Return what Event Viewer's copy button gave before Vista; `date` holds date and time."""
    date, time = said.date.split(" ", 1)
    return (
        f"Event Type:\tFailure Audit\nEvent Source:\t{said.source}\n"
        f"Event Category:\tLogon/Logoff \nEvent ID:\t{said.event_id}\nDate:\t\t{date}\n"
        f"Time:\t\t{time}\nUser:\t\tNT AUTHORITY\\SYSTEM\nComputer:\t{said.computer}\n"
        f"Description:\n{said.message}\n\n"
    )


def wevtutil(said: Said, place: int, *, colon: str = ":") -> str:
    """Return an event as `wevtutil qe /f:text` lists it."""
    return (
        f"Event[{place}]{colon}\n  Log Name: Security\n  Source: {said.source}\n"
        f"  Date: {said.date}\n  Event ID: {said.event_id}\n  Task: Logon\n  Level: Information\n"
        "  Opcode: Info\n  Keyword: Audit Failure\n  User: N/A\n  User Name: N/A\n"
        f"  Computer: {said.computer}\n  Description: \n{said.message}\n\n"
    )


def psloglist(said: Said, number: int) -> str:
    """Return an event as PsLogList lists it, a blank line behind each of the message's lines."""
    message = said.message.replace("\n", "\n\n")
    return (
        f"[{number}] {said.source}\n   Type:     AUDIT FAILURE \n   Computer: {said.computer}\n"
        f"   Time:     {said.date}   ID:       {said.event_id} \n"
        f"   User:     NT AUTHORITY\\SYSTEM\n{message}\n\n"
    )


def eventcomb(said: Said) -> str:
    """Return an event as EventCombMT lists it."""
    return (
        f"{said.event_id},AUDIT FAILURE,{said.source},{said.date},NT AUTHORITY\\SYSTEM,"
        f"{snare(said.message)}\n"
    )
