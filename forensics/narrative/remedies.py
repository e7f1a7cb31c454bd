"""In chapter 2: what repairing some clients, or another policy, would have prevented."""

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.effects import Change, WhatIf
from forensics.figures import curve
from forensics.findings import Findings
from forensics.narrative.views import (
    Numbers,
    Picture,
    Row,
    Span,
    Table,
    Text,
    cell,
    column,
    inferred,
    named,
    say,
    series,
)
from forensics.words import capital, counted, duration, grouped, listing, or_why

_MOST_NAMES = 12
_MOST_CLIENTS = 8
_MOST_CHANGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """What would have helped; every part may be empty."""

    says: tuple[Text, ...]
    curve: Picture | None
    clients: Table | None
    policies_say: Text
    policies: Table | None


def remedies(findings: Findings, numbers: Numbers) -> Remedies:
    """Return what would have prevented the lockouts."""
    what = findings.what_if
    return Remedies(
        says=(*_says(what), *_replayed(findings)),
        curve=_curve(what, numbers),
        clients=_clients(what, numbers),
        policies_say=_policies_say(what),
        policies=_policies(what, numbers),
    )


def _says(what: WhatIf) -> tuple[Text, ...]:
    if not what.of or not what.smallest_fix or not what.prevented:
        return ()
    names = what.smallest_fix[:_MOST_NAMES]
    left = len(what.smallest_fix) - len(names)
    pieces = series([*map(named, names), *([Span(f"{grouped(left)} more")] if left else [])])
    how = (
        "By exact search: no smaller set of clients prevents every lockout."
        if what.method == "exact"
        else "By greedy search, step by step: a smaller set may exist."
    )
    return (
        say(
            "Without the attempts of ",
            pieces,
            ", ",
            inferred(
                f"{grouped(what.prevented)} of {counted(what.of, 'lockout')} would not have "
                "happened"
            ),
            ". The other attempts were replayed under the same policy; one that was "
            f"refused counts there as a bad password, which is an assumption. {how}",
        ),
    )


def _replayed(findings: Findings) -> tuple[Text, ...]:
    """Return why the replay does not give as many lockouts as were found; mostly nothing."""
    of = findings.what_if.of
    found = findings.tallies.lockouts.incident
    if not of or of == found:
        return ()
    why = (
        "where bad passwords are missing from the evidence it counts too few, and where no unlock "
        "is recorded (NT 4 records none) it keeps the account locked for longer"
        if of < found
        else "a refused attempt counts in it as a bad password, and the policy that it follows may "
        "not be the one that was in force"
    )
    return (
        say(
            f"This replay gives {counted(of, 'lockout')} where {grouped(found)} "
            f"{'was' if found == 1 else 'were'} found: {why}."
        ),
    )


def _curve(what: WhatIf, numbers: Numbers) -> Picture | None:
    steps = what.curve
    told = [
        f"{place} with {step.client}: {grouped(step.prevented)}"
        for place, step in enumerate(steps[:_MOST_CLIENTS], 1)
    ]
    if len(steps) > _MOST_CLIENTS:
        told.append(f"all {grouped(len(steps))}: {grouped(steps[-1].prevented)}")
    alt = (
        f"Lockouts prevented, of {grouped(what.of)}, by the number of clients repaired: "
        f"{'; '.join(told)}."
    )
    found = "exact search" if what.method == "exact" else "greedy search, not exact"
    order = (
        "each time the client that adds most"
        if what.curve_order == "gain"
        else "the busiest client first"
    )
    caption = say(
        f"Lockouts that do not happen, of {grouped(what.of)}, when the first clients are repaired "
        f"(the set above, {found}; {order}). "
        "The line, and the number at its right: prevented so far; a bar is what one client adds."
    )
    return numbers.picture(caption, curve(steps, what.of, alt))


def _clients(what: WhatIf, numbers: Numbers) -> Table | None:
    useful = [one for one in what.per_client if one.prevented][:_MOST_CLIENTS]
    if len(useful) < 2:  # noqa: PLR2004 - one client is in the sentence already
        return None
    columns = [
        column("Client", 55),
        column(f"Lockouts prevented, of {grouped(what.of)}", 45, numeric=True),
    ]
    rows = [Row(cells=(cell(or_why(one.client)), cell(grouped(one.prevented)))) for one in useful]
    caption = say("Lockouts that would not have happened without one client alone, all else equal.")
    return numbers.table(caption, columns, rows, "tight small")


def _policies_say(what: WhatIf) -> Text:
    if not what.policies:
        return ()
    whole = [_named(one) for one in what.policies if one.what != "off" and one.prevented == what.of]
    every = f"{listing(whole, 'or')} would have prevented every lockout" if whole else ""
    none = "no other threshold and no shorter window that was tried prevents every lockout"
    said = every or none
    return say(
        "Replayed with all clients, ",
        inferred(said),
        ". A policy that prevents lockouts also lets more "
        "passwords be guessed; the table says how many. No policy repairs a client.",
    )


def _named(one: Change) -> str:
    if one.what == "threshold":
        return f"threshold {grouped(one.threshold)}"
    if one.what == "window":
        return f"window {duration(one.window_seconds)}"
    return "no lockout policy"


def _policies(what: WhatIf, numbers: Numbers) -> Table | None:
    shown = [
        *_few([one for one in what.policies if one.what == "threshold"]),
        *_few([one for one in what.policies if one.what == "window"]),
        *(one for one in what.policies if one.what == "off"),
    ]
    columns = [
        column("Policy", 22),
        column(f"Lockouts prevented, of {grouped(what.of)}", 22, numeric=True),
        column("What it lets pass", 56),
    ]
    rows = [
        Row(
            cells=(
                cell(
                    capital(_named(one)),
                    notes=[say("the workaround of Q231399")] if one.what == "off" else [],
                ),
                cell(grouped(one.prevented)),
                cell(one.costs),
            )
        )
        for one in shown
    ]
    left = len(what.policies) - len(shown)
    more = f" {grouped(left)} between them are in findings.json." if left else ""
    caption = say(
        "Other policies, the rest of the policy unchanged. The count starts again after a quiet "
        f"window (Q128009), so at most one threshold of bad passwords passes in each window.{more}"
    )
    return numbers.table(caption, columns, rows, "tight")


def _few(changes: Sequence[Change]) -> list[Change]:
    """Return the first, the last and some between, evenly spread."""
    if len(changes) <= _MOST_CHANGES:
        return list(changes)
    last = len(changes) - 1
    return [changes[place * last // (_MOST_CHANGES - 1)] for place in range(_MOST_CHANGES)]
