"""The failure graph: which machine failed to log on where. The door of networkx."""

import io
from collections.abc import Iterable

import networkx as nx
import polars as pl

from forensics.events import is_failure
from forensics.occurrences import Edge
from forensics.status import COUNTED
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant
from forensics.who.authority import Sites

UNNAMED = "(not recorded)"
"""The node that stands for clients which no record names."""


def connect(attempts: pl.DataFrame, sites: Sites) -> "nx.MultiDiGraph[str]":
    """Return the graph client → target, one edge for each account, target basis and incident.

    Edge attributes are `named` (whether a record names the client), `account` (as first recorded,
    or None), the four failure counts, `first` and `last` (ticks) and `target_basis`; node
    attributes `roles`.
    """
    counts = [(pl.col("outcome") == outcome).sum().alias(outcome) for outcome in COUNTED]
    edges = (
        attempts.filter(is_failure())
        .group_by(
            "client", "target", "account_key", "target_basis", "incident", maintain_order=True
        )
        .agg(
            pl.col("account").first(),
            *counts,
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
    )
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for edge in edges.iter_rows(named=True):
        client, target = edge.pop("client"), edge.pop("target")
        # A machine may be called as the node of clients without a name; it keeps its own edges.
        edge["named"] = client is not None
        key = (edge["named"], edge.pop("account_key"), edge["target_basis"], edge["incident"])
        graph.add_edge(UNNAMED if client is None else client, target, key=key, **edge)
    for node in graph:
        graph.nodes[node]["roles"] = sites.roles_of(node)
    return graph


def edges(graph: "nx.MultiDiGraph[str]") -> tuple[Edge, ...]:
    """Return the edges, most failures first, then by first failure and names."""
    found = [
        Edge(
            client=client if data["named"] else NOT_RECORDED,
            target=target,
            roles=graph.nodes[target]["roles"],
            account=NOT_RECORDED if data["account"] is None else data["account"],
            bad_password=data["bad_password"],
            locked_out=data["locked_out"],
            unknown_account=data["unknown_account"],
            other_failure=data["other_failure"],
            first=Instant(data["first"]),
            last=Instant(data["last"]),
            target_basis=data["target_basis"],
            incident=NOT_APPLICABLE if data["incident"] is None else data["incident"],
        )
        for client, target, data in graph.edges(data=True)
    ]
    return tuple(sorted(found, key=_rank))


def _rank(edge: Edge) -> tuple[int, Instant, str, str, str, str]:
    failures = edge.bad_password + edge.locked_out + edge.unknown_account + edge.other_failure
    client = edge.client if isinstance(edge.client, str) else ""
    account = edge.account if isinstance(edge.account, str) else ""
    return (-failures, edge.first, edge.target, client, account, edge.target_basis)


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
    return stream.getvalue()


def _printable(name: str) -> str:
    """Return a name as XML can hold it; one that is written like an escape is escaped itself."""
    return "".join(
        char if char.isprintable() and char not in "\ufffe\uffff" else f"<U+{ord(char):04X}>"
        for char in name.replace("<U+", "<U+003C>U+")
    )
