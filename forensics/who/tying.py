"""From what is known of names to the ties of the findings, with the records that show each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from forensics.citing import Registry
from forensics.values import NOT_APPLICABLE, Locator
from forensics.who.identities import Identities
from forensics.who.kinship import Bond
from forensics.who.naming import key, loopback, zoneless
from forensics.who.ties import NAMES, REASONS, RECORDS, Tie

_OF_DOMAINS: Final = ("same-sid", "domain-label")
_OF_ADDRESSES: Final = ("named-together", "held-in-turn")
_ORDER: Final = {kind: place for place, kind in enumerate(("made-up", "apart", "related"))}


def told(known: Identities, records: Registry) -> tuple[Tie, ...]:
    """Return all ties: made-up names first, then what is kept apart, related and merged.

    A holder of an address to whom no record was given is none. Within a kind the order is that of
    `REASONS`, then most records first.
    """
    given = _given(records.observations)
    bonds = [
        *(bond for each in known.bonds for bond in _counted(each, known, given)),
        *_spellings(known),
        *_addresses(known),
        *_zones(known),
    ]
    located = _locate({row for bond in bonds for row in bond.rows[:RECORDS]}, records)
    reasons = {reason: place for place, reason in enumerate(REASONS)}
    ordered = sorted(
        (_tie(bond, located) for bond in bonds),
        key=lambda tie: (_ORDER.get(tie.kind, 3), reasons[tie.reason], -tie.records, tie.names),
    )
    return tuple(ordered)


def _tie(bond: Bond, located: Mapping[int, Locator]) -> Tie:
    return Tie(
        names=bond.names[:NAMES],
        names_total=len(bond.names) if bond.total is None else bond.total,
        shown=NOT_APPLICABLE if bond.shown is None else bond.shown,
        kind=bond.kind,
        reason=bond.reason,
        records=bond.records or 0,
        evidence=tuple(located[row] for row in dict.fromkeys(bond.rows[:RECORDS])),
    )


def _locate(rows: Iterable[int], records: Registry) -> dict[int, Locator]:
    """Return row -> where its record is."""
    wanted = sorted(rows)
    found = records.observations[wanted].select("source", "number", "offset", "length")
    return {
        row: Locator(source=records.paths[source], record=number, offset=offset, length=length)
        for row, (source, number, offset, length) in zip(wanted, found.iter_rows(), strict=True)
    }


def _given(observations: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Return (address, client) -> how many records name that address alone."""
    alone = observations.select("workstation", "address", "client").filter(
        pl.col("workstation").is_null(),
        pl.col("address").is_not_null(),
        pl.col("client").is_not_null(),
    )
    found: dict[tuple[str, str], int] = {}
    for address, client, number in alone.group_by("address", "client").len().iter_rows():
        found[key(address), client] = found.get((key(address), client), 0) + number
    return found


def _counted(bond: Bond, known: Identities, given: Mapping[tuple[str, str], int]) -> Iterator[Bond]:
    """Yield a bond with the name to show and its number of records, if it means anything."""
    shown, number = bond.shown, bond.records
    if bond.reason in _OF_ADDRESSES:
        holder, found = bond.names
        number = given.get((found, holder), 0)
        if not number:
            return
    elif bond.kind == "made-up":
        shown = known.name(str(shown))
    elif bond.kind == "merged" and bond.reason not in _OF_DOMAINS:
        shown = known.name(bond.names[0])
    if bond.reason == "shared-address":
        number = given.get((bond.names[0], bond.names[0]), 0)
    if number is None:
        number = _naming(bond, known, shown)
    yield replace(bond, shown=shown, records=number)


def _naming(bond: Bond, known: Identities, shown: str | None) -> int:
    """Return how many records name those of its names that are not shown."""
    others = {key(name) for name in bond.names} - {None if shown is None else key(shown)}
    return sum(known.sightings[name].records for name in others if name in known.sightings)


def _spellings(known: Identities) -> Iterator[Bond]:
    """Yield one bond for all names and addresses that were recorded in another spelling."""
    folded = [
        (spelling, each.name, number, each.row)
        for each in known.sightings.values()
        for spelling, number in each.spellings.items()
        if spelling != each.name and number
    ]
    other = known.addresses.filter(pl.col("address") != pl.col("canonical"))
    folded += list(other.select("address", "canonical", "records", "row").iter_rows())
    if folded:
        pairs = [name for spelling, name, *_ in folded[: NAMES // 2] for name in (spelling, name)]
        yield Bond(
            names=tuple(pairs),
            kind="merged",
            reason="spelling",
            rows=tuple(row for *_, row in folded[:RECORDS] if row is not None),
            total=len(folded),
            records=sum(number for _, _, number, _ in folded),
        )


def _addresses(known: Identities) -> Iterator[Bond]:
    """Yield what was given to the recording machine, and to declared ones, by address alone."""
    alone = known.addresses.filter(pl.col("alone") > 0).drop_nulls("canonical")
    rows = alone.group_by("canonical", maintain_order=True).agg(
        pl.col("alone").sum(), pl.col("row").min()
    )
    local = []
    for found, number, row in rows.iter_rows():
        if loopback(found):
            local.append((found, number, row))
        elif found in known.shown:
            yield Bond(
                names=(found, known.shown[found]),
                kind="merged",
                reason="declared",
                rows=(row,),
                records=number,
                shown=known.shown[found],
            )
    if local:
        yield Bond(
            names=tuple(found for found, _, _ in local),
            kind="merged",
            reason="loopback",
            rows=tuple(row for _, _, row in local),
            records=sum(number for _, number, _ in local),
        )


def _zones(known: Identities) -> Iterator[Bond]:
    """Yield the addresses that were recorded with several zones."""
    zoned = known.addresses.drop_nulls("canonical").filter(pl.col("canonical").str.contains("%"))
    plain = [zoneless(found) for found in zoned["canonical"]]
    distinct = zoned.with_columns(pl.Series("plain", plain, dtype=pl.String))
    alike = distinct.group_by("plain", maintain_order=True).agg(
        pl.col("canonical").unique(maintain_order=True), "row", pl.col("records").sum()
    )
    for _, group, rows, number in alike.iter_rows():
        if len(group) > 1:
            yield Bond(
                names=tuple(group),
                kind="related",
                reason="zone",
                rows=tuple(rows),
                records=number,
            )
