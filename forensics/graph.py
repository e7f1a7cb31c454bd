"""The failure graph: which machine failed to log on where. The door of networkx."""

import io
from collections.abc import Iterable
from typing import Final

import networkx as nx
import polars as pl

from forensics.events import is_failure
from forensics.occurrences import Edge
from forensics.status import COUNTED
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant
from forensics.who.authority import Sites

UNNAMED = "(not recorded)"
"""The node that stands for clients which no record names."""

_OF_ONE: Final = ("client", "target", "account_key", "target_basis", "incident")
"""What the failures of one edge share."""


def edges(attempts: pl.DataFrame, sites: Sites) -> tuple[Edge, ...]:
    """Return the edges, most failures first, then by first failure and names.

    Args:
        attempts: With the column `incident`.
        sites: What the targets are.
    """
    counts = [(pl.col("outcome") == outcome).sum().alias(outcome) for outcome in COUNTED]
    found = (
        attempts.filter(is_failure())
        .group_by(_OF_ONE, maintain_order=True)
        .agg(
            pl.col("account").first(),
            *counts,
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
        .sort(
            -pl.sum_horizontal(pl.col(COUNTED).cast(pl.Int64)),
            "first",
            "target",
            pl.col("client", "account").fill_null(""),
            "target_basis",
            maintain_order=True,
        )
    )
    roles = {target: sites.roles_of(target) for target in found["target"].unique()}
    return tuple(
        Edge(
            client=NOT_RECORDED if client is None else client,
            target=target,
            roles=roles[target],
            account=NOT_RECORDED if account is None else account,
            first=Instant(first),
            last=Instant(last),
            target_basis=basis,
            incident=NOT_APPLICABLE if incident is None else incident,
            **dict(zip(COUNTED, counted, strict=True)),
        )
        for client, target, _, basis, incident, account, *counted, first, last in found.iter_rows()
    )


def graphml(edges: Iterable[Edge]) -> bytes:
    """Return the graph as GraphML: flat attributes only, absent ones left out.

    Each edge has an id of its own, as Gephi drops those whose id it has seen, and the attributes
    `weight` (its failures) and `label` (its account), which Gephi draws. It takes the key `d7` of
    edges for the label whatever its name, as yEd writes it, so the label is that key. Nodes have a
    `label` too: yEd shows no ids. Control characters, which XML cannot hold, are written as
    visible escapes.
    """
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, edge in enumerate(edges):
        client = UNNAMED if isinstance(edge.client, Absent) else _printable(edge.client)
        target = _printable(edge.target)
        account = None if isinstance(edge.account, Absent) else _printable(edge.account)
        for node in (client, target):
            flat.add_node(node, label=node)
        flat.nodes[target]["roles"] = " ".join(edge.roles)
        counts = {outcome: getattr(edge, outcome) for outcome in COUNTED}
        attributes: dict[str, str | int] = {
            **counts,
            "weight": sum(counts.values()),
            "label": UNNAMED if account is None else account,
            "first": edge.first.iso(),
            "last": edge.last.iso(),
            "target_basis": edge.target_basis,
        }
        if account is not None:
            attributes["account"] = account
        if not isinstance(edge.incident, Absent):
            attributes["incident"] = edge.incident
        flat.add_edge(client, target, key=f"e{number}", **attributes)
    for node in flat:
        flat.nodes[node].setdefault("roles", "")
    stream = io.BytesIO()
    nx.write_graphml_lxml(flat, stream, encoding="utf-8", prettyprint=True)
    flat.clear()  # its views hold it in a circle, which the collector would find late
    return stream.getvalue()


def _printable(name: str) -> str:
    """Return a name as XML can hold it; one that is written like an escape is escaped itself."""
    if name.isascii() and name.isprintable() and "<" not in name:
        return name
    return "".join(
        char if char.isprintable() and char not in "\ufffe\uffff" else f"<U+{ord(char):04X}>"
        for char in name.replace("<U+", "<U+003C>U+")
    )
