"""A reader that crashes, hangs, swells or babbles costs the record it was at, and says how it went.

The readers are those of `reader`, who do what the account of a record is called.
"""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import pytest

from forensics import beside, second
from forensics.evidence.corroborate.readers import READERS, corroborate, taken
from forensics.evidence.corroborate.said import Said
from forensics.evidence.evtx import untemplated
from forensics.evidence.evtx.untemplated import read_untemplated
from forensics.evidence.quarantine import asking
from forensics.evidence.quarantine.asking import Hearing, Unanswered
from tests.builders.event import Event
from tests.builders.evtx import FILE_HEADER, evtx
from tests.builders.evtx_damage import record_offsets
from tests.builders.security import At, logon_failed_4625
from tests.evidence.corroborate.corroborating import BEGIN, agreed, failed, statements
from tests.evidence.evtx.evtx_reading import LOGONS, read, rows
from tests.faults.reader import FLOOD, ROOM
from tests.shared import CHECKOUT

PYTHON, RUST = READERS
LATE = "the reader gave no answer within 0.2 seconds"


@pytest.fixture(autouse=True)
def _fallible(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the readers of `reader` asked, in a process that ends with the test."""
    process = asking._Process()  # noqa: SLF001 - the other tests go on with theirs
    monkeypatch.setattr(asking, "_PROCESS", process)
    monkeypatch.setattr(asking, "_ROOM", ROOM)
    monkeypatch.setattr(sys, "path", [str(CHECKOUT), *sys.path])
    yield
    process.end()


def named(*accounts: str) -> tuple[bytes, list[Event]]:
    """Return a log with a failed logon of each account."""
    events = [
        logon_failed_4625(At(number, BEGIN + number), TargetUserName=account)
        for number, account in enumerate(accounts, 1)
    ]
    return evtx(events), events


def ask(hearing: Hearing, account: str) -> Said | str | Unanswered:
    """Ask `evtx` about a record of an account."""
    log, _ = named(account)
    return hearing.ask(RUST, log[FILE_HEADER:], [record_offsets(log)[0] - FILE_HEADER], taken)


def account(answer: Said | str | Unanswered) -> str | None:
    assert isinstance(answer, Said)
    return answer.values["TargetUserName"]


NONSENSE = "the reader answered what makes no sense"
FATES = {
    "CRASH": "the reader was ended by signal 11 (SIGSEGV)",
    "KILLED": "the reader was ended by signal 9 (SIGKILL)",
    "SWELL": "the reader needed more than 1,024 MB of memory",
    "RAISE": "the reader ended with status 1",
    "BABBLE": NONSENSE,
    "FLOOD": NONSENSE,
    "SPIN": "the reader gave no answer within 10 seconds of the processor",
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no memory")
def test_whatever_a_reader_does_is_said_and_the_next_record_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "LARGEST", FLOOD)
    hearing = Hearing()
    said = {mark: (ask(hearing, mark), account(ask(hearing, "zoë"))) for mark in FATES}
    assert said == {mark: (Unanswered(reason=fate), "zoë") for mark, fate in FATES.items()}

    monkeypatch.setattr(asking, "PATIENCE", 0.2)  # it is there by now
    assert ask(hearing, "HANG") == Unanswered(reason=LATE)


def test_a_reader_is_sent_to_rest_while_another_thread_waits_for_its_answer() -> None:
    assert account(ask(Hearing(), "anna")) == "anna"  # it is there by now
    waiting = beside.start(partial(ask, Hearing()), "HANG")
    while not asking._PROCESS._lock.locked():  # noqa: SLF001 - as long as the other asks
        time.sleep(0.001)
    asking.rest()
    answer = waiting.result(10)
    assert isinstance(answer, Unanswered)
    assert "no answer within" not in answer.reason  # it was not left to its time
    assert asking._PROCESS._process is None  # noqa: SLF001


def test_a_crash_costs_the_check_of_one_record_by_each_reader() -> None:
    log, events = named("anna", "CRASH", "bob")
    first, second_, third = statements(events, log)
    why = "not checked: the reader was ended by signal 11 (SIGSEGV)"
    each = (agreed(first), failed(second_, why), agreed(third))
    found = corroborate(io.BytesIO(log), (first, second_, third))
    assert found == {PYTHON: each, RUST: each}


def test_a_reader_that_ends_too_often_over_one_file_is_asked_about_others_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "FAULTS", 2)
    hearing = Hearing()
    assert isinstance(ask(hearing, "BABBLE"), Unanswered)
    assert isinstance(ask(hearing, "BABBLE"), Unanswered)
    said = "the reader ended 2 times over this file before"
    assert ask(hearing, "anna") == Unanswered(reason=said)
    assert account(ask(Hearing(), "anna")) == "anna"


def loose(*accounts: str) -> bytes:
    """Return a log with a failed logon of each account, written out without a template."""
    return evtx(
        Event(
            number=number,
            written=BEGIN + number,
            event_id=4625,
            values={"TargetUserName": account},
            form="inline",
        )
        for number, account in enumerate(accounts, 1)
    )


def test_a_record_without_template_over_which_the_reader_ends_is_damage_with_the_reason() -> None:
    log = loose("anna", "KILLED", "bob")
    reading = read(log, LOGONS)
    assert [row["TargetUserName"] for _, _, row in rows(reading)] == ["anna", "bob"]
    assert [(row.code.value, row.offset, row.found) for row in reading.damage] == [
        (
            "record-unreadable",
            record_offsets(log)[1],
            "not read: the reader was ended by signal 9 (SIGKILL)",
        )
    ]
    assert reading.records.event_id.tolist()[1] not in (4625, 0)


def test_a_reader_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: str) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(second, "start", refused)
    said = "the reader cannot be started (Resource temporarily unavailable)"
    assert ask(Hearing(), "anna") == Unanswered(reason=said)


def test_an_interruption_ends_the_process_whose_answer_nobody_awaits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(second, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(Hearing(), "anna")
    assert asking._PROCESS._process is None  # noqa: SLF001
    assert account(ask(Hearing(), "bob")) == "bob"


EVENT = ["P", 4625, 7, 1, None, "C", [["A", "x"], ["", None]]]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        [],
        [EVENT, EVENT],
        [7],
        [[*EVENT, 1]],
        [[None, *EVENT[1:]]],
        [["P", 1 << 16, *EVENT[2:]]],
        [["P", -1, *EVENT[2:]]],
        [["P", 1, 1 << 64, *EVENT[3:]]],
        [["P", 1, 7, 1.5, *EVENT[4:]]],
        [["P", 1, 7, 1 << 63, *EVENT[4:]]],
        [["P", 1, 7, 1, None, 7, []]],
        [[*EVENT[:6], {"A": "x"}]],
        [[*EVENT[:6], [["A"]]]],
        [[*EVENT[:6], [["A", 7]]]],
        [[*EVENT[:6], [[None, "x"]]]],
    ],
)
def test_an_answer_of_another_shape_is_no_event(answer: object) -> None:
    assert untemplated._taken(answer, 1) is None  # noqa: SLF001
    assert untemplated._taken([EVENT, None], 2) is not None  # noqa: SLF001


SAID = {
    **dict.fromkeys(("number", "written"), "1"),
    **dict.fromkeys(("event_id", "event_record_id", "created", "computer", "channel", "user")),
    "values": {"A": None},
}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        ["x", "y"],
        [7],
        [{**SAID, "more": ""}],
        [{**SAID, "number": None}],
        [{**SAID, "computer": 7}],
        [{**SAID, "values": []}],
        [{**SAID, "values": {"A": 7}}],
    ],
)
def test_an_answer_of_another_shape_says_nothing(answer: object) -> None:
    assert taken(answer) is None
    assert isinstance(taken([SAID]), Said)
    assert taken(["its words"]) == "its words"


def test_many_records_of_a_chunk_are_asked_for_alone_where_all_together_fail() -> None:
    log = loose("anna", "BABBLE", "bob")
    places = [at - FILE_HEADER for at in record_offsets(log)]
    chunk = log[FILE_HEADER:]
    spans = [(at, int.from_bytes(chunk[at + 4 : at + 8], "little")) for at in places]
    found = read_untemplated(Hearing(), chunk, spans)
    assert [isinstance(one, Unanswered) for one in found] == [False, True, False]


def test_the_program_itself_loads_no_library_of_theirs() -> None:
    code = "import sys, forensics.reporting; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, cwd=CHECKOUT, text=True
    )
    assert not {"evtx", "Evtx"} & {name.partition(".")[0] for name in done.stdout.split()}


def test_a_reader_that_was_sent_to_rest_answers_when_it_is_asked_again() -> None:
    hearing = Hearing()
    assert account(ask(hearing, "anna")) == "anna"
    asking.rest()
    assert account(ask(hearing, "zoë")) == "zoë"
    asking.rest()
    asking.rest()  # where there is none it does nothing
