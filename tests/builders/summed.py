"""What a scripted incident comes to: counts, edges, clients, lanes and cited records."""

from collections.abc import Iterable
from typing import Final

from forensics.occurrences import AttemptCounts, Client, Edge, Lockout
from forensics.sources import CitedRecord
from forensics.traces import Burst, Lane, LockedPeriod
from forensics.values import NOT_RECORDED, Instant, Locator
from tests.builders.scripted import Incident, Try

_GAP: Final = 90


def outcome_counts(tries: Iterable[Try]) -> AttemptCounts:
    """Return the attempts by outcome."""
    outcomes = [one.outcome for one in tries]
    failures = {
        name: outcomes.count(name)
        for name in ("bad_password", "locked_out", "unknown_account", "other_failure")
    }
    return AttemptCounts(
        total=sum(failures.values()), success=outcomes.count("success"), **failures
    )


def edges_of(incident: Incident) -> tuple[Edge, ...]:
    """Return one edge for each pair of client and target."""
    pairs: dict[tuple[str, str], list[Try]] = {}
    for one in incident.tries:
        pairs.setdefault((one.client, one.target), []).append(one)
    edges = []
    for (client, target), tries in sorted(pairs.items()):
        counts = outcome_counts(tries)
        edges.append(
            Edge(
                client=client,
                target=target,
                roles=incident.roles[target],
                account=incident.account,
                bad_password=counts.bad_password,
                locked_out=counts.locked_out,
                unknown_account=counts.unknown_account,
                other_failure=counts.other_failure,
                first=tries[0].time,
                last=tries[-1].time,
                target_basis="accessed",
                incident="I1",
            )
        )
    return tuple(edges)


def clients_of(incident: Incident) -> tuple[Client, ...]:
    """Return the senders, in order of first sight."""
    sent: dict[str, list[Try]] = {}
    for one in incident.tries:
        sent.setdefault(one.client, []).append(one)
    counted, tripped = dict.fromkeys(sent, 0), dict.fromkeys(sent, 0)
    for lockout in incident.lockouts:
        for share in lockout.shares:
            if isinstance(share.client, str):
                counted[share.client] += share.bad_passwords
        if isinstance(lockout.tripped_by, str):
            tripped[lockout.tripped_by] += 1
    clients = []
    for name, tries in sent.items():
        counts = outcome_counts(tries)
        clients.append(
            Client(
                name=name,
                group=incident.groups.get(name, NOT_RECORDED),
                bad_password=counts.bad_password,
                locked_out=counts.locked_out,
                unknown_account=counts.unknown_account,
                other_failure=counts.other_failure,
                counted=counted[name],
                tripped=tripped[name],
                first=tries[0].time,
                last=tries[-1].time,
            )
        )
    return tuple(clients)


def lanes_of(incident: Incident, side: str) -> tuple[Lane, ...]:
    """Return a lane for each target, or for each client."""
    by_host: dict[str, list[Try]] = {}
    for one in incident.tries:
        by_host.setdefault(getattr(one, side), []).append(one)
    lanes = []
    for host, tries in sorted(by_host.items()):
        counts = outcome_counts(tries)
        own = [
            lockout
            for lockout in incident.lockouts
            if host == (lockout.host if side == "target" else lockout.tripped_by)
        ]
        lanes.append(
            Lane(
                host=host,
                roles=incident.roles.get(host, ("client",)),
                bursts=bursts_of(tries),
                locked=tuple(_locked(lockout) for lockout in own),
                bad_password=counts.bad_password,
                locked_out=counts.locked_out,
                lockouts=len(own),
            )
        )
    return tuple(lanes)


def _locked(lockout: Lockout) -> LockedPeriod:
    known = isinstance(lockout.until, Instant)
    return LockedPeriod(
        lockout=lockout.id,
        begins=lockout.time,
        ends=lockout.until if isinstance(lockout.until, Instant) else lockout.time,
        ends_known=known,
    )


def bursts_of(tries: Iterable[Try]) -> tuple[Burst, ...]:
    """Return the attempts of one outcome, joined over quiet gaps of at most 90 s."""
    bursts: list[list[Try]] = []
    for one in sorted(tries, key=lambda one: (one.outcome, one.at)):
        last = bursts[-1][-1] if bursts else None
        if last and last.outcome == one.outcome and one.at - last.at <= _GAP:
            bursts[-1].append(one)
        else:
            bursts.append([one])
    made = (
        Burst(first=group[0].time, last=group[-1].time, outcome=group[0].outcome, count=len(group))
        for group in bursts
    )
    return tuple(sorted(made, key=lambda burst: burst.first))


def cited_of(incident: Incident) -> tuple[CitedRecord, ...]:
    """Return the records of every lockout and every counted bad password, in order of time."""
    rows: dict[Locator, tuple[Instant, str, str, str]] = {}
    for lockout in incident.lockouts:
        client = lockout.tripped_by if isinstance(lockout.tripped_by, str) else "-"
        rows[lockout.evidence[0]] = (lockout.time, "lockout", client, lockout.host)
        for one in lockout.counted:
            sender = one.client if isinstance(one.client, str) else "-"
            rows[one.evidence[0]] = (one.time, "bad_password", sender, one.target)
    ordered = sorted(rows.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(
        CitedRecord(
            ref=f"R{number:04d}",
            locator=place,
            event_record_id=place.record,
            written=time,
            created=time,
            provider="Security",
            event_id=incident.events[kind],
            meaning={"lockout": "account locked out", "bad_password": "bad password"}[kind],
            host=host,
            client=client,
            account=incident.account,
            values={"account": incident.account, "logon_type": "3", "workstation": client},
            second_readers={"python-evtx": "agrees", "evtx": "agrees"},
        )
        for number, (place, (time, kind, client, host)) in enumerate(ordered, 1)
    )
