"""Invented findings of a case of any size, with every list as long as evidence can make it.

They are not replayed: names, counts and times only look like those of such a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, TypeVar

from forensics.findings import CustodyEntry, Findings
from forensics.occurrences import Client, Counted, Edge, Lockout, PasswordChange, Share
from forensics.sources import CitedRecord, RecordGap, Source, Stretch
from forensics.tallying import tally
from forensics.traces import Burst, Clock, Lane, LockedPeriod, Rhythm
from forensics.values import NOT_APPLICABLE, Damage, DamageCode, Locator
from forensics.who.ties import Tie
from tests.builders.findings import coverage_of, in_short, sms_case, source
from tests.builders.irregular import every_kind
from tests.builders.scripted import ACCOUNT, Incident, at
from tests.builders.worded import FACTS, LIMITS, UNLOCK

_Item = TypeVar("_Item")

_TARGETS: Final = 24  # lanes that the pipeline hands over at most, and of clients 25
_FAULTY: Final = 100  # exhibits with as much damage as is listed
_GAPPED: Final = 40  # machines whose logs have a thousand gaps
_LONG: Final = 400_000  # seconds from the first lockout to the last
_EACH: Final = 20  # attempts of a client on a target


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a case is.

    Attributes:
        attempts: Failures in all.
        clients: Machines that sent them, each in a /24 with up to 199 others.
        servers: Machines that were accessed.
        lockouts: Of one account in the databases of these.
        exhibits: Files of evidence; as many machines have a clock, a log, names.
    """

    attempts: int
    clients: int
    servers: int
    lockouts: int
    exhibits: int


MILLION: Final = Size(
    attempts=1_000_000, clients=50_000, servers=40, lockouts=5_000, exhibits=5_000
)
"""A case as large as the report promises to stay small and quick for."""

SITE: Final = Size(attempts=1_000_000, clients=1_000, servers=4, lockouts=400, exhibits=4)
"""As many attempts at a site of four servers, each with its log: as such cases usually are."""

SMALLER: Final = Size(attempts=10_000, clients=500, servers=40, lockouts=400, exhibits=200)
"""A case that fills every list of the report as well."""


def bounded(size: Size) -> Findings:
    """Return the findings of a case of that size."""
    plain = sms_case()
    lockouts = tuple(_lockout(number, size) for number in range(size.lockouts))
    machines = [_long("LONSRV", number) for number in range(size.exhibits)]
    many = Incident(tries=(), lockouts=(), groups={}, roles={})
    counts = replace(
        plain.attempts,
        total=size.attempts,
        bad_password=size.attempts // 2,
        locked_out=size.attempts - size.attempts // 2,
    )
    made = replace(
        plain,
        case=replace(plain.case, custody=tuple(map(_custody, range(size.exhibits // 4)))),
        sources=tuple(_source(host, index) for index, host in enumerate(machines)),
        irregularities=every_kind(_source(machines[0], 0).path, "W" * 200, places=100),
        attempts=counts,
        subject=replace(plain.subject, failures=counts, others=_names("user", 50), others_total=99),
        incidents=(
            plain.incidents[0],
            *(in_short(many, f"I{number}") for number in range(2, 11)),
        ),
        incidents_total=400,
        edges=tuple(_edge(number, size) for number in range(size.clients)),
        lockouts=lockouts,
        unlocks=(UNLOCK,) * size.lockouts,
        facts=_as_long(FACTS, size.exhibits // 10),
        policies=tuple(
            replace(plain.policy, authority=host, threshold=3 + index % 4)
            for index, host in enumerate(machines[: size.servers])
        ),
        clocks=tuple(_clock(host, index) for index, host in enumerate(machines)),
        identities=tuple(_tie(number, size) for number in range(size.exhibits)),
        lanes=tuple(_lane(_server(number), size, lockouts) for number in range(_TARGETS)),
        clients=tuple(_client(number, size) for number in range(size.clients)),
        client_lanes=tuple(_lane(_sender(number), size, lockouts) for number in range(25)),
        rhythms=tuple(_rhythm(number) for number in range(min(200, size.clients))),
        password_changes=_as_long((_change(size),), size.exhibits),
        cited=_cited(plain.cited[0], lockouts),
        cited_total=size.lockouts * 6,
        limits=_as_long(LIMITS, 20),
        coverage=replace(
            coverage_of(tuple(machines)),
            hosts=tuple(
                replace(one, whole=_stretches(one.whole), part=_stretches(one.part))
                if place < _GAPPED
                else one
                for place, one in enumerate(coverage_of(tuple(machines)).hosts)
            ),
            without_log=_names("SILENT", 500),
        ),
    )
    return tally(made)


def _as_long(items: Sequence[_Item], many: int) -> tuple[_Item, ...]:
    return tuple(items[number % len(items)] for number in range(many))


def _names(stem: str, many: int) -> tuple[str, ...]:
    return tuple(_long(stem, number) for number in range(many))


def _long(stem: str, number: int) -> str:
    return f"{stem}-{number:05d}.lon.corp.example"


def _server(number: int) -> str:
    return _long("CAP", number)


def _sender(number: int) -> str:
    return _long("WS", number)


def _edge(number: int, size: Size) -> Edge:
    each = size.attempts // size.clients
    return Edge(
        client=_sender(number),
        target=_server(number % size.servers),
        roles=("cap",),
        account=ACCOUNT,
        bad_password=each // 2,
        locked_out=each - each // 2,
        unknown_account=0,
        other_failure=0,
        first=at(number),
        last=at(number + 80_000),
        target_basis="accessed",
        incident="I1",
    )


def _client(number: int, size: Size) -> Client:
    each = size.attempts // size.clients
    return Client(
        name=_sender(number),
        group=f"10.{number // 51_200}.{number // 200 % 256}.0/24",
        bad_password=each // 2,
        locked_out=each - each // 2,
        unknown_account=0,
        other_failure=0,
        counted=each // 4,
        tripped=number % 3,
        first=at(number),
        last=at(number + 80_000),
    )


def _lockout(number: int, size: Size) -> Lockout:
    seconds = number * _LONG // size.lockouts
    senders = [_sender((number * 5 + step) % size.clients) for step in range(5)]
    counted = tuple(
        Counted(
            time=at(seconds + step),
            client=sender,
            target=_server(number % size.servers),
            evidence=(_record(number, step, size),),
        )
        for step, sender in enumerate(senders)
    )
    return Lockout(
        id=f"L{number + 1}",
        incident="I1",
        time=at(seconds + 5),
        account=ACCOUNT,
        authority=_server(number % size.servers),
        host=_server(number % size.servers),
        basis="recorded",
        caller=senders[-1],
        counted=counted,
        shares=tuple(Share(client=sender, bad_passwords=1) for sender in senders),
        tripped_by=senders[-1],
        unexplained=0,
        certainty="likely",
        refused=100,
        until=at(seconds + 1_805),
        until_basis="policy",
        doubts=("clock", "policy", "damage"),
        caller_agrees="yes",
        evidence=(_record(number, 9, size), *(one.evidence[0] for one in counted)),
    )


def _record(number: int, step: int, size: Size) -> Locator:
    host = _long("LONSRV", number % size.exhibits)
    return Locator(
        source=source(host, 0).path,
        record=number * 10 + step,
        offset=4_096 + (number * 10 + step) * 480,
        length=480,
    )


def _cited(plain: CitedRecord, lockouts: Sequence[Lockout]) -> tuple[CitedRecord, ...]:
    places = [place for one in lockouts for place in one.evidence][:300]
    return tuple(
        replace(
            plain,
            ref=f"R{number:04d}",
            locator=place,
            event_record_id=NOT_APPLICABLE,
            client=_sender(number),
            host=_server(1),
        )
        for number, place in enumerate(places, 1)
    )


def _lane(host: str, size: Size, lockouts: Sequence[Lockout]) -> Lane:
    return Lane(
        host=host,
        roles=("cap",),
        bursts=_bursts(size),
        locked=_locked(size),
        bad_password=size.attempts // 2 // _TARGETS,
        locked_out=size.attempts // 2 // _TARGETS,
        lockouts=len(lockouts),
    )


@cache
def _bursts(size: Size) -> tuple[Burst, ...]:
    many = max(1, size.attempts // _EACH // _TARGETS)
    step = _LONG / many
    return tuple(
        Burst(
            first=at(int(number * step)),
            last=at(int(number * step) + 20),
            outcome="locked_out" if number % 2 else "bad_password",
            count=_EACH,
        )
        for number in range(many)
    )


@cache
def _locked(size: Size) -> tuple[LockedPeriod, ...]:
    begins = [number * _LONG // size.lockouts for number in range(size.lockouts)]
    return tuple(
        LockedPeriod(
            lockout=f"L{number}", begins=at(begin + 5), ends=at(begin + 1_805), ends_known=True
        )
        for number, begin in enumerate(begins, 1)
    )


def _source(host: str, index: int) -> Source:
    plain = source(host, index)
    many = 100 if index < _FAULTY else 1
    gaps = tuple(RecordGap(after=number * 9, before=number * 9 + 3) for number in range(1, many))
    damage = tuple(
        Damage(
            offset=number * 65_536,
            length=65_536,
            code=DamageCode.CHUNK_CHECKSUM,
            expected="CRC32 0x1b2c3d4e",
            found="CRC32 0x00000000",
            excerpt=bytes(range(64)),
        )
        for number in range(min(many, 20))
    )
    return replace(
        plain,
        state="damaged",
        reason="20 of 100 chunks damaged",
        record_gaps=gaps,
        gaps_total=4 * len(gaps),
        cleared=tuple(at(-number) for number in range(min(many, 30))),
        set_aside_by={f"another event {number}": 5 for number in range(min(many, 40))},
        claims={f"claim {number}": "as the header says" for number in range(min(many, 20))},
        damage=damage,
        damage_total=len(damage),
    )


def _clock(host: str, index: int) -> Clock:
    return Clock(
        host=host,
        offset_seconds=float(index % 7),
        uncertainty_seconds=0.5,
        basis="paired",
        pairs=40,
        too_far=_names("WS", 5),
        too_far_total=80,
    )


def _tie(number: int, size: Size) -> Tie:
    return Tie(
        names=_names(f"N{number}", 5),
        names_total=300,
        shown=_sender(number),
        kind=("merged", "made-up")[number % 2],
        reason=("declared", "made-up")[number % 2],
        records=12,
        evidence=(_record(number, 1, size),),
    )


def _rhythm(number: int) -> Rhythm:
    return Rhythm(
        client=_sender(number),
        target=NOT_APPLICABLE,
        period="60 min",
        seconds=3_600,
        strength=0.9,
        bursts=40,
        first=at(number),
        last=at(number + 90_000),
        after_password=60 + number,
        ending="silent",
        silent_seconds=8_000,
    )


def _change(size: Size) -> PasswordChange:
    return PasswordChange(
        time=at(100),
        account=ACCOUNT,
        authority=_server(1),
        host=_server(1),
        by="LONDOM\\admin",
        event_id=628,
        evidence=(_record(3, 3, size),),
    )


def _custody(number: int) -> CustodyEntry:
    return CustodyEntry(
        exhibit=f"{_long('LONSRV', number)}-security.evtx",
        when="2001-10-09T10:12:00Z",
        who="A. Example (invented)",
        action="Copied from the server to a disk and sealed. " * 4,
    )


def _stretches(whole: Sequence[Stretch]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(first=at(36 * number), last=at(36 * number + 20))
        for number in range(1_000 if whole else 0)
    )
