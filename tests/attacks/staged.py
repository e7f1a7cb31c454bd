"""One case that holds every payload in every place where evidence or an operator can put text.

Written as bytes of real forms by the builders, and taken through the program once, in a process of
its own, as a person would start it.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

from forensics.evidence.exports.exported import AUDITING
from tests.attacks.payloads import PAYLOADS, short
from tests.builders import export_csv, netlogon
from tests.builders.article import article
from tests.builders.event import Event
from tests.builders.evtx import evtx
from tests.builders.export_json import evtxecmd
from tests.builders.export_xml import Exported
from tests.builders.security import At, lockout_4740, logon_failed_4625
from tests.builders.security_classic import failed_529
from tests.builders.zips import Packed, zipped
from tests.ledger.small_site import at, log
from tests.shared import CHECKOUT

VICTIM: Final = PAYLOADS["HTML: a script"]
"""The account that is locked out: it stands in headlines, figures and the file's title."""

SERVER: Final = PAYLOADS["SVG: out of the figure"]
"""The machine at which it was: it stands beside the lanes of figures."""

LONGEST_NAME: Final = 200
"""Bytes of a file's name; what a file system takes, and a suffix."""

CASE_ID: Final = "".join(
    PAYLOADS[kind]
    for kind in ("XMP: another property", "PDF: the end of a string", "bidi: an override")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, as bytes, and how it ended."""

    status: int
    out: bytes
    err: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The case after its report.

    Attributes:
        folder: The case; the report lies in `report/`.
        outputs: Name -> content.
        report: What `forensics report` said.
        check: What `forensics check` said.
        touched: What the report touched, see `audited`.
        traced: Every call to the system that opens or reaches, of its libraries too; None where
            strace is not here or may not trace.
        before: Hash and time of every file of the evidence, before the report.
        after: The same after it.
    """

    folder: Path
    outputs: Mapping[str, bytes]
    report: Said
    check: Said
    touched: str
    traced: str | None
    before: Mapping[bytes, tuple[str, int]]
    after: Mapping[bytes, tuple[str, int]]


@cache
def staged() -> Staged:
    """Write the case, report on it, and look at it once more."""
    folder = scratch() / "case"
    write(folder)
    before = condition(folder)
    trace = scratch() / "trace"
    report, touched = run_audited("report", folder, prefix=tracing(trace))
    return Staged(
        folder=folder,
        outputs={file.name: file.read_bytes() for file in (folder / "report").iterdir()},
        report=report,
        check=run("forensics", "check", folder),
        touched=touched,
        traced=trace.read_text("utf-8", "replace") if trace.exists() else None,
        before=before,
        after=condition(folder),
    )


@cache
def scratch() -> Path:
    """Return a folder that goes when the tests end."""
    folder = Path(mkdtemp(prefix="attacks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment() -> dict[str, str]:
    """Return a terminal that knows UTF-8, no home folder, and a place for what is a user's own."""
    data = scratch() / "data"
    data.mkdir(exist_ok=True)
    own = {"PYTHONIOENCODING": "utf-8", "HOME": str(scratch() / "home"), "XDG_DATA_HOME": str(data)}
    return {**os.environ, **own}


def condition(folder: Path) -> dict[bytes, tuple[str, int]]:
    """Return hash and time of every file of the evidence."""
    found = {}
    for place, _, names in os.walk(os.fsencode(folder / "evidence")):
        for name in names:
            file = os.path.join(place, name)  # noqa: PTH118 - names that are no text
            with open(file, "rb") as stream:  # noqa: PTH123
                digest = sha256(stream.read()).hexdigest()
            found[file] = (digest, os.stat(file).st_mtime_ns)  # noqa: PTH116
    return found


def tracing(trace: Path) -> tuple[str, ...]:
    """Return the words before a command that have the system tell what it opens, if it may."""
    strace = shutil.which("strace")
    if not strace or subprocess.run([strace, "true"], capture_output=True, check=False).returncode:
        return ()
    what = "trace=%network,open,openat,openat2,creat,execve"
    return (strace, "-f", "--seccomp-bpf", "-qq", "-o", str(trace), "-e", what)


def run_audited(*arguments: object, prefix: tuple[str, ...] = ()) -> tuple[Said, str]:
    """Run the program and return what it touched, too."""
    with TemporaryDirectory(prefix="audited-") as place:
        told = Path(place, "touched")
        said = run("tests.attacks.audited", told, *arguments, prefix=prefix)
        return said, told.read_text(encoding="ascii")


def run(module: str, *arguments: object, prefix: tuple[str, ...] = ()) -> Said:
    """Run a program in a process of its own."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", module, *map(str, arguments)],
        cwd=CHECKOUT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Said(status=done.returncode, out=done.stdout, err=done.stderr)


def write(folder: Path) -> None:
    """Write the case."""
    for name, content in _files().items():
        place = os.path.join(os.fsencode(folder), name)  # noqa: PTH118 - names that are no text
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
        with open(place, "wb") as stream:  # noqa: PTH123
            stream.write(content)


def _files() -> dict[bytes, bytes]:
    return {
        b"case.toml": _case_toml().encode(),
        b"hosts.csv": _hosts_csv().encode(),
        b"evidence/dc.evtx": _evtx(),
        b"evidence/old.evt": _evt(),
        b"evidence/long.jsonl": _json().encode(),
        b"evidence/table.csv": _table().encode(),
        b"evidence/netlogon.log": _netlogon(),
        b"evidence/members.zip": _zip(),
        **{b"evidence/" + name: b"no log\n" for name in file_names()},
        **_articles(),
    }


def file_names() -> list[bytes]:
    """Return the payloads that a file system takes as the name of a file, and one that is no UTF-8.

    A log's suffix has a line of its own said of each.
    """
    texts = (
        text.replace("/", "\u2215").encode("utf-8", "surrogatepass") for text in PAYLOADS.values()
    )
    names = [
        *(text + b".evt" for text in texts if b"\0" not in text and len(text) <= LONGEST_NAME),
        b"\xff\xfe.evt",
    ]
    return [name for name in names if sys.platform != "darwin" or _is_text(name)]


def _is_text(name: bytes) -> bool:
    """Return whether a name is UTF-8, which alone macOS takes."""
    try:
        return bool(name.decode())
    except UnicodeDecodeError:
        return False


def _evtx() -> bytes:
    """Return a log in which each payload is account, domain, client, process and machine."""
    events = list[Event]()
    for place, text in enumerate(short().values()):
        everywhere = dict.fromkeys(
            (
                *("TargetUserName", "TargetDomainName", "WorkstationName", "LogonProcessName"),
                *("AuthenticationPackageName", "ProcessName", "IpAddress", "FailureReason"),
                *("TransmittedServices", "SubjectUserName", "SubjectDomainName"),
            ),
            text,
        )
        begin = 10 * place
        events += [
            logon_failed_4625(At(len(events) + 1, at(begin).ticks, text), **everywhere),
            logon_failed_4625(
                At(len(events) + 2, at(begin + 1).ticks, SERVER),
                TargetUserName=VICTIM,
                WorkstationName=text,
                IpAddress="192.0.2.17",
            ),
        ]
        if place % 4 == 0:
            events.append(
                lockout_4740(
                    At(len(events) + 1, at(begin + 1).ticks, SERVER),
                    TargetUserName=VICTIM,
                    TargetDomainName=text,
                    SubjectUserName=text,
                )
            )
    return evtx(events)


def _evt() -> bytes:
    """Return a log of Windows 2000 whose machine and whose every value are payloads."""
    texts = [text for text in short().values() if "\0" not in text]
    tries = [(5 * place, failed_529(text, text, text)) for place, text in enumerate(texts)]
    return log(PAYLOADS["terminal: clear and colour"], *tries)


def _json() -> str:
    """Return an export with each payload, also those that no event log could hold."""
    records = (
        Exported(
            number=place,
            created=f"2001-10-09T02:{place // 60:02d}:{place % 60:02d}.0000000Z",
            provider=AUDITING,
            computer=text,
            values={**export_csv.VALUES, "TargetUserName": VICTIM, "WorkstationName": text},
        )
        for place, text in enumerate(PAYLOADS.values(), 1)
    )
    return "".join(json.dumps(evtxecmd(each)) + "\n" for each in records)


def _table() -> str:
    """Return a table in which each payload is quoted as a table quotes."""
    rows = [
        export_csv.evtxecmd_row(
            place,
            f"2001-10-09 03:{place // 60:02d}:{place % 60:02d}.0000000",
            {**export_csv.VALUES, "TargetUserName": text, "WorkstationName": text},
        )
        for place, text in enumerate(_given(), 1)
    ]
    return export_csv.written([export_csv.EVTXECMD, *rows])


def _netlogon() -> bytes:
    entries = [
        netlogon.Logon(
            who=f"{text}\\{text}",
            workstation=text,
            status="0xC000006A",
            via=text,
            stamp="10/09 00:00:03",
        ).text()
        for text in short().values()
        if text.isprintable()
    ]
    return "".join(f"{each}\r\n" for each in entries).encode()


def _zip() -> bytes:
    names = [text.encode("utf-8", "surrogatepass")[:60_000] for text in PAYLOADS.values()]
    return zipped(*(Packed(name=name, content=b"no log\n", flags=1 << 11) for name in names))


def _articles() -> dict[bytes, bytes]:
    """Return texts of an article whose names and words are payloads, two with one id."""
    words = "\n".join(text for text in short().values() if "\n" not in text)
    words = words.encode("cp1252", "ignore").decode("cp1252")  # an archived text knows no others
    text = article(
        id="Q299352",
        title=PAYLOADS["HTML: an event of a picture"],
        sections={"CAUSE": words, "STATUS": words, "RESOLUTION": words},
    )
    names = (PAYLOADS["terminal: clear and colour"], PAYLOADS["HTML: a frame"].replace("/", ":"))
    return {b"kb/" + name.encode() + b".txt": text + b" " * n for n, name in enumerate(names)}


def _case_toml() -> str:
    """Return what a careless or forged case says; TOML has no words for half a pair."""
    texts = list(_given())
    said = {
        "id": CASE_ID,
        "title": PAYLOADS["HTML: out of the title"],
        "complaint": " | ".join(texts),
        "ticket": PAYLOADS["CSV: = a program"],
        "customer": PAYLOADS["Jinja: the way to Python"],
        "analyst": PAYLOADS["lines: another line"],
        "organisation": PAYLOADS["CSS: another sheet"],
    }
    lines = ["[case]", *(f"{key} = {_quoted(text)}" for key, text in said.items())]
    for text in texts:
        lines.append("[[custody]]")
        lines += [f"{key} = {_quoted(text)}" for key in ("exhibit", "when", "who", "action")]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a basic string of TOML, which escapes controls as JSON does, and DEL too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _given() -> Iterator[str]:
    """Yield the payloads that an operator's file in UTF-8 can hold."""
    for text in short().values():
        if not any("\ud800" <= char <= "\udfff" for char in text):
            yield text


def _hosts_csv() -> str:
    rows = [
        [text, text.replace(";", ""), "", "cap", "", ""]
        for text in _given()
        if text.strip() and "\0" not in text
    ]
    heading = ["name", "aliases", "addresses", "roles", "timezone", "clock_offset"]
    return export_csv.written([heading, *rows])
