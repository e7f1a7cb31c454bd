"""The truth of one case as a document: what its generator knows, and nothing that was analysed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from tests.builders.incident import FAILURES, Incident, Outcome, Ruling, TrueLockout
from tests.builders.site import Site
from tests.selftest.spoiling import Exhibit

Document = dict[str, Any]

_LOCKED: Final = (644, 4740)


def truth(site: Site, incident: Incident, exhibits: Sequence[Exhibit]) -> Document:
    """Return what is true of records, attempts and lockouts.

    An attempt of which no machine wrote anything is none of the truth, nor a lockout that has
    neither a record of its own nor one of the try that tripped it: no evidence could tell of them.
    """
    rulings = {
        place: each
        for place, each in enumerate(incident.happenings)
        if isinstance(each, Ruling) and each.outcome in FAILURES
    }
    return {
        "records": {each.path: _records(each) for each in exhibits},
        "attempts": [
            _attempt(ruling, records)
            for place, ruling in rulings.items()
            if (records := [*_told(exhibits, place, locked=False)])
        ],
        "lockouts": [*_lockouts(site, incident, rulings, exhibits)],
    }


def _lockouts(
    site: Site, incident: Incident, rulings: Mapping[int, Ruling], exhibits: Sequence[Exhibit]
) -> Iterator[Document]:
    locking = [place for place, each in rulings.items() if each.locks]
    for place, was in zip(locking, incident.truth.lockouts, strict=True):
        own = [*_told(exhibits, place, locked=True)]
        tripping = [*_told(exhibits, place, locked=False)]
        if own or tripping:
            refused = [
                record
                for nth in _refused(rulings, place)
                for record in _told(exhibits, nth, locked=False)
            ]
            yield {**_lockout(site, was), "records": own, "tripping": tripping, "refused": refused}


def _refused(rulings: Mapping[int, Ruling], locking: int) -> Iterator[int]:
    """Yield the places of the tries that were refused while a lockout lasted."""
    by = rulings[locking]
    for place, each in rulings.items():
        same = each.database.name == by.database.name
        if place <= locking or not same or _account(each) != _account(by):
            continue
        if each.locks:
            return
        if each.outcome is Outcome.LOCKED_OUT:
            yield place


def _account(ruling: Ruling) -> str:
    return ruling.attempt.account.casefold()


def _records(exhibit: Exhibit) -> list[list[Any]]:
    """Return number, event, time and whether all its bytes are left, of each record."""
    return [
        [piece.number, piece.event_id, _iso(piece.time), piece.left] for piece in exhibit.pieces
    ]


def _told(exhibits: Iterable[Exhibit], place: int, *, locked: bool) -> Iterator[list[Any]]:
    """Yield exhibit and number of the records of what happened: of its lockout, or of its try."""
    for exhibit in exhibits:
        for piece in exhibit.pieces:
            if piece.of == place and (piece.event_id in _LOCKED) is locked:
                yield [exhibit.path, piece.number]


def _attempt(ruling: Ruling, records: list[list[Any]]) -> Document:
    attempt = ruling.attempt
    return {
        "account": attempt.account,
        "client": [attempt.client.name, attempt.client.address],
        "target": "" if attempt.unseen else attempt.target,
        "records": records,
    }


def _lockout(site: Site, was: TrueLockout) -> Document:
    database = next(each for each in site.databases if each.name == was.authority)
    return {
        "account": was.account,
        "authority": [database.name, database.keeper, *database.controllers],
        "time": _iso(was.time),
        "tripped_by": was.tripped_by,
    }


def _iso(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")
