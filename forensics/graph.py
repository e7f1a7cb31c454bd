"""The failure graph: which machine failed to log on where. The door of networkx."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape

import polars as pl

from forensics.edges import Edges, framed
from forensics.events import is_failure
from forensics.iso import iso
from forensics.lean import as_text
from forensics.occurrences import Edge
from forensics.status import COUNTED
from forensics.who.authority import Sites

UNNAMED = "(not recorded)"
"""The node that stands for clients which no record names."""

_TOLD: Final = (
    "client",
    "target",
    *COUNTED,
    "weight",
    "label",
    "first",
    "last",
    "target_basis",
    "account",
    "incident",
)
"""What is said of an edge: its ends, then its attributes; an account or incident may be absent."""

_NUMBERS: Final = (*COUNTED, "weight")
_TEXTS: Final = tuple(name for name in _TOLD if name not in _NUMBERS)
_PIECE: Final = 1 << 16  # edges that are written at one time

_OF_ONE: Final = ("client", "target", "account_key", "target_basis", "incident")
"""What the failures of one edge share."""


def edges(attempts: pl.DataFrame, sites: Sites) -> Edges:
    """Return the edges, most failures first, then by first failure and names.

    Args:
        attempts: With the column `incident`.
        sites: What the targets are.
    """
    counts = [(pl.col("outcome") == outcome).sum().alias(outcome) for outcome in COUNTED]
    found = (
        attempts.select(*_OF_ONE, "account", "outcome", "time")
        .filter(is_failure())
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
    return Edges(found, {target: sites.roles_of(target) for target in found["target"].unique()})


def graphml(edges: Sequence[Edge]) -> Iterator[bytes]:
    """Yield the graph as GraphML, piece by piece: flat attributes only, absent ones left out.

    Each edge has an id of its own, as Gephi drops those whose id it has seen, and the attributes
    `weight` (its failures) and `label` (its account), which Gephi draws. It takes the key `d7` of
    edges for the label whatever its name, as yEd writes it, so the label is that key. Nodes have a
    `label` too: yEd shows no ids. Control characters, which XML cannot hold, are written as
    visible escapes.

    networkx writes one node and one edge, the others are cast in their mould: it alone takes 65
    microseconds an edge, and a large domain has 400,000.
    """
    mould = _mould()
    shown = framed(edges, _printable)
    told = shown.frame.with_columns(
        iso(pl.col("first", "last")),
        pl.col("client").fill_null(UNNAMED),
        pl.col("account").fill_null(UNNAMED).alias("label"),
        pl.sum_horizontal(pl.col(COUNTED).cast(pl.Int64)).alias("weight"),
    )
    ends = dict.fromkeys(chain.from_iterable(told.select("client", "target").iter_rows()))
    yield mould.head.encode()
    for name in ends:
        roles = " ".join(shown.roles.get(name, ()))
        yield mould.node.format(_quoted(name), escape(name), escape(roles)).encode()
    for piece in told.with_row_index("number").iter_slices(_PIECE):
        lines = piece.with_columns(_escaped(_TEXTS)).select(mould.lines())
        yield "".join(lines.to_series()).encode()
    yield mould.tail.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mould:
    """Pieces of a GraphML document, with a place (`{}`) for each value, in order of `_TOLD`.

    Attributes:
        head: All before the first node.
        node: A whole one: its name, its label, its roles.
        edge: One without what may be absent and without its end: both names, its number, values.
        account: The line of an account.
        incident: The line of an incident.
        end: The end of an edge.
        tail: All behind the last edge.
    """

    head: str
    node: str
    edge: str
    account: str
    incident: str
    end: str
    tail: str

    def lines(self) -> pl.Expr:
        """Return the lines of an edge; what is absent has none."""
        client, target, *values = _TOLD[:-2]
        ends = [
            as_text(name).str.replace_all('"', "&quot;", literal=True) for name in (client, target)
        ]
        return pl.concat_str(
            pl.format(self.edge, *ends, "number", *values),
            pl.format(self.account, "account").fill_null(""),
            pl.format(self.incident, "incident").fill_null(""),
            pl.lit(self.end),
        )


def _mould() -> _Mould:
    """Return what networkx writes of a graph of one node and one edge, taken apart."""
    import networkx as nx  # noqa: PLC0415 - it takes a tenth of a start

    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    flat.add_node("{}", label="{}", roles="{}")
    attributes = {name: 7 if name in _NUMBERS else "{}" for name in _TOLD[2:]}
    flat.add_edge("{}", "{}", key="e{}", **attributes)
    stream = io.BytesIO()
    nx.write_graphml_xml(flat, stream, encoding="utf-8", prettyprint=True)
    text = re.sub(r"\n +", "\n", stream.getvalue().decode()).replace(">7<", ">{}<")
    head, _, rest = text.partition("<node ")
    node, _, rest = rest.partition("<edge ")
    edge, end, tail = rest.partition("</edge>\n")
    *lines, account, incident = edge.splitlines(keepends=True)
    return _Mould(
        head=head,
        node=f"<node {node}",
        edge=f"<edge {''.join(lines)}",
        account=account,
        incident=incident,
        end=end,
        tail=tail,
    )


def _quoted(name: str) -> str:
    """Return a text as the value of an attribute."""
    return escape(name, {'"': "&quot;"})


def _escaped(names: Sequence[str]) -> pl.Expr:
    """Return columns of texts as `escape` writes each."""
    return as_text(names).str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


def _printable(name: str) -> str:
    """Return a name as XML can hold it; one that is written like an escape is escaped itself."""
    if name.isascii() and name.isprintable() and "<" not in name:
        return name
    return "".join(
        char if char.isprintable() and char not in "\ufffe\uffff" else f"<U+{ord(char):04X}>"
        for char in name.replace("<U+", "<U+003C>U+")
    )
