"""Invented sides of a comparison: what happened on which server, and what its log covers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import polars as pl

from forensics.comparison.sides import FAILURES, Side
from forensics.values import NOT_RECORDED
from tests.builders.findings import findings_of
from tests.builders.scripted import ACCOUNT, Try, at, replayed
from tests.builders.worded import HEADING

HOUR: Final = 3_600
DAY: Final = 86_400
KEY: Final = ACCOUNT.lower()
CLASSIC: Final = "Security"
ROOT: Final = "5a" * 32


def fails(
    client: str, server: str, first: int, last: int, *, every: int = HOUR, tries: int = 3
) -> list[Try]:
    """Return bursts of bad passwords, in seconds after midnight, one `every` so often."""
    return [
        Try(at=begin + 5 * number, client=client, target=server)
        for begin in range(first, last, every)
        for number in range(tries)
    ]


def side(
    tries: Iterable[Try],
    covers: Mapping[str, Sequence[tuple[int, int]]],
    *,
    root: str = ROOT,
    **changed: Any,  # noqa: ANN401 - any field of the findings
) -> Side:
    """Return a side: what failed, and from when to when each server's log covers, in seconds.

    Args:
        tries: Bad passwords; what they lock is replayed.
        covers: Server -> stretches.
        root: Printed as the Merkle root.
        changed: Fields of the findings that are otherwise.
    """
    roles = dict.fromkeys(sorted({*covers, *(one.target for one in tries)}), ("cap",))
    incident = replayed(tries, {}, roles)
    findings = replace(
        findings_of(incident),
        case=replace(HEADING, window_from=NOT_RECORDED, window_to=NOT_RECORDED, timezone="UTC"),
        clocks=(),
    )
    rows = [(one.time.ticks, one.client, one.target, KEY, one.outcome) for one in incident.tries]
    return Side(
        findings=replace(findings, **changed),
        root=root,
        accounts=frozenset([KEY] if rows else []),
        failures=pl.DataFrame(rows, schema=FAILURES, orient="row").sort("time"),
        whole={
            server: tuple((at(first).ticks, at(last).ticks) for first, last in spans)
            for server, spans in covers.items()
        },
        systems=dict.fromkeys(covers, frozenset([CLASSIC])),
        tried=frozenset(covers),
    )


def repaired(days: int = 7) -> tuple[Side, Side]:
    """Return a week of three servers and eight clients before a repair, and `days` days after.

    Six clients are repaired, one still fails, one is new; one failed only once before.
    """
    servers = ("LONCAP01", "LONCAP02", "LONDC01")
    busy = [
        one
        for place in range(7)
        for one in fails(
            f"FIN-{110 + 9 * place}",
            servers[place % 3],
            6 * HOUR + 700 * place,
            7 * DAY,
            every=5 * HOUR + 600 * place,
        )
    ]
    before = [*busy, *fails("HR-725", "LONCAP02", 3 * DAY, 3 * DAY + 1)]
    later = 8 * DAY
    after = [
        *fails(
            "fin-110", "LONCAP01", later + 5 * HOUR, later + days * DAY, every=20 * HOUR, tries=2
        ),
        *fails("WHS-902", "LONDC01", later + 30 * HOUR, later + days * DAY, every=2 * DAY),
    ]
    week = {server: [(0, 7 * DAY)] for server in servers}
    days_after = {server: [(later, later + days * DAY)] for server in servers}
    return (
        side(before, week),
        side(after, days_after, root="c3" * 32),
    )


def with_findings(one: Side, **changed: Any) -> Side:  # noqa: ANN401 - any field of the findings
    """Return a side with other findings."""
    return replace(one, findings=replace(one.findings, **changed))
