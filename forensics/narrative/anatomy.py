"""In chapter 1: how one lockout came about, drawn and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.bursts import together
from forensics.figures import anatomy
from forensics.findings import Findings
from forensics.narrative.views import (
    Links,
    Numbers,
    Picture,
    Row,
    Table,
    Text,
    cell,
    column,
    named,
    say,
)
from forensics.occurrences import Lockout
from forensics.traces import Lane
from forensics.values import Instant
from forensics.words import clock, counted, grouped, listing, or_why

_MOST_NAMES = 8
_MOST_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """One lockout: its sentence, its figure, and what the figure shows in numbers."""

    says: Text
    picture: Picture | None
    table: Table | None


def of_lockout(findings: Findings, lockout: Lockout, links: Links, numbers: Numbers) -> Anatomy:
    """Return how a lockout came about."""
    return Anatomy(
        says=_says(findings, lockout),
        picture=_picture(findings, lockout, links, numbers),
        table=_table(lockout, links, numbers),
    )


def _says(findings: Findings, lockout: Lockout) -> Text:
    shares = [
        f"{or_why(share.client)} sent {grouped(share.bad_passwords)}"
        for share in lockout.shares[:_MOST_NAMES]
    ]
    left = len(lockout.shares) - len(shares)
    if left > 0:
        shares.append(f"{counted(left, 'other client')} sent the rest")
    many = len(lockout.shares) > 1
    threshold = findings.policy.threshold
    alone = isinstance(threshold, int) and all(
        share.bad_passwords < threshold for share in lockout.shares
    )
    end = " None of them sent enough to lock it alone." if many and alone else ""
    return say(
        f"Lockout {lockout.id} on ",
        named(lockout.host),
        f": {counted(lockout.counted_total, 'bad password')} counted"
        + (f"; {listing(shares)}.{end}" if shares else "; no record names who sent them."),
    )


def _picture(
    findings: Findings, lockout: Lockout, links: Links, numbers: Numbers
) -> Picture | None:
    threshold = findings.policy.threshold
    known = isinstance(threshold, int) and threshold >= len(lockout.counted)
    most = threshold if known and isinstance(threshold, int) else len(lockout.counted)
    drawn = anatomy(lockout, most, _refusals(findings.lanes, lockout.host))
    records = links.evidence([at for one in lockout.counted for at in one.evidence[:1]])
    caption = say(
        "The count of bad passwords up to lockout ",
        links.lockout(lockout.id),
        say(". Circles: the counted passwords, ", records) if records else "",
        ". Open circles: bursts that were refused." if drawn.refused else ".",
    )
    return numbers.picture(caption, drawn.figure)


def _refusals(targets: Sequence[Lane], host: str) -> list[Instant]:
    own = together(lane.bursts for lane in targets if lane.host == host)
    return [burst.first for burst in own.of("locked_out")]


def _table(lockout: Lockout, links: Links, numbers: Numbers) -> Table | None:
    """Return the counted passwords one by one; of very many the last, which tripped it."""
    left = max(0, len(lockout.counted) - _MOST_ROWS)
    columns = (
        column("Counted", 10, numeric=True),
        column("Time (UTC)", 18),
        column("Before the lockout, s", 18, numeric=True),
        column("Client", 22),
        column("Target", 22),
        column("Records", 20),
    )
    rows = [
        Row(
            cells=(
                cell(grouped(one.place)),
                cell(clock(one.time)),
                cell(f"{one.before_seconds:,.1f}"),
                cell(or_why(one.client)),
                cell(one.target),
                cell(links.evidence(one.evidence, 4)),
            )
        )
        for one in lockout.counted[left:]
    ]
    earlier = f" {grouped(left)} earlier ones are in findings.json." if left else ""
    apart = any(isinstance(one.clocked, Instant) for one in lockout.counted)
    clocks = (
        " Seconds: by the clock that told it, where another recorded the password." if apart else ""
    )
    locked = f"{lockout.id}; it was locked at {clock(lockout.time)}.{clocks}{earlier}"
    caption = say(f"The counted passwords of {locked}")
    return numbers.table(caption, columns, rows, "tight whole")
