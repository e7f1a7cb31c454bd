"""Small truths and findings, written by hand, for the tests of what judges them."""

from forensics.occurrences import Counted, Lockout
from forensics.selftest.attempts import Found
from forensics.selftest.corpus import Place, TrueAttempt, TrueLockout, TrueRecord, Truth
from forensics.values import NOT_RECORDED, Absent, Instant, Locator

LOG = "evidence/dc1/security.evt"
OTHER = "evidence/fs1/security.evt"
SECOND = 10_000_000


def truth(
    attempts: tuple[TrueAttempt, ...] = (),
    lockouts: tuple[TrueLockout, ...] = (),
    gone: tuple[Place, ...] = (),
    articles: tuple[str, ...] = (),
) -> Truth:
    """Return a truth in which each log has records 1 to 9, all left but those that are gone."""
    return Truth(
        kind="clean",
        generation="NT 4",
        articles=articles,
        records={
            path: {
                number: TrueRecord(529, Instant(number * SECOND), (path, number) not in gone)
                for number in range(1, 10)
            }
            for path in (LOG, OTHER)
        },
        attempts=attempts,
        lockouts=lockouts,
    )


def attempt(*records: int, target: str = "FS1") -> TrueAttempt:
    """Return a try of alice from PC1, told by records of the first log."""
    return TrueAttempt(
        account="alice",
        client=("PC1", "10.0.0.1"),
        target=target,
        records=tuple((LOG, number) for number in records),
    )


def found(
    *records: int,
    account: str | None = "alice",
    client: str | None = "PC1",
    target: str | None = "FS1",
) -> Found:
    """Return an attempt as it was found in these records."""
    places = tuple((LOG, number) for number in records)
    return Found(account=account, client=client, target=target, records=places)


def locked(record: int, tripping: int, tripped_by: str = "PC1") -> TrueLockout:
    """Return a lockout of alice in CORP."""
    return TrueLockout(
        account="alice",
        authority=("CORP", "DC1"),
        tripped_by=tripped_by,
        records=((LOG, record),),
        tripping=((LOG, tripping),),
        refused=((LOG, 9),),
    )


def lockout(
    record: int,
    *,
    basis: str = "recorded",
    tripped_by: str | Absent = "PC1",
    last: int | None = None,
    authority: str = "CORP",
    unordered: tuple[str | Absent, ...] = (),
) -> Lockout:
    """Return a lockout as it was found; `last` is the record of its last counted password."""
    counted = () if last is None else (_counted(last),)
    return Lockout(
        id="L1",
        time=Instant(record * SECOND),
        account="ALICE",
        authority=authority,
        host="DC1",
        basis=basis,
        caller=NOT_RECORDED,
        counted=counted,
        shares=(),
        tripped_by=tripped_by,
        unexplained=0,
        certainty="likely",
        refused=0,
        until=NOT_RECORDED,
        until_basis="unknown",
        evidence=(Locator(source=LOG, record=record, offset=0, length=1),),
        unordered=unordered,
    )


def _counted(record: int) -> Counted:
    return Counted(
        time=Instant(record * SECOND),
        client="PC1",
        target="FS1",
        evidence=(Locator(source=LOG, record=record, offset=0, length=1),),
    )
