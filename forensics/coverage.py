"""Coverage: which stretches of the incident window the logs of each machine cover, and which not.

Only a Security log that numbers its records shows that something did not happen, and only where
no number is missing. An export, also one that is an .evtx itself, may hold a selection: it shows
what it holds and no more. So does a log in which several machines stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import polars as pl

from forensics.case import Case
from forensics.evidence import runs
from forensics.evidence.exports.exported import AUDITING, CLASSIC
from forensics.evidence.forms import Examined
from forensics.evidence.records import Reading
from forensics.lean import INTERNED
from forensics.ledger import times_of
from forensics.occurrences import Lockout
from forensics.reconstruct import Scene
from forensics.sources import Coverage, HostCoverage, Stretch
from forensics.timing.starts import of_system_log
from forensics.values import NOT_APPLICABLE, Absent, Instant

SHOWN: Final = 100
"""Stretches of one machine that are listed at most: the longest."""

_Span = tuple[int, int]


def survey(
    case: Case,
    examined: Sequence[Examined],
    scene: Scene,
    failures: pl.DataFrame,
    lockouts: Sequence[Lockout],
) -> Coverage:
    """Return what the logs cover of the incident window.

    Args:
        case: Its declared window and machines.
        examined: The exhibits after reading, their times in UTC.
        scene: What happened.
        failures: Attempts of the subject account that failed.
        lockouts: Its lockouts.
    """
    window, basis = _window(case, failures, lockouts)
    whole, part = by_host(examined, scene)
    logged = dict.fromkeys((*whole, *part))
    hosts = dict.fromkeys((*logged, *failures["target"].unique(maintain_order=True).drop_nulls()))
    cleared = _cleared(scene)
    declared = dict.fromkeys(scene.identities.name(host.name) for host in case.hosts)
    return Coverage(
        first=Instant(window[0]) if window else NOT_APPLICABLE,
        last=Instant(window[1]) if window else NOT_APPLICABLE,
        basis=basis,
        hosts=tuple(
            _host(
                host,
                scene,
                (within(whole.get(host, ()), window), within(part.get(host, ()), window)),
                window,
                (cleared.get(host, ()), failures.filter(pl.col("target") == host)),
            )
            for host in sorted(hosts, key=str.casefold)
        ),
        without_log=tuple(name for name in declared if name not in logged),
    )


def _window(
    case: Case, failures: pl.DataFrame, lockouts: Sequence[Lockout]
) -> tuple[_Span | None, str]:
    times = [*failures.select(pl.col("time").min(), pl.col("time").max().alias("last")).row(0)]
    times += [lockout.time.ticks for lockout in lockouts]
    seen = [time for time in times if time is not None]
    begins, ends = case.window_from, case.window_to
    first = _ticks(begins, min(seen, default=None))
    last = _ticks(ends, max(seen, default=None))
    if first is None or last is None or last < first:
        return None, "none"
    declared = isinstance(begins, Instant) and isinstance(ends, Instant)
    return (first, last), "declared" if declared else "observed"


def _ticks(declared: Instant | Absent, seen: int | None) -> int | None:
    return declared.ticks if isinstance(declared, Instant) else seen


def by_host(
    examined: Sequence[Examined], scene: Scene
) -> tuple[dict[str, list[_Span]], dict[str, list[_Span]]]:
    """Return host -> stretches of whole logs, and host -> stretches of parts, in ticks."""
    whole: dict[str, list[_Span]] = {}
    part: dict[str, list[_Span]] = {}
    for each in examined:
        if each.reading is None:
            continue
        hosts = dict.fromkeys(scene.identities.name(name) for name in each.reading.computers)
        if len(hosts) == 1 and _is_security_log(each.reading):
            whole.setdefault(next(iter(hosts)), []).extend(_stretches(each.reading))
        else:
            for host, span in _spans(each.reading, scene):
                part.setdefault(host, []).append(span)
    return whole, part


def _is_security_log(reading: Reading) -> bool:
    """Tell whether a reading is a Security log as its machine kept it.

    One that was saved anew, maybe filtered, counts its records from 1; the number that the log
    gave them stands in System/EventRecordID only.
    """
    own = [batch for batch in reading.batches if batch.provider in (CLASSIC, AUDITING)]
    other = ~pl.col("recovered") & (pl.col("event_record_id") != pl.col("number"))
    saved_anew = any(batch.frame.select(other.any()).item() for batch in own)
    return reading.numbering == "log" and bool(own) and not saved_anew


def _stretches(reading: Reading) -> Iterator[_Span]:
    """Yield the stretches between missing record numbers."""
    earliest, latest = runs.stretches(runs.of(reading))
    yield from zip(earliest.tolist(), latest.tolist(), strict=True)


def _spans(reading: Reading, scene: Scene) -> Iterator[tuple[str, _Span]]:
    """Yield for each machine the stretch from its first decoded record to its last."""
    frames = [
        batch.frame.select(pl.col("computer").cast(INTERNED), "created", "written")
        for batch in reading.batches
        if not of_system_log(batch.provider, batch.event_id)
    ]
    if not frames:
        return
    times = pl.concat(frames).with_columns(pl.coalesce("created", "written").alias("time"))
    spans = times.drop_nulls(["computer", "time"]).group_by("computer", maintain_order=True)
    for name, first, last in spans.agg(
        pl.col("time").min().alias("first"), pl.col("time").max().alias("last")
    ).iter_rows():
        yield scene.identities.name(name), (first, last)


def within(spans: Iterable[_Span], window: _Span | None) -> tuple[_Span, ...]:
    """Return the union of some stretches, rising, cut to the window."""
    if window is None:
        return ()
    cut = sorted((max(first, window[0]), min(last, window[1])) for first, last in spans)
    union: list[_Span] = []
    for first, last in cut:
        if last < first:
            continue
        if union and first <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], last))
        else:
            union.append((first, last))
    return tuple(union)


def _host(
    host: str,
    scene: Scene,
    spans: tuple[Sequence[_Span], Sequence[_Span]],
    window: _Span | None,
    seen: tuple[tuple[Instant, ...], pl.DataFrame],
) -> HostCoverage:
    (whole, part), (cleared, failures) = spans, seen
    covered = _share(whole, window)
    outcomes = failures["outcome"]
    return HostCoverage(
        host=host,
        roles=scene.sites.roles_of(host),
        whole=_listed(whole),
        part=_listed(part),
        cleared=cleared,
        covered=covered,
        observable="yes" if covered == 1 else "part" if covered else "no",
        bad_password=int((outcomes == "bad_password").sum()),
        locked_out=int((outcomes == "locked_out").sum()),
    )


def _share(whole: Sequence[_Span], window: _Span | None) -> float:
    """Return the share of the window that is covered; an instant is covered or not."""
    if window is None:
        return 0.0
    length = window[1] - window[0]
    if not length:
        return float(bool(whole))
    # Cut, never rounded up: what is not covered in full is never shown as such.
    return sum(last - first for first, last in whole) * 10_000 // length / 10_000


def _listed(spans: Sequence[_Span]) -> tuple[Stretch, ...]:
    longest = sorted(spans, key=lambda span: span[0] - span[1])[:SHOWN]
    return tuple(Stretch(first=Instant(a), last=Instant(b)) for a, b in sorted(longest))


def _cleared(scene: Scene) -> dict[str, tuple[Instant, ...]]:
    rows = scene.observations.filter(pl.col("kind") == "cleared")
    machines = rows["machine"].unique(maintain_order=True).drop_nulls().to_list()
    return {name: times_of(rows.filter(pl.col("machine") == name), "cleared") for name in machines}
