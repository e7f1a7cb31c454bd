"""The nouns of counting: every number of the report that is counted from the findings themselves.

They are part of the findings (`findings.py`); `tallying.py` fills them in, so that no page counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.values import NOT_APPLICABLE, Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class LockoutTally:
    """The lockouts, of all incidents and of the one that page 1 is about.

    Attributes:
        total: Of all incidents.
        total_inferred: Of these, without a record of Windows.
        short: Of these, with a counted password that was not found.
        differing: Of these, where Windows names another caller than the client that tripped it.
        incident: Of the incident of page 1.
        incident_inferred: Of these, without a record of Windows.
        elsewhere: Of all other incidents.
        span_seconds: From the first to the last of the incident; absent for fewer than two.
    """

    total: int = 0
    total_inferred: int = 0
    short: int = 0
    differing: int = 0
    incident: int = 0
    incident_inferred: int = 0
    elsewhere: int = 0
    span_seconds: int | Absent = NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureTally:
    """The failures of the incident that page 1 is about.

    Attributes:
        neither: Neither a bad password nor a refusal.
        of_no_incident: Further failures of its account that are of no incident, as after a silence.
        bursts: Runs of one client and one outcome, of the clients with a lane of their own.
        burst_least: Attempts of the smallest.
        burst_most: Attempts of the largest.
        recorded_by_pairs: Pairs of a client and a target that only recorded the attempts.
    """

    neither: int = 0
    of_no_incident: int = 0
    bursts: int = 0
    burst_least: int = 0
    burst_most: int = 0
    recorded_by_pairs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTally:
    """The clients of the incident that page 1 is about.

    Attributes:
        clients: How many there are; failures that name none count as one.
        sent_counted: Of these, with a bad password that counted towards a lockout.
        on_several_targets: Of these, that failed on more than one target.
        subnets: Their groups.
        without_subnet: Clients without a known address.
    """

    clients: int = 0
    sent_counted: int = 0
    on_several_targets: int = 0
    subnets: int = 0
    without_subnet: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFailures:
    """The failures of the incident of page 1 on one target, of clients that are known."""

    target: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTally:
    """The targets of the incident that page 1 is about.

    Attributes:
        targets: How many there are.
        with_lane: Of these, that have a lane: the busiest.
        locked: Lanes on which the account was seen locked out.
        failures: Those of each target, most first.
    """

    targets: int = 0
    with_lane: int = 0
    locked: int = 0
    failures: tuple[TargetFailures, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmTally:
    """The clients whose rhythm was looked for.

    Attributes:
        looked_at: How many.
        regular: Of these, that return at equal intervals.
        regular_on_one_target: Of these, only where one target is looked at alone.
        compared: Of those looked at, with events enough to compare their bursts with.
        tied: Of these, whose bursts begin after such an event.
        silent: Clients that fell silent while the logs go on.
        going_on: Clients that still failed when the logs end.
        untold: Clients of which neither is told.
    """

    looked_at: int = 0
    regular: int = 0
    regular_on_one_target: int = 0
    compared: int = 0
    tied: int = 0
    silent: int = 0
    going_on: int = 0
    untold: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTally:
    """What all lockouts cost together; the columns of `impact`, each summed."""

    refused: int = 0
    uninvolved: int = 0
    clean: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseTally:
    """The causes that were weighed, by standing.

    Attributes:
        weighed: How many.
        supported: Of these.
        open: Of these.
        ruled_out: Of these.
        kin_with_help: Of these, other than the leading one, those that share a symptom with it and
            offer a resolution or a workaround.
        articles_elsewhere: World -> articles that are ruled out as they are about it.
        general_elsewhere: World -> general causes likewise.
    """

    weighed: int = 0
    supported: int = 0
    open: int = 0
    ruled_out: int = 0
    kin_with_help: int = 0
    articles_elsewhere: Mapping[str, int]
    general_elsewhere: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTally:
    """How often a rule of identity took effect, and how many records that touched."""

    kind: str
    reason: str
    times: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitTally:
    """The exhibits.

    Attributes:
        exhibits: How many.
        states: State -> how many.
        changed: Whose hash differs after the run.
        live_records: That were read, of all.
        set_aside_by: Reason -> live records of all exhibits.
        damage_total: Stretches that could not be read as they should be.
        machines: Whose coverage is told.
        observable_machines: Of these, whose Security logs cover all of the window.
        declared_without_log: Declared machines without a log.
        cited_listed: Cited records that the findings list.
    """

    exhibits: int = 0
    states: Mapping[str, int]
    changed: int = 0
    live_records: int = 0
    set_aside_by: Mapping[str, int]
    damage_total: int = 0
    machines: int = 0
    observable_machines: int = 0
    declared_without_log: int = 0
    cited_listed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a page draws together: everything of a kind beyond the busiest.

    Attributes:
        of: `clients`, `lanes` (of targets) or `targets` (of the map).
        beyond: So many stand alone.
        subnet: Whose clients these are; `""` for all of them, or for those of small subnets.
        number: How many are taken together.
        neither: Failures that are neither a bad password nor a refusal.
        failures: Of all outcomes.
        counted: Bad passwords that counted towards a lockout.
        lockouts: That they tripped, or saw.
    """

    of: str
    beyond: int
    number: int
    subnet: str = ""
    bad_password: int = 0
    locked_out: int = 0
    neither: int = 0
    failures: int = 0
    counted: int = 0
    lockouts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """What the report counts in these findings, by what it counts.

    Attributes:
        carried_passwords: Bad passwords (without a lockout: failures) of the sources that carry a
            nature.
        merges: Ties that made names one, beyond their spelling.
        relations: Ties that made none.
        rules: Rule by rule.
        further_incidents: Beside the one that page 1 is about.
        unlocks: That were recorded.
        password_changes: Records of one.
        rests: What pages draw together in a large case.
    """

    lockouts: LockoutTally
    failures: FailureTally
    clients: ClientTally
    targets: TargetTally
    rhythm: RhythmTally
    impact: ImpactTally
    causes: CauseTally
    exhibits: ExhibitTally
    carried_passwords: int = 0
    merges: int = 0
    relations: int = 0
    rules: tuple[RuleTally, ...] = ()
    further_incidents: int = 0
    unlocks: int = 0
    password_changes: int = 0
    rests: tuple[Rest, ...] = ()


NOTHING = Tallies(
    lockouts=LockoutTally(),
    failures=FailureTally(),
    clients=ClientTally(),
    targets=TargetTally(),
    rhythm=RhythmTally(),
    impact=ImpactTally(),
    causes=CauseTally(articles_elsewhere={}, general_elsewhere={}),
    exhibits=ExhibitTally(states={}, set_aside_by={}),
)
"""What stands in findings before they are counted."""
