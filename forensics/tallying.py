"""Counting at the end of stage 7: what the report says in numbers, put into the findings.

`tally` counts nothing but the findings themselves, so doing it twice changes nothing. No page and
no figure counts: what they print stands here, and in `findings.json`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from forensics import edges
from forensics.bursts import together
from forensics.edges import of_first
from forensics.findings import Findings
from forensics.knowing import leading
from forensics.nature.hypotheses import carried
from forensics.numbering import dated, numbered
from forensics.occurrences import Client, Lockout
from forensics.replay.unexplained import is_short
from forensics.rests import rests
from forensics.standings import Diagnosis
from forensics.tallies import (
    CauseTally,
    ClientTally,
    ExhibitTally,
    FailureTally,
    ImpactTally,
    LockoutTally,
    RhythmTally,
    RuleTally,
    Tallies,
    TargetFailures,
    TargetTally,
)
from forensics.timing.endings import GOES_ON, SILENT
from forensics.values import NOT_APPLICABLE, TICKS_PER_SECOND, Absent, Instant
from forensics.who.ties import Tie

_SPELLINGS = ("spelling", "loopback")
"""Rules of identity that are told in a sentence and not among the merges."""


def tally(findings: Findings) -> Findings:
    """Return the findings with everything counted that the report says in numbers."""
    itemised = replace(
        findings,
        case=dated(findings.case, findings.sources),
        sources=numbered(findings.sources),
        lockouts=tuple(map(_lockout, findings.lockouts)),
        clients=tuple(map(_client, findings.clients)),
        incidents=tuple(
            replace(
                one,
                lockouts_total=len(one.lockouts),
                clients=tuple(map(_client, one.clients)),
                what_if=replace(one.what_if, remaining=one.what_if.of - one.what_if.prevented),
            )
            for one in findings.incidents
        ),
        what_if=replace(
            findings.what_if, remaining=findings.what_if.of - findings.what_if.prevented
        ),
        diagnoses=tuple(map(_diagnosis, findings.diagnoses)),
        undecided=tuple(replace(one, causes=len(one.between)) for one in findings.undecided),
    )
    return replace(itemised, tallies=_tallies(itemised))


def is_of_first(one: Lockout, findings: Findings) -> bool:
    """Return whether this is of the incident that page 1 is about."""
    return any(one.incident == each.id for each in findings.incidents[:1])


def _lockout(one: Lockout) -> Lockout:
    times = [each.moment().ticks for each in one.counted]
    return replace(
        one,
        counted_total=len(one.counted),
        within_seconds=(max(times) - min(times)) // TICKS_PER_SECOND
        if len(times) > 1
        else NOT_APPLICABLE,
        counted=tuple(
            replace(each, place=place, before_seconds=_before(one.time, each.moment()))
            for place, each in enumerate(one.counted, 1)
        ),
    )


def _before(lockout: Instant, password: Instant) -> float:
    """Return the seconds from a password to the lockout; a record may be written a little later."""
    return round((lockout.ticks - password.ticks) / TICKS_PER_SECOND, 1) + 0.0


def _client(one: Client) -> Client:
    return replace(one, failures=_failures(one))


def _failures(one: Client) -> int:
    return one.bad_password + one.locked_out + one.unknown_account + one.other_failure


def _diagnosis(one: Diagnosis) -> Diagnosis:
    failing = sum(check.truth == "fails" for check in one.checks)
    return replace(one, checks_total=len(one.checks), checks_failing=failing)


def _tallies(findings: Findings) -> Tallies:
    beyond = [tie for tie in findings.identities if tie.reason not in _SPELLINGS]
    kinds = Counter(tie.kind for tie in beyond)
    carriers = carried(findings.hypotheses).values() if findings.hypotheses else ()
    return Tallies(
        lockouts=_lockouts(findings),
        failures=_of_failures(findings),
        clients=_clients(findings),
        targets=_targets(findings),
        rhythm=_rhythm(findings),
        impact=ImpactTally(
            refused=sum(one.refused for one in findings.impact),
            uninvolved=sum(one.uninvolved for one in findings.impact),
            clean=sum(one.clean for one in findings.impact),
        ),
        causes=_causes(findings.diagnoses),
        exhibits=_exhibits(findings),
        carried_passwords=sum(one.sent for each in carriers for one in each),
        merges=kinds["merged"],
        relations=kinds["related"],
        rules=_rules(beyond),
        further_incidents=max(0, findings.incidents_total - 1),
        unlocks=len(findings.unlocks),
        password_changes=len(findings.password_changes),
        rests=rests(findings),
    )


def _lockouts(findings: Findings) -> LockoutTally:
    every = findings.lockouts
    own = [one for one in every if is_of_first(one, findings)]
    times = [one.time.ticks for one in own]
    return LockoutTally(
        total=len(every),
        total_inferred=sum(one.basis == "inferred" for one in every),
        short=sum(map(is_short, every)),
        differing=sum(one.caller_agrees == "no" for one in every),
        incident=len(own),
        incident_inferred=sum(one.basis == "inferred" for one in own),
        elsewhere=len(every) - len(own),
        span_seconds=(max(times) - min(times)) // TICKS_PER_SECOND
        if len(times) > 1
        else NOT_APPLICABLE,
    )


def _of_failures(findings: Findings) -> FailureTally:
    named = isinstance(findings.subject.account, str)
    counts = findings.subject.failures if named else findings.attempts
    own = of_first(findings)
    accounts = edges.accounts(own)
    sizes = together(lane.bursts for lane in findings.client_lanes).failed().sizes().tolist()
    return FailureTally(
        neither=counts.unknown_account + counts.other_failure,
        of_no_incident=edges.failures(edges.of_incident(findings.edges, None), accounts),
        bursts=len(sizes),
        burst_least=min(sizes, default=0),
        burst_most=max(sizes, default=0),
        recorded_by_pairs=edges.recorded_by(own),
    )


def _clients(findings: Findings) -> ClientTally:
    clients = findings.clients
    return ClientTally(
        clients=len(clients),
        sent_counted=sum(one.counted > 0 for one in clients),
        on_several_targets=edges.on_several_targets(of_first(findings)),
        subnets=len({one.group for one in clients if isinstance(one.group, str)}),
        without_subnet=sum(not isinstance(one.group, str) for one in clients),
    )


def _targets(findings: Findings) -> TargetTally:
    failures = edges.targets(of_first(findings))
    ranked = sorted(failures, key=lambda target: (-failures[target], target))
    return TargetTally(
        targets=len(failures) or len(findings.lanes),
        with_lane=len(findings.lanes),
        locked=sum(lane.lockouts > 0 for lane in findings.lanes),
        failures=tuple(TargetFailures(target=one, failures=failures[one]) for one in ranked),
    )


def _rhythm(findings: Findings) -> RhythmTally:
    every = findings.rhythms
    kept = [one for one in every if isinstance(one.seconds, int)]
    regular = {one.client for one in kept}
    over_all = {one.client for one in kept if isinstance(one.target, Absent)}
    whole = Counter(one.ending for one in every if isinstance(one.target, Absent))
    return RhythmTally(
        looked_at=len({one.client for one in every}),
        regular=len(regular),
        regular_on_one_target=len(regular - over_all),
        compared=len({one.client for one in every if one.compared}),
        tied=len({one.client for one in every if one.follows}),
        silent=whole[SILENT],
        going_on=whole[GOES_ON],
        untold=whole.total() - whole[SILENT] - whole[GOES_ON],
    )


def _causes(diagnoses: Sequence[Diagnosis]) -> CauseTally:
    weighed = leading.causes(diagnoses)
    standings = Counter(one.standing for one in weighed)
    lead = leading.supported(diagnoses)
    shown = leading.shown(diagnoses)
    elsewhere = Counter(
        (one.kind, leading.world(one)) for one in weighed if one not in shown and leading.world(one)
    )
    return CauseTally(
        weighed=len(weighed),
        supported=standings["supported"],
        open=standings["open"],
        ruled_out=standings["ruled-out"],
        kin_with_help=len(leading.kin_with_help(diagnoses, lead)) if lead else 0,
        articles_elsewhere=_of_kind("article", elsewhere),
        general_elsewhere=_of_kind("general", elsewhere),
    )


def _of_kind(wanted: str, counts: Mapping[tuple[str, str], int]) -> Mapping[str, int]:
    return {world: number for (kind, world), number in counts.items() if kind == wanted}


def _exhibits(findings: Findings) -> ExhibitTally:
    reasons = Counter[str]()
    for source in findings.sources:
        reasons.update(source.set_aside_by)
    hosts = findings.coverage.hosts
    return ExhibitTally(
        exhibits=len(findings.sources),
        states=dict(Counter(source.state for source in findings.sources)),
        changed=sum(not source.unchanged for source in findings.sources),
        live_records=sum(source.records.read for source in findings.sources),
        set_aside_by=dict(reasons),
        damage_total=sum(source.damage_total for source in findings.sources),
        machines=len(hosts),
        observable_machines=sum(one.observable == "yes" for one in hosts),
        declared_without_log=len(findings.coverage.without_log),
        cited_listed=len(findings.cited),
    )


def _rules(ties: Sequence[Tie]) -> tuple[RuleTally, ...]:
    found = Counter((tie.kind, tie.reason) for tie in ties)
    records = Counter[tuple[str, str]]()
    for tie in ties:
        records[tie.kind, tie.reason] += tie.records
    return tuple(
        RuleTally(kind=kind, reason=reason, times=times, records=records[kind, reason])
        for (kind, reason), times in found.items()
    )
