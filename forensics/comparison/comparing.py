"""Start reading here: two sides in, everything the page says out; pure."""

import numpy as np
import polars as pl

from forensics.comparison import clients as who
from forensics.comparison.fairness import reasons
from forensics.comparison.ground import Ground, Half, common
from forensics.comparison.intervals import LEVEL
from forensics.comparison.measures import covered_events, measures, rounded, unit
from forensics.comparison.nouns import Bin, Comparison, Server, Summary
from forensics.comparison.sides import Side, Span
from forensics.comparison.taking import declared
from forensics.comparison.telling import outcome
from forensics.coverage import within
from forensics.values import LAST_TICKS, NOT_APPLICABLE, TICKS_PER_SECOND, Instant

BINS = 120
"""Stretches of both sides together in the figure, at most."""

_STEPS = (60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000)


def compare(before: Side, after: Side) -> Comparison:
    """Return what the comparison of two cases comes to."""
    ground = common(before, after)
    against = reasons(ground)
    prevented = any(reason.weight == "prevents" for reason in against)
    measured = () if prevented else measures(ground)
    found = () if prevented else who.clients(ground)
    counts = NOT_APPLICABLE if prevented else who.count(found, ground)
    width = _width(ground)
    return Comparison(
        tool=after.findings.tool,
        account=before.findings.subject.account,
        accounts=len(before.accounts),
        outcome=outcome(ground, measured, counts, against),
        reasons=against,
        unit=unit(ground),
        level=LEVEL,
        before=_summary(ground.before, ground, width),
        after=_summary(ground.after, ground, width),
        measures=measured,
        client_counts=counts,
        servers=_servers(ground),
        clients=found,
    )


def _summary(half: Half, ground: Ground, width: int) -> Summary:
    findings, period = half.side.findings, half.period
    first, last = declared(findings.case)
    return Summary(
        id=findings.case.id,
        title=findings.case.title,
        first=Instant(period[0]) if period else NOT_APPLICABLE,
        last=Instant(period[1]) if period else NOT_APPLICABLE,
        basis="declared" if first and last < LAST_TICKS else "logs",
        seconds=rounded(ground.hours(half)),
        exhibits=len(findings.sources),
        unsound=sum(source.state != "intact" for source in findings.sources),
        policy=findings.policy,
        kb=findings.verdict.kb,
        confidence=findings.verdict.confidence,
        nature=findings.verdict.nature,
        root=half.side.root,
        bins=_bins(half, ground, width),
    )


def _width(ground: Ground) -> int:
    """Return the width of the figure's stretches, ticks."""
    periods = [half.period for half in (ground.before, ground.after) if half.period]
    whole = sum(last - first for first, last in periods) / TICKS_PER_SECOND
    step = next((each for each in _STEPS if whole / each <= BINS - 2), None)
    return (step or int(whole / (BINS - 2)) + 1) * TICKS_PER_SECOND


def _bins(half: Half, ground: Ground, width: int) -> tuple[Bin, ...]:
    if half.period is None or not ground.servers:
        return ()
    edges = np.arange(half.period[0], half.period[1] + 1, width)
    counts = [
        np.bincount((covered_events(half, events, ground)["time"] - edges[0]) // width)
        for events in (half.bursts, half.lockouts)
    ]
    return tuple(
        Bin(
            first=Instant(int(edge)),
            last=Instant(min(int(edge) + width, half.period[1])),
            covered=_covered(half, ground, (int(edge), min(int(edge) + width, half.period[1]))),
            bursts=int(counts[0][place]) if place < len(counts[0]) else 0,
            lockouts=int(counts[1][place]) if place < len(counts[1]) else 0,
        )
        for place, edge in enumerate(edges)
    )


def _covered(half: Half, ground: Ground, bin_: Span) -> float:
    """Return the share of a stretch that the common servers' logs cover."""
    whole = (bin_[1] - bin_[0]) * len(ground.servers)
    parts = [span for name in ground.servers for span in within(half.spans[name], bin_)]
    return rounded(sum(last - first for first, last in parts) / whole) if whole else 0.0


def _servers(ground: Ground) -> tuple[Server, ...]:
    halves = ground.before, ground.after
    known = {name for half in halves for name in (*half.spans, *half.part)}
    for half in halves:
        for events in (half.bursts, half.lockouts):
            known |= set(events["host"].drop_nulls().unique().to_list())
    rows = [_server(name, ground) for name in known]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                not row.compared,
                -(row.before_bursts + row.after_bursts),
                row.name.casefold(),
                row.name,
            ),
        )
    )


def _server(name: str, ground: Ground) -> Server:
    before, after = ground.before, ground.after
    return Server(
        name=name,
        compared=name in ground.servers,
        before_seconds=rounded(before.covered(name)),
        after_seconds=rounded(after.covered(name)),
        before_gaps=max(len(before.spans.get(name, ())) - 1, 0),
        after_gaps=max(len(after.spans.get(name, ())) - 1, 0),
        before_part=name in before.part,
        after_part=name in after.part,
        before_bursts=_of(before.bursts, name),
        after_bursts=_of(after.bursts, name),
        before_lockouts=_of(before.lockouts, name),
        after_lockouts=_of(after.lockouts, name),
    )


def _of(events: pl.DataFrame, server: str) -> int:
    return events.filter(pl.col("host") == server).height
