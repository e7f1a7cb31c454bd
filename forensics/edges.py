"""The edges of a failure graph in columns: an `Edge` is made of them when it is looked at.

A domain of 3,000 accounts has 400,000 edges, of which a report shows a dozen.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, overload

import polars as pl

from forensics.findings import Findings
from forensics.lean import INTERNED
from forensics.occurrences import Edge
from forensics.status import COUNTED
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent, Instant

COLUMNS: Final = (
    "client",
    "target",
    "account",
    *COUNTED,
    "first",
    "last",
    "target_basis",
    "incident",
)
"""Those of the frame; the times are ticks. The roles of a target stand apart."""

_FAILURES: Final = pl.sum_horizontal(pl.col(COUNTED).cast(pl.Int64))
_NAMES: Final = ("client", "target", "account", "target_basis", "incident")


class Edges(Sequence[Edge]):
    """Edges in order; equal to any other sequence of equal edges.

    Attributes:
        frame: `COLUMNS`, a row an edge; a client or an account that is null was not recorded, an
            incident that is null does not apply.
        roles: What each target is.
    """

    __slots__ = ("frame", "roles")
    __hash__ = None  # type: ignore[assignment]  # as of a list: equal to what has another hash

    def __init__(self, frame: pl.DataFrame, roles: Mapping[str, tuple[str, ...]]) -> None:
        """Take the columns as they are."""
        self.frame = frame.select(COLUMNS)
        self.roles = roles

    def __len__(self) -> int:
        """Return how many there are."""
        return self.frame.height

    @overload
    def __getitem__(self, place: int) -> Edge: ...
    @overload
    def __getitem__(self, place: slice) -> "Edges": ...
    def __getitem__(self, place: int | slice) -> "Edge | Edges":
        """Return the edge at a place, or some of them."""
        if isinstance(place, slice):
            return Edges(self.frame[place], self.roles)
        return self._made(*self.frame.row(place))

    def __iter__(self) -> Iterator[Edge]:
        """Yield them one by one."""
        for row in self.frame.iter_rows():
            yield self._made(*row)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other has the same edges in the same order."""
        if isinstance(other, Edges | tuple):
            return len(self) == len(other) and all(
                one == its for one, its in zip(self, other, strict=True)
            )
        return NotImplemented

    def __repr__(self) -> str:
        """Return them as a tuple would, for a test that fails."""
        return repr(tuple(self))

    def _made(self, client: str | None, target: str, account: str | None, *rest: object) -> Edge:
        *counted, first, last, basis, incident = rest
        return Edge(
            client=NOT_RECORDED if client is None else client,
            target=target,
            roles=self.roles[target],
            account=NOT_RECORDED if account is None else account,
            first=Instant(first),  # type: ignore[arg-type]  # by the frame
            last=Instant(last),  # type: ignore[arg-type]
            target_basis=basis,  # type: ignore[arg-type]
            incident=NOT_APPLICABLE if incident is None else incident,  # type: ignore[arg-type]
            **dict(zip(COUNTED, counted, strict=True)),  # type: ignore[arg-type]
        )

    def of(self, incident: str | None) -> "Edges":
        """Return those of an incident, or of none."""
        return Edges(self.frame.filter(pl.col("incident").eq_missing(incident)), self.roles)

    def renamed(self, change: Callable[[str], str]) -> "Edges":
        """Return them with every text as `change` has it; themselves where it changes none."""
        changed: list[pl.Series] = []
        for column in self.frame.select(_NAMES):
            texts = column.unique().drop_nulls().to_list()
            other = {text: made for text in texts if (made := change(text)) != text}
            if other:
                changed.append(column.replace(other))
        roles = {change(target): tuple(map(change, roles)) for target, roles in self.roles.items()}
        if not changed and roles == self.roles:
            return self
        return Edges(self.frame.with_columns(changed), roles)


def framed(edges: Sequence[Edge], change: Callable[[str], str]) -> Edges:
    """Return edges in columns, with every text as `change` has it."""
    if isinstance(edges, Edges):
        return edges.renamed(change)
    rows = [[_held(getattr(edge, name), change) for name in COLUMNS] for edge in edges]
    kinds = {name: INTERNED if name in _NAMES else pl.Int64() for name in COLUMNS}
    roles = {change(edge.target): tuple(map(change, edge.roles)) for edge in edges}
    return Edges(pl.DataFrame(rows, schema=kinds, orient="row"), roles)


def _columns(edges: Sequence[Edge]) -> Edges:
    return edges if isinstance(edges, Edges) else framed(edges, str)


def _held(value: object, change: Callable[[str], str]) -> str | int | None:
    """Return a value of an edge as a frame holds it."""
    match value:
        case str():
            return change(value)
        case Instant():
            return value.ticks
        case int():
            return value
        case _:
            return None


def of_first(findings: Findings) -> Sequence[Edge]:
    """Return the edges of the incident that page 1 is about."""
    return of_incident(findings.edges, findings.incidents[0].id) if findings.incidents else ()


def failures(edges: Sequence[Edge], accounts: Collection[str | None]) -> int:
    """Return how many failures the edges count of these accounts, which are given without case.

    None stands for those of no account that is named.
    """
    frame = _columns(edges).frame
    names = [name for name in frame["account"].unique() if _key(name) in accounts]
    return int(frame.filter(_among("account", names)).select(_FAILURES.sum()).item())


def accounts(edges: Sequence[Edge]) -> frozenset[str | None]:
    """Return the accounts without case; None where an edge names none."""
    return frozenset(_key(name) for name in _columns(edges).frame["account"].unique())


def _key(account: str | None) -> str | None:
    return None if account is None else account.casefold()


def _among(column: str, names: Sequence[str | None]) -> pl.Expr:
    """Tell the rows with one of these names, None being null."""
    return pl.col(column).is_in(names) | (pl.col(column).is_null() & (None in names))


def clients(edges: Sequence[Edge]) -> int:
    """Return how many clients are named."""
    return _columns(edges).frame["client"].drop_nulls().n_unique()


def on_several_targets(edges: Sequence[Edge]) -> int:
    """Return how many clients failed on more than one; those not recorded are one together."""
    reach = _columns(edges).frame.group_by("client").agg(pl.col("target").n_unique())
    return int((reach["target"] > 1).sum())


def targets(edges: Sequence[Edge], clients: Collection[str | None] | None = None) -> dict[str, int]:
    """Return target -> failures, in the order in which the edges name them.

    Args:
        edges: Any.
        clients: Those of these alone, None being what was not recorded.
    """
    frame = _columns(edges).frame
    if clients is not None:
        names = [name for name in frame["client"].unique() if name in clients]
        frame = frame.filter(_among("client", names))
    told = frame.group_by("target", maintain_order=True).agg(_FAILURES.sum())
    return dict(told.iter_rows())


def with_role(edges: Sequence[Edge], role: str) -> frozenset[str]:
    """Return the targets that have a role."""
    own = _columns(edges)
    return frozenset(name for name in own.frame["target"].unique() if role in own.roles[name])


def recorded_by(edges: Sequence[Edge]) -> int:
    """Return how many edges have for their target the machine whose log it is."""
    return int((_columns(edges).frame["target_basis"] == "recorded-by").sum())


def span(edges: Sequence[Edge]) -> tuple[Instant, Instant] | None:
    """Return the first and the last failure; None where there is none."""
    if not edges:
        return None
    frame = _columns(edges).frame
    first, last = frame.select(pl.col("first").min(), pl.col("last").max()).row(0)
    return Instant(first), Instant(last)


def of_incident(edges: Sequence[Edge], incident: str | None) -> Sequence[Edge]:
    """Return the edges of an incident, or of none."""
    if isinstance(edges, Edges):
        return edges.of(incident)
    return tuple(
        edge
        for edge in edges
        if (isinstance(edge.incident, Absent) if incident is None else edge.incident == incident)
    )
