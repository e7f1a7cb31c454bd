"""Chapter 2: which clients failed on which targets, and what repairing some would prevent."""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.edges import of_first
from forensics.figures import bands, matrix
from forensics.figures.tracks import MOST_TARGETS
from forensics.findings import Findings
from forensics.narrative.common import noun, target_count
from forensics.narrative.remedies import Remedies, remedies
from forensics.narrative.rhythm import Timing, timing
from forensics.narrative.views import (
    Links,
    Numbers,
    Picture,
    Row,
    Table,
    Text,
    cell,
    column,
    inferred,
    say,
)
from forensics.occurrences import Client
from forensics.rests import ranked_clients
from forensics.traces import Lane
from forensics.values import Instant
from forensics.words import (
    capital,
    counted,
    date,
    grouped,
    listing,
    minute,
    one_day,
    or_why,
    spelled,
)

_MOST_CLIENTS = 25
_MOST_TARGETS = 40
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Chapter 2."""

    says: Text
    map: Picture | None
    matrix: Picture | None
    clients: Table | None
    targets: Table | None
    timing: Timing
    remedies: Remedies


def who(findings: Findings, links: Links, numbers: Numbers) -> Who:
    """Return chapter 2."""
    one, many = noun(findings)
    heading = "Client Access Point" if one == "CAP" else capital(one)
    return Who(
        says=_says(findings, one, many),
        map=numbers.picture(_caption(findings, many), bands(findings, heading)),
        matrix=numbers.picture(_matrix_caption(many), matrix(findings)),
        clients=_clients(findings, numbers),
        targets=_targets(findings, one, many, numbers),
        timing=timing(findings, links, numbers),
        remedies=remedies(findings, numbers),
    )


def _says(findings: Findings, one: str, many: str) -> Text:
    clients = findings.clients
    if not clients:
        return say("No client is known to have sent a failed logon.")
    tallied = findings.tallies.clients
    groups, ungrouped = tallied.subnets, tallied.without_subnet
    where = f" in {spelled(groups, 'subnet')}" if groups else ""
    unknown = f" ({grouped(ungrouped)} without a known address)" if ungrouped and groups else ""
    hosts = findings.tallies.targets.targets
    said = (
        f"{capital(spelled(tallied.clients, 'client'))}{where}{unknown} failed on "
        f"{spelled(hosts, one, many)}. "
    )
    several = _several(findings, one, many)
    by_recorder = findings.tallies.failures.recorded_by_pairs
    note = (
        say(
            " Where no record names the accessed machine, ",
            inferred("the machine that recorded the attempt stands for it"),
            f" ({counted(by_recorder, 'pair')}).",
        )
        if by_recorder
        else ""
    )
    return say(said, several, note)


def _several(findings: Findings, one: str, many: str) -> Text:
    reach: dict[str, set[str]] = {}
    for edge in of_first(findings):
        reach.setdefault(or_why(edge.client), set()).add(edge.target)
    wide = sorted(client for client, targets in reach.items() if len(targets) > 1)
    if not wide or len(findings.lanes) < 2:  # noqa: PLR2004 - one target says nothing
        return say(f"Each client failed on one {one} only.") if not wide else ()
    if len(wide) > _MOST_NAMES // 2:
        several = findings.tallies.clients.on_several_targets
        return say(f"{capital(spelled(several, 'client'))} failed on more than one of the {many}.")
    return say(f"{listing(wide)} failed on more than one of the {many}.")


def _caption(findings: Findings, many: str) -> Text:
    said = f"Failed logons from clients (left, by subnet) to {many} (right). "
    said += "The width of a band is the number of failures. "
    if any(client.counted for client in findings.clients):
        said += (
            "Filled: senders of at least one password that counted towards a lockout; outlined: "
            "senders of none. The number in the second column is how many counted."
        )
    return say(said.strip())


def _matrix_caption(many: str) -> Text:
    return say(
        f"Failed logons by subnet of the clients (down) and by {many} (across). A darker cell "
        "stands for more, on a logarithmic scale; an empty one for none."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shows:
    """Which columns the table of clients needs."""

    other: bool
    locked: bool
    same_day: bool


def _clients(findings: Findings, numbers: Numbers) -> Table | None:
    ranked = ranked_clients(findings.clients)
    if not ranked:
        return None
    shown = ranked if len(ranked) <= _MOST_CLIENTS + 3 else ranked[:_MOST_CLIENTS]
    shows = _Shows(
        other=any(_other(client) for client in ranked),
        locked=bool(findings.lockouts),
        same_day=one_day(moment for client in ranked for moment in (client.first, client.last)),
    )
    rows = [_client(or_why(client.name), or_why(client.group), [client], shows) for client in shown]
    if len(shown) < len(ranked):
        rest = ranked[len(shown) :]
        rows.append(_client(f"{grouped(len(rest))} others", "", rest, shows))
    columns = [
        column("Client", 18),
        column("Subnet", 16),
        column("Bad passwords", 11, numeric=True),
        column("Refused", 9, numeric=True),
        *([column("Other failures", 9, numeric=True)] if shows.other else []),
        *([column("Counted", 9, numeric=True)] if shows.locked else []),
        *([column("Tripped", 9, numeric=True)] if shows.locked else []),
        column("First and last failure", 28),
    ]
    caption = (
        "Clients by the number of bad passwords that counted towards a lockout; tripped: the "
        "lockouts whose last counted password it sent."
        if shows.locked
        else "Clients by the number of bad passwords."
    )
    return numbers.table(say(caption), columns, rows, "tight")


def _client(name: str, group: str, clients: Sequence[Client], shows: _Shows) -> Row:
    """Return the row of one client, or of several as one."""
    first, last = min(one.first for one in clients), max(one.last for one in clients)
    tripped = sum(one.tripped for one in clients)
    locked = (
        cell(grouped(sum(one.counted for one in clients))),
        cell(grouped(tripped) if tripped else "–"),
    )
    return Row(
        cells=(
            cell(name),
            cell(group),
            cell(grouped(sum(one.bad_password for one in clients))),
            cell(grouped(sum(one.locked_out for one in clients))),
            *([cell(grouped(sum(map(_other, clients))))] if shows.other else []),
            *(locked if shows.locked else ()),
            cell(_times(first, last, same_day=shows.same_day)),
        ),
        look="rest" if len(clients) > 1 else "",
    )


def _other(client: Client) -> int:
    return client.unknown_account + client.other_failure


def _times(first: Instant, last: Instant, *, same_day: bool) -> str:
    if same_day:
        return f"{minute(first)} to {minute(last)}"
    return f"{date(first)} {minute(first)} to {date(last)} {minute(last)}"


def _targets(findings: Findings, one: str, many: str, numbers: Numbers) -> Table | None:
    """Return the targets one by one where page 1 could not show each of them."""
    if len(findings.lanes) <= MOST_TARGETS:
        return None
    ranked = sorted(
        findings.lanes, key=lambda lane: (-lane.lockouts, -lane.bad_password, lane.host)
    )
    rows = [_target(lane) for lane in ranked[:_MOST_TARGETS]]
    left = ranked[_MOST_TARGETS:]
    if left:
        rows.append(
            Row(
                cells=(
                    cell(f"{grouped(len(left))} others"),
                    cell(),
                    cell(grouped(sum(lane.bad_password for lane in left))),
                    cell(grouped(sum(lane.locked_out for lane in left))),
                    cell(grouped(sum(lane.lockouts for lane in left))),
                ),
                look="rest",
            )
        )
    columns = [
        column(capital(one) if one != "CAP" else one, 36),
        column("Roles", 25),
        column("Bad passwords", 13, numeric=True),
        column("Refused", 13, numeric=True),
        column("Lockouts", 13, numeric=True),
    ]
    total = target_count(findings)
    which = (
        f"The busiest {len(findings.lanes)} of {total} {many}"
        if total > len(findings.lanes)
        else f"The {many}"
    )
    return numbers.table(say(f"{which}, most lockouts first."), columns, rows, "tight")


def _target(lane: Lane) -> Row:
    return Row(
        cells=(
            cell(lane.host),
            cell(", ".join(lane.roles)),
            cell(grouped(lane.bad_password)),
            cell(grouped(lane.locked_out)),
            cell(grouped(lane.lockouts)),
        )
    )
