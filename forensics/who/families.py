"""Names that are one machine, joined edge by edge, save where it contradicts what is known.

All edges of a rule are weighed together, group by group of what they would join, so that the order
of the records changes nothing.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from forensics.who.apart import Apart


@dataclass(frozen=True, slots=True)
class Edge:
    """Two keys that a rule makes one; `recorders` may join two machines that keep logs."""

    one: str
    other: str
    reason: str
    recorders: bool = False
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Families:
    """A forest: key -> key nearer to the head of its family, and head -> all of its family."""

    parent: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)

    def head(self, name: str) -> str:
        """Return the name that stands for the family."""
        while (above := self.parent.get(name, name)) != name:
            self.parent[name] = self.parent.get(above, above)
            name = above
        return name

    def of(self, name: str) -> list[str]:
        """Return the family of a name, the name itself among it."""
        head = self.head(name)
        return self.members.get(head, [head])

    def join(self, one: str, other: str) -> None:
        """Make two families one."""
        large, small = self.head(one), self.head(other)
        if large == small:
            return
        if len(self.of(large)) < len(self.of(small)):
            large, small = small, large
        self.members.setdefault(large, [large]).extend(self.of(small))
        self.members.pop(small, None)
        self.parent[small] = large


@dataclass(frozen=True, slots=True)
class Known:
    """What no rule may contradict.

    Attributes:
        recorder: Tells whether a machine of this very name keeps a log.
        owner: Key -> the declared host that it belongs to.
        apart: What the analyst keeps apart.
    """

    recorder: Callable[[str], bool]
    owner: dict[str, str]
    apart: Apart


def take(
    families: Families, edges: Iterable[Edge], known: Known
) -> tuple[list[Edge], list[tuple[Edge, str]]]:
    """Join what a rule's edges join; return the edges taken, and those left out with the reason."""
    taken: list[Edge] = []
    left: list[tuple[Edge, str]] = []
    wanted = []
    for edge in edges:
        if known.apart.parts(edge.one, edge.other):
            left.append((edge, "analyst"))
        elif families.head(edge.one) != families.head(edge.other):
            wanted.append(edge)
    for group in _groups(wanted, families):
        against = _against(group, families, known)
        kept = _rest(group, families, known) if against else group
        taken += kept
        left += [(edge, against) for edge in group if edge not in kept]
    for edge in taken:
        families.join(edge.one, edge.other)
    return taken, left


def _rest(group: Sequence[Edge], families: Families, known: Known) -> list[Edge]:
    """Return the edges of a group that stand although others of it do not."""
    sure = _groups([edge for edge in group if edge.recorders], families)
    return [edge for part in sure if not _against(part, families, known) for edge in part]


def _groups(edges: Sequence[Edge], families: Families) -> list[list[Edge]]:
    """Return the edges in groups that join nothing between them."""
    whole = Families()
    for edge in edges:
        whole.join(families.head(edge.one), families.head(edge.other))
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(whole.head(families.head(edge.one)), []).append(edge)
    return list(groups.values())


def _against(group: Sequence[Edge], families: Families, known: Known) -> str:
    """Return what speaks against all that a group of edges would make one; `""` for nothing."""
    inside = _inside(group, families)
    if known.apart.within(inside, families.head):
        return "analyst"
    if len({known.owner[name] for name in inside if name in known.owner}) > 1:
        return "two-declared"
    logs = Families()
    for edge in group:
        if edge.recorders:
            logs.join(families.head(edge.one), families.head(edge.other))
    keeping = {logs.head(families.head(name)) for name in inside if known.recorder(name)}
    return "two-recorders" if len(keeping) > 1 else ""


def _inside(group: Sequence[Edge], families: Families) -> Collection[str]:
    heads = {families.head(name) for edge in group for name in (edge.one, edge.other)}
    return [name for head in heads for name in families.of(head)]
