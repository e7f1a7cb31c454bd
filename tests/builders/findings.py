"""Invented findings, so that the report can be tested without reading a single log.

Every name, number and event is invented.
"""

from functools import cache
from hashlib import sha256
from typing import Final

from forensics.effects import Asked, Change, Impact, LockoutPolicy, Prevented, Step, WhatIf
from forensics.findings import Findings
from forensics.findings import Incident as InShort
from forensics.occurrences import Subject
from forensics.selftest.rates import quoted
from forensics.sources import (
    ByteCounts,
    Coverage,
    HostCoverage,
    Irregularity,
    RecordCounts,
    RecordGap,
    SecondReading,
    Sighting,
    Source,
    Stretch,
)
from forensics.standings import Answer, Inseparable, Undecided
from forensics.tallying import tally
from forensics.traces import Clock
from forensics.values import NOT_APPLICABLE, NOT_RECORDED
from forensics.who.ties import Tie
from tests.builders.irregular import irregularity
from tests.builders.readings import HYPOTHESES
from tests.builders.scripted import THRESHOLD, WINDOW, Incident, Try, at, replayed
from tests.builders.summed import cited_of, clients_of, edges_of, lanes_of, outcome_counts
from tests.builders.worded import (
    ACTIONS,
    DIAGNOSES,
    FACTS,
    HEADING,
    LIMITS,
    TOOL,
    UNLOCK,
    VERDICT,
    check,
)

__all__ = [
    "DIAGNOSES",
    "ROLES",
    "SENDERS",
    "UNLOCK",
    "at",
    "check",
    "findings_of",
    "sms_case",
    "sms_incident",
    "source",
]

# client, its /24, and for each target: minute of the hour, tries in a burst
SENDERS: Final[tuple[tuple[str, str, tuple[tuple[str, int, int], ...]], ...]] = (
    ("FIN-429", "10.4.12.0/24", (("LONDC01", 5, 6), ("LONCAP01", 7, 6))),
    ("FIN-274", "10.4.12.0/24", (("LONCAP01", 48, 3),)),
    ("FIN-438", "10.4.12.0/24", (("LONCAP01", 51, 1),)),
    ("FIN-110", "10.4.12.0/24", (("LONCAP01", 14, 7), ("LONDC01", 23, 7))),
    ("FIN-313", "10.4.12.0/24", (("LONCAP01", 28, 7),)),
    ("FIN-663", "10.4.12.0/24", (("LONCAP01", 34, 7),)),
    ("FIN-891", "10.4.12.0/24", (("LONCAP01", 31, 7),)),
    ("FIN-616", "10.4.12.0/24", (("LONCAP01", 11, 5),)),
    ("FIN-784", "10.4.12.0/24", (("LONCAP01", 24, 4),)),
    ("HR-725", "10.4.13.0/24", (("LONCAP02", 46, 6),)),
    ("HR-125", "10.4.13.0/24", (("LONCAP02", 9, 3),)),
    ("HR-439", "10.4.13.0/24", (("LONCAP02", 26, 4),)),
    ("HR-386", "10.4.13.0/24", (("LONCAP02", 15, 3), ("LONDC01", 8, 3))),
    ("HR-498", "10.4.13.0/24", (("LONCAP02", 35, 2),)),
    ("WHS-902", "10.4.20.0/24", (("LONCAP03", 18, 3),)),
    ("WHS-878", "10.4.20.0/24", (("LONCAP03", 6, 2),)),
    ("WHS-718", "10.4.20.0/24", (("LONCAP03", 20, 3),)),
)


ROLES: Final = {
    "LONCAP01": ("cap",),
    "LONCAP02": ("cap",),
    "LONCAP03": ("cap",),
    "LONDC01": ("cap", "dc"),
}

TIES: Final = (
    Tie(
        names=("10.4.12.29", "FIN-429"),
        names_total=2,
        shown="FIN-429",
        kind="merged",
        reason="declared",
        records=12,
        evidence=(),
    ),
    Tie(
        names=("FIN-429", "FIN-429 "),
        names_total=2,
        shown=NOT_APPLICABLE,
        kind="related",
        reason="blanks",
        records=3,
        evidence=(),
    ),
)


CHANGES: Final = (
    Change(
        what="threshold",
        threshold=6,
        window_seconds=1_800,
        prevented=2,
        guesses_a_day=288,
        costs="At most 288 bad passwords a day on one account (6 × 86,400 / 1,800 s).",
        article="Q128009",
    ),
    Change(
        what="off",
        threshold=0,
        window_seconds=1_800,
        prevented=17,
        guesses_a_day=NOT_APPLICABLE,
        costs="Any number of bad passwords; no account locks.",
        article="Q231399",
    ),
)


@cache
def sms_incident() -> Incident:
    """Return the incident of the invented SMS case."""
    scheduled = [
        Try(at=hour * 3_600 + (minute + drift) * 60 + 5 * number, client=client, target=target)
        for client, _, homes in SENDERS
        for target, minute, tries in homes
        for drift, hour in enumerate(range(6, 10))
        for number in range(tries)
        if (client, hour) not in {("HR-725", 9), ("HR-498", 9)}
    ]
    groups = {client: group for client, group, _ in SENDERS}
    return replayed(scheduled, groups, ROLES)


@cache
def sms_case() -> Findings:
    """Return the invented SMS case: three CAPs and a DC that is a CAP, 17 clients in 3 subnets."""
    return findings_of(sms_incident())


def what_if(incident: Incident) -> WhatIf:
    """Return what would have prevented the lockouts; the numbers are invented."""
    return WhatIf(
        of=len(incident.lockouts),
        smallest_fix=("FIN-429", "HR-725"),
        prevented=13,
        per_client=(
            Prevented(client="FIN-429", prevented=8),
            Prevented(client="HR-725", prevented=4),
            Prevented(client="HR-386", prevented=1),
        ),
        method="exact",
        curve=(
            Step(client="FIN-429", prevented=8),
            Step(client="HR-725", prevented=13),
        ),
        policies=CHANGES,
    )


def in_short(incident: Incident, id_: str = "I1") -> InShort:
    """Return the incident as findings list it."""
    times = [one.time for one in incident.tries] or [at(0)]
    clients = clients_of(incident)
    return InShort(
        id=id_,
        apart="" if id_ == "I1" else "account",
        accounts=(incident.account,),
        accounts_total=1,
        authorities=tuple(dict.fromkeys(one.authority for one in incident.lockouts)),
        first=min(times),
        last=max(times),
        attempts=outcome_counts(incident.tries),
        lockouts=tuple(one.id for one in incident.lockouts),
        clients=clients[:5],
        clients_total=len(clients),
        targets_total=len(incident.roles),
        what_if=what_if(incident),
        verdict=VERDICT,
        actions=ACTIONS[:2],
    )


def findings_of(incident: Incident) -> Findings:
    """Return whole findings for an incident; the words are invented too."""
    counts = outcome_counts(incident.tries)
    clients = clients_of(incident)
    cited = cited_of(incident)
    fix = what_if(incident)
    made = Findings(
        case=HEADING,
        tool=TOOL,
        verdict=VERDICT,
        sources=tuple(source(host, index) for index, host in enumerate(incident.roles)),
        attempts=counts,
        subject=Subject(
            account=incident.account if incident.tries else NOT_RECORDED,
            failures=counts,
            others=("jdoe", "svc-backup"),
            others_total=2,
        ),
        incidents=(in_short(incident),),
        incidents_total=1,
        edges=edges_of(incident),
        lockouts=incident.lockouts,
        unlocks=(),
        policy=LockoutPolicy(
            threshold=THRESHOLD,
            window_seconds=WINDOW,
            duration_seconds=WINDOW,
            basis="declared",
            assumed={},
            support="Declared in case.toml",
        ),
        what_if=fix,
        facts=FACTS,
        diagnoses=DIAGNOSES,
        undecided=(
            Undecided(
                between=("Q299352", "Q231399"),
                fact="sms.service_pack",
                obtain="The service pack of site LON and its clients.",
                answers=(
                    Answer(values=("SP1", "SP2", "SP3", "SP4", "SP4HRP"), rules_out=("Q231399",)),
                ),
            ),
        ),
        inseparable=(
            Inseparable(
                between=("Q299352", "Q231399"),
                differs="The service pack tells them apart; no event log does.",
            ),
        ),
        hypotheses=HYPOTHESES,
        clocks=(
            Clock(host="LONCAP01", offset_seconds=0.0, uncertainty_seconds=0.5, basis="declared"),
            Clock(host="LONCAP02", offset_seconds=2.0, uncertainty_seconds=0.5, basis="paired"),
            Clock(
                host="LONDC01",
                offset_seconds=NOT_RECORDED,
                uncertainty_seconds=NOT_RECORDED,
                basis="unknown",
            ),
        ),
        identities=TIES,
        lanes=lanes_of(incident, "target"),
        clients=clients,
        client_lanes=lanes_of(incident, "client"),
        rhythms=(),
        password_changes=(),
        cited=cited[:300],
        cited_total=len(cited),
        second_readings=second_readings(len(cited[:300])),
        actions=ACTIONS,
        limits=LIMITS,
        evidence_digest=sha256(b"invented").hexdigest(),
        coverage=coverage_of(("LONCAP01", "LONCAP02", "LONDC01")),
        impact=impact_of(incident),
        irregularities=_irregular(incident),
        error_rates=quoted(),
    )
    return tally(made)


def impact_of(incident: Incident) -> tuple[Impact, ...]:
    """Return what the lockouts cost, each half an hour long and known to its end."""
    found = []
    for authority in dict.fromkeys(one.authority for one in incident.lockouts):
        locked = [one for one in incident.lockouts if one.authority == authority]
        refused = sum(one.refused for one in locked)
        asked = Asked(target=locked[0].host, refused=refused, uninvolved=refused // 2, clean=1)
        found.append(
            Impact(
                authority=authority,
                account=locked[0].account,
                lockouts=len(locked),
                locked_seconds=WINDOW * len(locked),
                longest_seconds=WINDOW,
                share=0.05 * len(locked),
                open_ended=0,
                refused=refused,
                uninvolved=refused // 2,
                clean=min(1, refused),
                asked=(asked,) if refused else (),
            )
        )
    return tuple(found)


def coverage_of(hosts: tuple[str, ...]) -> Coverage:
    """Return the coverage of an invented window: the first host whole, the second with a gap."""
    first, last = at(0), at(36_000)
    pieces = (
        (Stretch(first=first, last=last),),
        (Stretch(first=first, last=at(9_000)), Stretch(first=at(18_000), last=last)),
        (),
    )
    shares = ((1.0, "yes"), (0.75, "part"), (0.0, "no"))
    return Coverage(
        first=first,
        last=last,
        basis="observed",
        hosts=tuple(
            HostCoverage(
                host=host,
                roles=("cap",),
                whole=pieces[place % 3],
                part=() if pieces[place % 3] else (Stretch(first=at(100), last=at(20_000)),),
                cleared=(at(9_000),) if place % 3 == 1 else (),
                covered=shares[place % 3][0],
                observable=shares[place % 3][1],
                bad_password=(17, 9, 0)[place % 3],
                locked_out=(12, 0, 0)[place % 3],
            )
            for place, host in enumerate(hosts)
        ),
        without_log=("LONSITE",),
    )


def second_readings(agree: int) -> tuple[SecondReading, ...]:
    """Return what two readers say that agree about so many records."""
    return tuple(
        SecondReading(
            reader=reader,
            compared=agree,
            agree=agree,
            same_library=0,
            differ=0,
            failed=0,
            differences=(),
            untold=0,
        )
        for reader in ("python-evtx", "evtx")
    )


def source(host: str, index: int = 0) -> Source:
    """Return an intact invented exhibit of that host."""
    path = f"evidence/{host.lower()}-security.evtx"
    return Source(
        path=path,
        sha256=sha256(path.encode()).hexdigest(),
        size=1_118_208 + index * 65_536,
        format="evtx",
        state="intact",
        reason="",
        hosts=(host,),
        records=RecordCounts(
            read=5_213 + index, recovered=0, damaged=0, used=213, set_aside=5_000 + index
        ),
        first=at(-7_200),
        last=at(36_000 + index),
        record_gaps=(RecordGap(after=21_400, before=21_461),) if index == 2 else (),
        gaps_total=int(index == 2),
        cleared=(),
        set_aside_by={"no known event": 4_800 + index, "other account": 200},
        claims={"next record": "26487"},
        damage=(),
        damage_total=0,
        unchanged=True,
        bytes=ByteCounts(
            header=13_312, records=1_100_000, filler=4_896 + index * 65_536, unreadable=0
        ),
        chunks={"sound": 17 + index},
        first_record=21_275,
        last_record=26_486 + index,
    )


def _irregular(incident: Incident) -> tuple[Irregularity, ...]:
    """Return the one gap, that of the third exhibit where there is one."""
    seen = [
        Sighting(source=source(host, 2).path, record=21_400, shows="60 between 21400 and 21461")
        for host in tuple(incident.roles)[2:3]
    ]
    return (irregularity("missing-numbers", seen),) if seen else ()
