"""The names of one domain: `CORP` and `corp.example`, on evidence only.

Names are one where accounts whose SIDs begin alike were presented under them: a SID without its
last part is that of the database ([MS-DTYP] 2.4.2). Else a name and its first label are one where
no other name begins with it, and no SID speaks against it. A name of a machine is never one of a
domain: a client that presents its own means itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from forensics.lean import as_text
from forensics.who.apart import Apart
from forensics.who.families import Edge, Families, Known, take
from forensics.who.kinship import Bond
from forensics.who.naming import address, key, label, says_nothing

_BASE = r"(S-1-5-21-\d+-\d+-\d+)-\d+"


def settle(
    observations: pl.DataFrame, machines: Collection[str], apart: Apart
) -> tuple[dict[str, str], tuple[Bond, ...]]:
    """Return key -> the name under which the domain is shown, and why.

    Args:
        observations: As gathered.
        machines: Keys of all machines.
        apart: What the analyst keeps apart.
    """
    seen = _seen(observations, machines)
    bases = _bases(observations, seen)
    families, known = Families(), Known(lambda _: False, {}, apart)
    told: list[tuple[Edge, str, str]] = []
    for edges in (_by_sid(bases), _by_label(seen, bases)):
        taken, left = take(families, edges, known)
        told += [(edge, "merged", edge.reason) for edge in taken]
        told += [(edge, "apart", why) for edge, why in left]
    first: dict[str, str] = {}
    for name, each in seen.items():
        first.setdefault(families.head(name), each.name)
    shown = {name: first[families.head(name)] for name in seen}
    bonds = []
    for edge, kind, why in told:
        pair = {name: seen[name] for name in (edge.one, edge.other)}
        merged = shown[edge.one] if kind == "merged" else None
        bonds.append(
            Bond(
                names=tuple(each.name for each in pair.values()),
                kind=kind,
                reason=why,
                rows=tuple(dict.fromkeys(each.row for each in pair.values())),
                records=sum(each.records for each in pair.values() if each.name != merged),
                shown=merged,
            )
        )
    return shown, tuple(bonds)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name of a domain as first recorded, its first row, and how many records name it."""

    name: str
    row: int
    records: int


def _seen(observations: pl.DataFrame, machines: Collection[str]) -> dict[str, _Seen]:
    """Return key -> what the records hold; what controllers say of themselves comes first."""
    found: dict[str, _Seen] = {}
    for column in ("by_domain", "domain"):
        counts = observations.group_by(column).agg(pl.col("row").min(), pl.len()).sort("row")
        for name, row, number in counts.drop_nulls(column).iter_rows():
            own = key(name)
            if own not in machines and not address(own) and not says_nothing(name):
                before = found.setdefault(own, _Seen(name, row, 0))
                found[own] = replace(before, records=before.records + number)
    return found


def _bases(observations: pl.DataFrame, spelled: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return key -> the beginnings of the SIDs whose accounts were presented under it."""
    base = as_text("sid").str.extract(_BASE).alias("base")
    pairs = observations.select("sid", "domain").drop_nulls()
    found: dict[str, set[str]] = {}
    for name, of in pairs.select("domain", base).unique().drop_nulls().iter_rows():
        if key(name) in spelled:
            found.setdefault(key(name), set()).add(of)
    return {name: frozenset(each) for name, each in found.items()}


def _by_sid(bases: Mapping[str, frozenset[str]]) -> list[Edge]:
    """Return what joins names under one beginning; a name under several tells nothing."""
    under: dict[str, list[str]] = {}
    for name in sorted(bases):
        if len(bases[name]) == 1:
            under.setdefault(next(iter(bases[name])), []).append(name)
    return [Edge(group[0], other, "same-sid") for group in under.values() for other in group[1:]]


def _by_label(spelled: Collection[str], bases: Mapping[str, frozenset[str]]) -> Sequence[Edge]:
    """Return what joins a full name and its first label, where nothing competes."""
    fulls: dict[str, list[str]] = {}
    for name in spelled:
        if "." in name:
            fulls.setdefault(label(name), []).append(name)
    none: frozenset[str] = frozenset()
    return [
        Edge(short, full, "domain-label")
        for short, (full, *others) in fulls.items()
        if short in spelled
        and not others
        and len(bases.get(short, none) | bases.get(full, none)) <= 1
    ]
