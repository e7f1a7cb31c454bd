"""The failure graph: which machine failed to log on where."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.edges import Edges
from forensics.events import is_failure
from forensics.graph import edges, graphml
from forensics.lean import INTERNED
from forensics.occurrences import Edge
from forensics.status import COUNTED
from forensics.values import NOT_RECORDED, Instant
from tests.builders.observed import (
    BAD,
    GOOD,
    REFUSED,
    UNKNOWN,
    Row,
    observations,
    scene,
    seen,
    ticks,
)
from tests.effort import few

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def tried(
    at: float,
    outcome: str = BAD,
    client: str | None = "PC1",
    host: str = "SRV1",
    account: str | None = "alice",
) -> Row:
    return seen(at, host, 4625, outcome, account=account, workstation=client)


def checked(at: float, client: str | None = "PC1", host: str = "DC1") -> Row:
    return seen(at, host, 4776, BAD, workstation=client)


def of_none(attempts: pl.DataFrame) -> pl.DataFrame:
    """Return attempts that are of no incident."""
    return attempts.with_columns(pl.lit(None, dtype=INTERNED).alias("incident"))


def drawn(*rows: Row, hosts: tuple[Host, ...] = ()) -> Edges:
    found = scene(observations(rows), hosts)
    return edges(of_none(found.attempts), found.sites)


def failures(edge: Edge) -> int:
    return edge.bad_password + edge.locked_out + edge.unknown_account + edge.other_failure


# ── edges ───────────────────────────────────────────────────────────────────────────────────────


def test_an_edge_counts_the_failures_of_one_client_on_one_target_with_one_account() -> None:
    rows = (tried(0), tried(10), tried(20, REFUSED), tried(30, UNKNOWN), tried(40, "other_failure"))
    cap = (Host(name="SRV1", roles=("cap",)),)
    assert drawn(*rows, tried(50, GOOD), hosts=cap) == (
        Edge(
            client="PC1",
            target="SRV1",
            roles=("cap",),
            account="alice",
            bad_password=2,
            locked_out=1,
            unknown_account=1,
            other_failure=1,
            first=Instant(ticks(0)),
            last=Instant(ticks(40)),
            target_basis="accessed",
        ),
    )


def test_the_spellings_of_an_account_are_one_edge_under_the_first() -> None:
    rows = (tried(0, account=r"CORP\Alice"), tried(1, account="ALICE"))
    assert [(edge.account, edge.bad_password) for edge in drawn(*rows)] == [(r"CORP\Alice", 2)]


def test_where_no_record_names_the_accessed_machine_the_edge_says_so() -> None:
    found = drawn(tried(0, host="DC1"), checked(60), checked(61))
    assert [(edge.target, edge.target_basis, edge.bad_password) for edge in found] == [
        ("DC1", "recorded-by", 2),
        ("DC1", "accessed", 1),
    ]


def test_failures_that_name_no_client_or_no_account_have_edges_without() -> None:
    found = drawn(
        tried(0, client=None), tried(1, account=None), tried(2, client=None, account=None)
    )
    assert [(edge.client, edge.account) for edge in found] == [
        (NOT_RECORDED, "alice"),
        ("PC1", NOT_RECORDED),
        (NOT_RECORDED, NOT_RECORDED),
    ]


def test_most_failures_come_first_then_the_earlier_ones() -> None:
    rows = (tried(0, client="A"), tried(1, client="B"), tried(2, client="B"), tried(3, client="C"))
    assert [edge.client for edge in drawn(*rows)] == ["B", "A", "C"]


def test_a_machine_that_fails_on_itself_has_an_edge_to_itself() -> None:
    found = drawn(tried(0, client="SRV1"))
    assert [(edge.client, edge.target) for edge in found] == [("SRV1", "SRV1")]


def test_nothing_failed_no_edge() -> None:
    assert drawn() == ()
    assert drawn(tried(0, GOOD)) == ()


# ── hostile names ───────────────────────────────────────────────────────────────────────────────


def test_a_machine_called_not_recorded_is_not_taken_for_one_that_is_not() -> None:
    found = drawn(tried(0, client="(not recorded)"), tried(1, client=None))
    assert [edge.client for edge in found] == ["(not recorded)", NOT_RECORDED]


def test_an_account_of_nothing_but_a_domain_is_not_taken_for_none() -> None:
    found = drawn(tried(0, account="CORP\\"), tried(1, account=None))
    assert [edge.account for edge in found] == ["CORP\\", NOT_RECORDED]


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "PC1",
            "(not recorded)",
            "<script>",
            "a&b",
            '"',
            "]]>",
            "\x00\x0b\x1f",
            "\ufffe\uffff",
            "\ud800",
            "\u202eexe",
            "  ",
            "x" * 300,
            "\N{PILE OF POO}",
            " accessed",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
)


@st.composite
def hostile_rows(draw: st.DrawFn) -> list[Row]:
    names = draw(st.lists(HOSTILE, min_size=1, max_size=4))
    name = st.sampled_from(names)
    outcomes = st.sampled_from([BAD, REFUSED, UNKNOWN, GOOD])
    rows = st.builds(
        tried,
        st.integers(0, 50),
        outcomes,
        st.one_of(st.none(), name),
        name,
        st.one_of(st.none(), name),
    )
    return draw(st.lists(rows, max_size=12))


@few(6)
@given(hostile_rows(), st.randoms(use_true_random=False))
def test_edges_sum_to_the_attempts_in_an_order_of_their_own(
    rows: list[Row],
    random: Any,  # noqa: ANN401
) -> None:
    rows = [row for row in rows if encodable(row)]
    found = scene(observations(rows))
    drawn_edges = edges(of_none(found.attempts), found.sites)
    failed = found.attempts.filter(is_failure())
    assert sum(failures(edge) for edge in drawn_edges) == failed.height
    order = random.sample(range(failed.height), failed.height)
    mixed = edges(of_none(failed[order] if order else failed), found.sites)
    # The account is shown in the spelling of first sight, which is a matter of order.
    assert [key(edge) for edge in mixed] == [key(edge) for edge in drawn_edges]


def key(edge: Edge) -> tuple[object, ...]:
    account = edge.account.casefold() if isinstance(edge.account, str) else None
    return (edge.client, edge.target, account is None, edge.first, edge.last, failures(edge))


def encodable(row: Row) -> bool:
    """Tell whether Polars can hold the row: it refuses lone surrogates, which no reader makes."""
    texts = [row.host, *(value for value in row.fields.values() if value)]
    return all("\ud800" not in text for text in texts)


# ── GraphML ─────────────────────────────────────────────────────────────────────────────────────


def parsed(drawn_edges: Sequence[Edge]) -> ET.Element:
    return ET.fromstring(b"".join(graphml(drawn_edges)))  # noqa: S314 - written a moment ago, by us


def values(element: ET.Element, root: ET.Element) -> dict[str, str]:
    names = {each.get("id"): each.get("attr.name") for each in root.iter(f"{NAMESPACE}key")}
    data = element.iter(f"{NAMESPACE}data")
    return {str(names[each.get("key")]): each.text or "" for each in data}


def test_graphml_holds_nodes_with_roles_and_edges_with_numbers() -> None:
    dc = (Host(name="SRV1", roles=("cap", "dc")),)
    root = parsed(drawn(tried(0), tried(10, REFUSED), tried(20, account=None), hosts=dc))
    nodes = {node.get("id"): values(node, root) for node in root.iter(f"{NAMESPACE}node")}
    assert nodes == {
        "PC1": {"label": "PC1", "roles": ""},
        "SRV1": {"label": "SRV1", "roles": "cap dc"},
    }
    first, second = (values(edge, root) for edge in root.iter(f"{NAMESPACE}edge"))
    assert first == {
        "bad_password": "1",
        "locked_out": "1",
        "unknown_account": "0",
        "other_failure": "0",
        "weight": "2",
        "label": "alice",
        "first": "2003-10-09T12:00:00Z",
        "last": "2003-10-09T12:00:10Z",
        "target_basis": "accessed",
        "account": "alice",
    }
    assert "account" not in second  # an absent one is left out
    assert second["label"] == "(not recorded)"


def test_graphml_is_as_gephi_and_yed_read_it() -> None:
    """Gephi drops an edge whose id it has seen, and takes `d7` of edges for the label."""
    rows = [tried(at, client=f"PC{at % 3}", account=f"u{at % 2}") for at in range(9)]
    root = parsed(drawn(*rows))
    ids = [str(edge.get("id")) for edge in root.iter(f"{NAMESPACE}edge")]
    assert sorted(ids) == ["e0", "e1", "e2", "e3", "e4", "e5"]
    keys = {
        (key.get("for"), key.get("id")): (key.get("attr.name"), key.get("attr.type"))
        for key in root.iter(f"{NAMESPACE}key")
    }
    assert len({place for _, place in keys}) == len(keys)
    assert keys["edge", "d7"] == ("label", "string")
    assert ("edge", "weight") in {(where, name) for (where, _), (name, _) in keys.items()}
    assert keys["node", "d0"] == ("label", "string")


def test_an_unnamed_client_is_a_node_that_says_so() -> None:
    root = parsed(drawn(tried(0, client=None)))
    assert [node.get("id") for node in root.iter(f"{NAMESPACE}node")] == ["(not recorded)", "SRV1"]


def test_no_edge_is_an_empty_graph() -> None:
    root = parsed(())
    assert list(root.iter(f"{NAMESPACE}node")) == []


def edge(client: str, account: str = "alice") -> Edge:
    return Edge(
        client=client,
        target="SRV1",
        roles=(),
        account=account,
        bad_password=1,
        locked_out=0,
        unknown_account=0,
        other_failure=0,
        first=Instant(ticks(0)),
        last=Instant(ticks(0)),
        target_basis="accessed",
    )


def test_a_control_character_is_written_as_a_visible_escape() -> None:
    root = parsed((edge("PC\x001"),))
    assert [node.get("id") for node in root.iter(f"{NAMESPACE}node")] == ["PC<U+0000>1", "SRV1"]


@given(HOSTILE, HOSTILE)
def test_a_strict_parser_reads_whatever_the_machines_are_called(client: str, account: str) -> None:
    root = parsed((edge(client, account), edge(account, client)))
    assert len(list(root.iter(f"{NAMESPACE}edge"))) == 2
    assert [*graphml((edge(client, account),))] == [*graphml((edge(client, account),))]


def by_networkx_alone(told: Sequence[Edge]) -> "nx.MultiDiGraph[str]":
    """Return the graph as the library builds it, an attribute at a time."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, one in enumerate(told):
        client = one.client if isinstance(one.client, str) else "(not recorded)"
        for node in (client, one.target):
            graph.add_node(node, label=node)
            graph.nodes[node].setdefault("roles", "")
        graph.nodes[one.target]["roles"] = " ".join(one.roles)
        counts = {name: getattr(one, name) for name in COUNTED}
        named = {"account": one.account} if isinstance(one.account, str) else {}
        of = {"incident": one.incident} if isinstance(one.incident, str) else {}
        attributes = {
            **counts,
            "weight": failures(one),
            "label": named.get("account", "(not recorded)"),
            "first": one.first.iso(),
            "last": one.last.iso(),
            "target_basis": one.target_basis,
            **named,
            **of,
        }
        graph.add_edge(client, one.target, key=f"e{number}", **attributes)
    return graph


@given(hostile_rows())
def test_the_graph_is_the_one_that_networkx_alone_would_write(rows: list[Row]) -> None:
    """Edges are cast in the mould of one that it wrote; it reads the same graph from both."""
    rows = [row for row in rows if all(map(legible, [row.host, *row.fields.values()]))]
    hosts = (Host(name="SRV1", roles=("cap", "dc")),)
    found = scene(observations([*rows, tried(0), tried(1, account="&lt;%s")]), hosts)
    incident = pl.when(pl.col("client") == "PC1").then(pl.lit("I1")).alias("incident")
    told = edges(found.attempts.with_columns(incident), found.sites)
    wanted = by_networkx_alone(told)
    nx.write_graphml(wanted, whole := BytesIO(), encoding="utf-8")
    read, expected = (
        nx.read_graphml(BytesIO(data), force_multigraph=True)
        for data in (b"".join(graphml(told)), whole.getvalue())
    )
    assert list(read.nodes(data=True)) == list(expected.nodes(data=True))
    assert told_by_id(read) == told_by_id(expected)


def told_by_id(graph: Any) -> dict[str, object]:  # noqa: ANN401
    return {key: (one, other, data) for one, other, key, data in graph.edges(keys=True, data=True)}


def legible(name: str | None) -> bool:
    return name is None or (name.isprintable() and "<U+" not in name)


def test_the_sums_of_a_scene_are_the_attempts_of_a_scene() -> None:
    rows = [tried(at, client=f"PC{at % 3}", account=f"u{at % 2}") for at in range(12)]
    found = scene(observations(rows)).attempts
    assert sum(map(failures, drawn(*rows))) == found.filter(pl.col("outcome") == BAD).height == 12
