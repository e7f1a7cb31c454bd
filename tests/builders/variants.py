"""Invented findings of other kinds: no lockout, nothing at all, crowds, unknown senders."""

from dataclasses import replace
from functools import cache

from forensics.effects import LockoutPolicy, WhatIf
from forensics.findings import Findings, Verdict
from forensics.occurrences import Counted, Share, Subject
from forensics.sources import CitedRecord, Coverage
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Locator
from tests.builders.damaged import damaged
from tests.builders.findings import findings_of, second_readings, sms_case
from tests.builders.hostile import hostile
from tests.builders.scripted import Incident, Try, at, replayed
from tests.builders.summed import outcome_counts
from tests.builders.worded import DIAGNOSES, HEADING, UNLOCK

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
        second_readers={"python-evtx": "agrees", "evtx": "agrees"},
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
        facts=(),
        diagnoses=(),
        hypotheses=(),
        undecided=(),
        inseparable=(),
        clocks=(),
        actions=(),
        limits=(),
        coverage=Coverage(
            first=NOT_RECORDED, last=NOT_RECORDED, basis="none", hosts=(), without_log=()
        ),
        second_readings=second_readings(0),
    )


@cache
def crowd(clients: int, targets: int, days: int = 4) -> Findings:
    """Return a case of so many clients and targets over some days, clients in /24 groups."""
    roles = {f"CAP{number:02d}": ("cap",) for number in range(1, targets + 1)}
    names = list(roles)
    scheduled = [
        Try(
            at=day * 86_400 + 21_600 + (number * 37) % 36_000 + 4 * tried,
            client=f"WS-{number:04d}",
            target=names[number * 7 % targets],
        )
        for number in range(clients)
        for day in range(days)
        for tried in range(1 + number % 4)
    ]
    groups = {f"WS-{number:04d}": f"10.7.{number // 210}.0/24" for number in range(clients)}
    made = findings_of(replayed(scheduled, groups, roles))
    busiest = sorted(made.client_lanes, key=lambda lane: (-lane.bad_password, lane.host))[:25]
    return replace(made, client_lanes=tuple(busiest), lanes=made.lanes[:24])


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


PRINTED = (sms_case, kerberos_failures, nothing, damaged, hostile)
"""The variants that the tests print; the others are composed only."""
