"""What a verdict is drawn from, invented piece by piece."""

from dataclasses import replace
from typing import Any, Final

from forensics.effects import LockoutPolicy, Prevented, WhatIf
from forensics.knowing.knowledge import library
from forensics.occurrences import AttemptCounts, Client, Counted, Edge, Lockout, Share, Subject
from forensics.sources import Source
from forensics.standings import Answer, Carrier, Undecided
from forensics.values import NOT_RECORDED, Absent
from forensics.verdict import Grounds
from tests.builders.findings import DIAGNOSES, at, source
from tests.builders.readings import reading

ACCOUNT: Final = "SMSCliToknAcct&"
SUPPORTED: Final = replace(DIAGNOSES[0], status="Microsoft has confirmed it.")
OPEN: Final = replace(DIAGNOSES[1], kb="Q299352")
RULED_OUT: Final = replace(DIAGNOSES[2], kb="Q299352")
RIVAL: Final = replace(DIAGNOSES[1], kb="Q231399")
WAITING: Final = replace(SUPPORTED, standing="open", waits_for=("Q231399", "Q243385"))
GENERAL: Final = replace(SUPPORTED, kb="general-service", kind="general", title="An old service")
QUESTIONS: Final = (
    Undecided(
        between=("Q299352", "Q243385"),
        fact="client.nal_logging_bit_32",
        obtain="The verbosity.",
        answers=(Answer(values=("no",), rules_out=("Q243385",)),),
    ),
    Undecided(
        between=("Q299352", "Q231399"),
        fact="sms.service_pack",
        obtain="The service pack.",
        answers=(Answer(values=("SP4",), rules_out=("Q231399",)),),
    ),
)
DECLARED: Final = LockoutPolicy(
    threshold=5,
    window_seconds=1800,
    duration_seconds=1800,
    basis="declared",
    assumed={},
    support="Declared in case.toml.",
)
UNKNOWN: Final = replace(
    DECLARED,
    threshold=NOT_RECORDED,
    window_seconds=NOT_RECORDED,
    duration_seconds=NOT_RECORDED,
    basis="unknown",
)
DEFECT: Final = (
    reading(
        "credential",
        "speaks for",
        nature="defect",
        carriers=(Carrier(source="FIN-1", sent=5),),
        of=5,
    ),
)
NO_REPLAY: Final = WhatIf(of=0, smallest_fix=(), prevented=0, per_client=(), method="none")


def client(name: str | Absent, *, counted: int = 0, bad: int = 0, refused: int = 0) -> Client:
    """Return a sender of failures."""
    return Client(
        name=name,
        group=NOT_RECORDED,
        bad_password=max(bad, counted),
        locked_out=refused,
        unknown_account=0,
        other_failure=0,
        counted=counted,
        tripped=0,
        first=at(0),
        last=at(60),
    )


def edge(
    target: str, *roles: str, account: str | Absent = ACCOUNT, bad: int = 5, other: int = 0
) -> Edge:
    """Return failures of one client on a target."""
    return Edge(
        client="FIN-1",
        target=target,
        roles=roles,
        account=account,
        bad_password=bad,
        locked_out=0,
        unknown_account=0,
        other_failure=other,
        first=at(0),
        last=at(60),
        target_basis="accessed",
    )


def lockout(
    number: int, host: str = "LONCAP01", authority: str = "", certainty: str = "certain"
) -> Lockout:
    """Return a lockout of the account after five bad passwords of FIN-1."""
    counted = tuple(
        Counted(time=at(60 * number + second), client="FIN-1", target=host, evidence=())
        for second in range(5)
    )
    return Lockout(
        id=f"L{number}",
        time=at(60 * number + 4),
        account=ACCOUNT,
        authority=authority or host,
        host=host,
        basis="recorded",
        caller="FIN-1",
        counted=counted,
        shares=(Share(client="FIN-1", bad_passwords=5),),
        tripped_by="FIN-1",
        unexplained=0,
        certainty=certainty,
        refused=0,
        until=NOT_RECORDED,
        until_basis="unknown",
        evidence=(),
    )


def failures(bad: int = 0, locked: int = 0, unknown: int = 0, other: int = 0) -> AttemptCounts:
    """Return counts of failed attempts."""
    return AttemptCounts(
        total=bad + locked + unknown + other,
        bad_password=bad,
        locked_out=locked,
        unknown_account=unknown,
        other_failure=other,
        success=0,
    )


def subject(
    account: str | Absent = ACCOUNT, counts: AttemptCounts | None = None, others: int = 0
) -> Subject:
    """Return the account that page 1 is about."""
    return Subject(
        account=account,
        failures=counts or failures(bad=5),
        others=("alice", "bob")[:others],
        others_total=others,
    )


def exhibit(state: str = "intact", path: str = "evidence/a.evt", reason: str = "torn") -> Source:
    """Return an exhibit in some state."""
    return replace(source("A"), path=path, state=state, reason="" if state == "intact" else reason)


def grounds(**changes: Any) -> Grounds:  # noqa: ANN401 - the fields of Grounds
    """Return grounds on which everything holds, with some of it changed.

    One client locked the account once on a declared CAP; the article is supported, no rival is
    left, the policy is declared, the lockout certain and the exhibit intact.
    """
    whole = Grounds(
        subject=subject(),
        lockouts=(lockout(1),),
        clients=(client("FIN-1", counted=5),),
        edges=(edge("LONCAP01", "cap"),),
        policy=DECLARED,
        sources=(exhibit(),),
        what_if=WhatIf(
            of=1,
            smallest_fix=("FIN-1",),
            prevented=1,
            per_client=(Prevented(client="FIN-1", prevented=1),),
            method="exact",
        ),
        facts=(),
        diagnoses=(SUPPORTED,),
        undecided=(),
        inseparable=(),
        entries=library(),
        hypotheses=DEFECT,
    )
    return replace(whole, **changes)
