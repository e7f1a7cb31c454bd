"""Invented findings of other kinds: no lockout, nothing at all, damage, crowds, hostile names."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from forensics.findings import (
    CitedRecord,
    Clock,
    Counted,
    Findings,
    LockoutPolicy,
    RecordCounts,
    RecordGap,
    SecondReading,
    Share,
    Source,
    Span,
    Subject,
    Verdict,
    WhatIf,
)
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Damage, DamageCode, Locator
from tests.builders.findings import (
    ACCOUNT,
    DIAGNOSES,
    HEADING,
    THRESHOLD,
    UNLOCK,
    Incident,
    Try,
    at,
    findings_of,
    outcome_counts,
    replayed,
    sms_case,
)

_Whole = TypeVar("_Whole")

UNKNOWN_POLICY = LockoutPolicy(
    threshold=NOT_RECORDED,
    window_seconds=NOT_RECORDED,
    duration_seconds=NOT_RECORDED,
    basis="unknown",
    assumed={},
    support="",
)
NO_WHAT_IF = WhatIf(of=0, smallest_fix=(), prevented=0, per_client=(), method="none")


def kerberos_failures() -> Findings:
    """Return 54 failures that one domain controller saw (4771), and no lockout."""
    tries = tuple(
        Try(at=30_000 + 400 * number, client=f"10.9.0.{number % 3 + 5}", target="DC01.corp.example")
        for number in range(54)
    )
    incident = Incident(
        tries=tries,
        lockouts=(),
        groups={},
        roles={"DC01.corp.example": ("dc",)},
        account="Administrator",
    )
    made = findings_of(incident)
    cited = tuple(_kerberos(one, number) for number, one in enumerate(tries[:6], 1))
    return replace(
        made,
        case=replace(HEADING, title="Invented: failures on one domain controller", complaint=""),
        verdict=Verdict(
            headline="54 failed logons of Administrator, and no lockout",
            statement="One domain controller recorded 54 Kerberos failures. No article fits yet.",
            kb=None,
            confidence="low",
            because=("Nothing says which machine was accessed.",),
            nature="undetermined",
        ),
        edges=tuple(replace(edge, target_basis="recorded-by") for edge in made.edges),
        subject=replace(made.subject, others=(), others_total=0),
        policy=UNKNOWN_POLICY,
        what_if=NO_WHAT_IF,
        diagnoses=tuple(
            replace(one, standing="open") if one.standing == "supported" else one
            for one in DIAGNOSES
        ),
        cited=cited,
        cited_total=54,
        unlocks=(UNLOCK,),
        actions=made.actions[:1],
    )


def _kerberos(one: Try, number: int) -> CitedRecord:
    return CitedRecord(
        ref=f"R{number:04d}",
        locator=Locator(
            source="evidence/dc01.corp.example-security.evtx",
            record=9_000 + number,
            offset=69_632 + 720 * number,
            length=720,
        ),
        event_record_id=141_000 + number,
        written=one.time,
        created=at(one.at - 1),
        provider="Microsoft-Windows-Security-Auditing",
        event_id=4_771,
        meaning="bad password (Kerberos pre-authentication)",
        host=one.target,
        client=one.client,
        account="Administrator",
        values={"account": "Administrator", "status": "0x18", "address": one.client},
        second_reader="agrees",
    )


def nothing() -> Findings:
    """Return findings without a single attempt, article, action or readable exhibit."""
    empty = findings_of(Incident(tries=(), lockouts=(), groups={}, roles={}))
    return replace(
        empty,
        case=replace(
            HEADING,
            id="",
            title="",
            complaint="",
            ticket="",
            customer="",
            analyst="",
            organisation="",
            timezone="UTC",
            window_from=NOT_RECORDED,
        ),
        verdict=Verdict(
            headline="No failed logon was found",
            statement="The evidence holds no failed logon and no lockout.",
            kb=None,
            confidence="none",
            because=(),
            nature="undetermined",
        ),
        subject=Subject(
            account=NOT_RECORDED, failures=outcome_counts(()), others=(), others_total=0
        ),
        policy=UNKNOWN_POLICY,
        what_if=NO_WHAT_IF,
        diagnoses=(),
        undecided=(),
        clocks=(),
        actions=(),
        limits=(),
        second_reading=SecondReading(
            reader="python-evtx 0.8.1", compared=0, agree=0, differ=0, failed=0, differences=()
        ),
    )


def damaged() -> Findings:
    """Return the SMS case with damaged and unknown exhibits, and a policy that is inferred."""
    made = sms_case()
    broken = replace(
        made.sources[0],
        state="damaged",
        reason="2 of 17 chunks damaged",
        records=RecordCounts(read=4_890, recovered=12, damaged=61, used=213, set_aside=4_677),
        record_gaps=(
            RecordGap(after=40_100, before=40_162),
            RecordGap(after=50_000, before=50_002),
        ),
        gaps_total=104,
        cleared=(at(-80_000), at(-3_600)),
        damage=(
            Damage(
                offset=69_632,
                length=65_536,
                code=DamageCode.CHUNK_CHECKSUM,
                expected="CRC32 0x1b2c3d4e",
                found="CRC32 0x00000000",
                excerpt=bytes(range(64)),
            ),
            Damage(
                offset=1_048_576,
                length=0,
                code=DamageCode.FILE_TRUNCATED,
                expected="1,118,208 bytes",
                found="1,052,000 bytes",
            ),
        ),
        damage_total=61,
        unchanged=False,
    )
    strange = Source(
        path="evidence/notes.docx",
        sha256="0" * 64,
        size=23_552,
        format="unknown",
        state="unrecognised",
        reason="no reader knows this form",
        hosts=(),
        records=RecordCounts(read=0, recovered=0, damaged=0, used=0, set_aside=0),
        first=NOT_RECORDED,
        last=NOT_RECORDED,
        record_gaps=(),
        gaps_total=0,
        cleared=(),
        set_aside_by={},
        claims={},
        damage=(),
        damage_total=0,
        unchanged=True,
    )
    locked = replace(
        strange,
        path="evidence/locked.evtx",
        state="unreadable",
        format="evtx",
        reason="permission denied",
    )
    lockouts = tuple(
        replace(
            lockout,
            basis="inferred" if index % 3 == 0 else "recorded",
            caller=NOT_RECORDED if index % 3 == 0 else "HR-498" if index == 1 else lockout.caller,
            certainty=("possible", "likely", "certain")[index % 3],
            counted=lockout.counted[index % 3 :],
            unexplained=index % 3,
            until=NOT_RECORDED if index % 4 == 0 else lockout.until,
            until_basis="unknown" if index % 4 == 0 else "checked",
        )
        for index, lockout in enumerate(made.lockouts)
    )
    lanes = tuple(
        replace(
            lane,
            locked=tuple(
                replace(one, ends_known=index % 2 == 0) for index, one in enumerate(lane.locked)
            ),
        )
        for lane in made.lanes
    )
    return replace(
        made,
        sources=(broken, *made.sources[1:], strange, locked),
        lockouts=lockouts,
        lanes=lanes,
        policy=LockoutPolicy(
            threshold=THRESHOLD,
            window_seconds=Span(at_least=300, at_most=3_600),
            duration_seconds=Span(at_least=1_500, at_most=NOT_RECORDED),
            basis="inferred",
            assumed={"window_seconds": 1_800, "duration_seconds": 1_800},
            support="It explains 17 of 18 lockouts.",
        ),
        second_reading=replace(
            made.second_reading,
            agree=made.second_reading.compared - 2,
            differ=1,
            failed=1,
            differences=("R0007: Workstation Name reads FIN-429 here and FIN-42 there.",),
        ),
        clocks=tuple(
            Clock(
                host=f"HOST{number}",
                offset_seconds=NOT_RECORDED,
                uncertainty_seconds=NOT_RECORDED,
                basis="unknown",
            )
            for number in range(12)
        ),
        verdict=replace(made.verdict, kb=None, confidence="moderate"),
        diagnoses=tuple(replace(one, standing="open") for one in DIAGNOSES),
    )


def crowd(clients: int, targets: int) -> Findings:
    """Return a case of so many clients and targets over four days, clients in /24 groups."""
    roles = {f"CAP{number:02d}": ("cap",) for number in range(1, targets + 1)}
    names = list(roles)
    scheduled = [
        Try(
            at=day * 86_400 + 21_600 + (number * 37) % 36_000 + 4 * tried,
            client=f"WS-{number:04d}",
            target=names[number * 7 % targets],
        )
        for number in range(clients)
        for day in range(4)
        for tried in range(1 + number % 4)
    ]
    groups = {f"WS-{number:04d}": f"10.7.{number // 210}.0/24" for number in range(clients)}
    made = findings_of(replayed(scheduled, groups, roles))
    busiest = sorted(made.client_lanes, key=lambda lane: (-lane.bad_password, lane.host))[:25]
    return replace(made, client_lanes=tuple(busiest), lanes=made.lanes[:24])


def hostile() -> Findings:
    """Return the SMS case with names that try to break the page, the figures and the reader."""
    made = sms_case()
    evil = {
        "FIN-429": "<script>alert(1)</script>{{ 7*7 }}{% raw %}",
        "FIN-110": "A" * 65_536,
        "HR-725": "</svg><text>&amp;\"'",
        "HR-386": "\u202eevil\u2066\u0000\u001b[31m\r\n",
        "WHS-902": "한국어 日本語 ﷽ e\u0301\u0301\u0301 \U0001f600",
        "FIN-274": "  spaced   out  ",
        "WHS-878": "W" * 60,
        "FIN-438": "\ud800 lone",
        "FIN-891": "x</title></style>]]>",
    }
    renamed = _renamed(made, evil)
    account = '"><img src=x onerror=alert(1)> \u202eTSET'
    return replace(
        _renamed(renamed, {ACCOUNT: account}),
        case=replace(
            HEADING,
            id="<b>id</b>",
            title="{{ case }} " + "T" * 300,
            complaint="line one\nline two \u202e " + "C" * 3_000,
            timezone="../../etc/passwd",
        ),
        verdict=replace(made.verdict, headline=f"{account} " + "H" * 70_000),
    )


def _renamed(value: _Whole, names: Mapping[str, str]) -> _Whole:
    """Return the findings with every whole text that is in `names` replaced."""
    return cast("_Whole", _replaced(value, names))


def _replaced(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of them
    if type(value) is str:
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_replaced(item, names) for item in value)
    if isinstance(value, Mapping):
        return {key: _replaced(item, names) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _replaced(getattr(value, field.name), names) for field in fields(value)
        }
        return replace(value, **changed)
    return value


def partly_known() -> Findings:
    """Return the SMS case where some counted passwords have no known client."""
    made = sms_case()
    lockouts = tuple(
        replace(
            lockout,
            counted=tuple(
                Counted(time=one.time, client=NOT_RECORDED, target=one.target, evidence=())
                for one in lockout.counted
            ),
            shares=(),
            tripped_by=NOT_APPLICABLE,
            caller=NOT_RECORDED,
        )
        for lockout in made.lockouts
    )
    return replace(
        made, lockouts=lockouts, clients=(), client_lanes=(), edges=(), cited=(), cited_total=0
    )


def big_threshold() -> Findings:
    """Return one lockout after 50 bad passwords of three clients within a second."""
    made = sms_case()
    first = made.lockouts[0]
    counted = tuple(
        Counted(time=first.time, client=f"FIN-{429 + number % 3}", target=first.host, evidence=())
        for number in range(50)
    )
    shares = tuple(
        Share(client=f"FIN-{429 + one}", bad_passwords=(17, 17, 16)[one]) for one in range(3)
    )
    lockout = replace(first, counted=counted, shares=shares, evidence=first.evidence[:1])
    return replace(
        made,
        lockouts=(lockout,),
        policy=replace(made.policy, threshold=50, duration_seconds=0),
    )


VARIANTS = (
    sms_case,
    kerberos_failures,
    nothing,
    damaged,
    hostile,
    partly_known,
    big_threshold,
)
