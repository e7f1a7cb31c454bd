"""The modern example in other forms: whatever it was exported to, it tells the same story."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forensics.case import load_case
from forensics.evidence.exports.exported import AUDITING
from forensics.evidence.texts.messages_table import wordings
from forensics.findings import Findings
from forensics.investigating import investigate
from forensics.values import Instant
from tests.builders import export_csv, export_json, export_xml, stale_credential, syslog
from tests.builders.cases import modern_stale_credential
from tests.builders.event import Event
from tests.builders.export_xml import Exported
from tests.builders.journal import evtx_events
from tests.builders.messages import rendered, windows

pytestmark = pytest.mark.xdist_group("other forms")  # the log itself is analysed once

ZONE = ZoneInfo("Europe/London")


def texts(event: Event) -> dict[str, str]:
    """Return the values of an event as an export shows them."""
    assert isinstance(event.values, Mapping)
    return {name: "" if value is None else str(value) for name, value in event.values.items()}


def when(event: Event) -> Instant:
    return Instant(event.written) if isinstance(event.written, int) else Instant.of(event.written)


def exported(event: Event) -> Exported:
    return Exported(
        number=event.number,
        event_id=event.event_id,
        provider=event.provider,
        created=when(event).iso(),
        computer=event.computer,
        channel=event.channel,
        values=texts(event),
    )


def message(event: Event) -> str:
    """Return an event as Windows renders it in English, where the table knows how."""
    if event.provider != AUDITING:
        return "Another event."
    known = [one for one in wordings(AUDITING, event.event_id) if one.language == "en"]
    values = defaultdict(lambda: "-", texts(event))
    return windows(rendered(known[0], values)) if known else "Another event."


def xml(events: Sequence[Event]) -> bytes:
    return export_xml.event_viewer(exported(each) for each in events).encode("utf-16")


def json_lines(events: Sequence[Event]) -> bytes:
    return export_json.lines(export_json.winlogbeat(exported(each)) for each in events).encode()


def csv(events: Sequence[Event]) -> bytes:
    rows = [
        export_csv.by_name(
            export_csv.EVTXECMD,
            RecordNumber=str(each.number),
            EventRecordId=str(each.number),
            TimeCreated=when(each).iso()[:-1].replace("T", " "),
            EventId=str(each.event_id),
            Provider=each.provider,
            Channel=each.channel,
            Computer=each.computer,
            Payload=export_csv.payload(texts(each)),
        )
        for each in events
    ]
    return export_csv.written([export_csv.EVTXECMD, *rows]).encode("utf-8-sig")


def snare(events: Sequence[Event]) -> bytes:
    """Return lines of an agent, which writes the machine's own time and renders the message."""
    return "".join(
        syslog.snare_line(
            syslog.Said(
                event_id=each.event_id,
                message=message(each),
                source=each.provider,
                computer=each.computer,
                date=when(each).moment().astimezone(ZONE).strftime("%a %b %d %H:%M:%S %Y"),
                counter=place,
            )
        )
        for place, each in enumerate(events)
    ).encode()


def event_viewer(events: Sequence[Event]) -> bytes:
    """Return a saved table: local time, a rendered message, and no name of the machine."""
    rows = [
        [
            "Audit Failure",
            when(each).moment().astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            each.provider,
            str(each.event_id),
            "Logon",
            message(each),
        ]
        for each in events
    ]
    return export_csv.written([export_csv.EVENT_VIEWER, *rows]).encode("utf-8-sig")


FORMS: dict[str, tuple[Callable[[Sequence[Event]], bytes], str]] = {
    "XML of Event Viewer": (xml, "xml"),
    "JSON lines of Winlogbeat": (json_lines, "json"),
    "CSV of EvtxECmd": (csv, "csv"),
    "Snare": (snare, "text"),
    "CSV of Event Viewer": (event_viewer, "csv"),
}


def logs() -> dict[str, list[Event]]:
    """Return the events of each exhibit, by the name of its machine."""
    firsts = {"dc01": 884_120, "dc02": 512_907, "fs01": 1_203_344}
    found = {}
    for each in stale_credential.exhibits(stale_credential.incident()):
        machine = each.path.removeprefix("evidence/").removesuffix("-security.evtx")
        events = evtx_events(each.entries, stale_credential.SUFFIX, firsts[machine])
        found[machine] = list(events)
    return found


def investigated(folder: Path, files: Mapping[str, bytes]) -> Findings:
    """Return the findings of the example with other evidence, its zone declared."""
    modern_stale_credential().write(folder)
    case = folder / "modern-stale-credential"
    toml = (case / "case.toml").read_text("utf-8")
    assert 'timezone = "Europe/London"' in toml
    for file in (case / "evidence").iterdir():
        if files:
            file.unlink()
    for name, content in files.items():
        (case / "evidence" / name).write_bytes(content)
    return investigate(load_case(case), lambda _: None).findings


def story(findings: Findings) -> list[tuple[str, str, str, list[tuple[object, int]], object]]:
    """Return every lockout: its time to the second, whose it is, and who caused it."""
    return [
        (
            each.time.iso()[:19],
            each.authority,
            each.account,
            sorted(((share.client, share.bad_passwords) for share in each.shares), key=str),
            each.tripped_by,
        )
        for each in findings.lockouts
    ]


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    return investigated(tmp_path_factory.mktemp("native"), {})


@pytest.mark.parametrize("form", FORMS)
def test_an_export_tells_what_the_log_tells(form: str, native: Findings, tmp_path: Path) -> None:
    write, name = FORMS[form]
    files = {f"{machine}.txt": write(events) for machine, events in logs().items()}
    found = investigated(tmp_path, files)
    assert [(each.format, each.state, each.reason) for each in found.sources] == [
        (name, "intact", "")
    ] * 3
    assert story(found) == story(native)
    assert found.attempts == native.attempts
    assert [each.records.read for each in found.sources] == [
        each.records.read for each in native.sources
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_beside_the_log_itself_adds_nothing(
    form: str, native: Findings, tmp_path: Path
) -> None:
    write, _ = FORMS[form]
    files = {f"z-{machine}.txt": write(events) for machine, events in logs().items()}
    originals = {
        path.removeprefix("evidence/"): content
        for path, content in modern_stale_credential().files.items()
        if path.startswith("evidence/")
    }
    found = investigated(tmp_path, {**originals, **files})
    assert len(found.sources) == 6
    assert story(found) == story(native)
    assert found.attempts == native.attempts
