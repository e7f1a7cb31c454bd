"""Which names are one machine: declared ones, renamed computers, full names, NetBIOS names.

Evidence is weighed in that order. What a weaker rule would add is left out, and told as a relation,
where it would make one of two machines that keep logs, of two that are declared, or of two that the
analyst keeps apart; also by way of a third name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.hosts import Host
from forensics.who.apart import Apart
from forensics.who.census import Sighting
from forensics.who.families import Edge, Families, Known, take
from forensics.who.naming import address, cut, key, label
from forensics.who.renames import Rename


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A tie (`ties.Tie`) before its records are looked up.

    Attributes:
        names: Some of them, as recorded.
        kind: As in `Tie`.
        reason: As in `Tie`.
        rows: Observations that show it.
        total: How many names there are; None for those given.
        records: As in `Tie`; None where it follows from the names.
        shown: The name to show; None where it follows from the names.
    """

    names: tuple[str, ...]
    kind: str
    reason: str
    rows: tuple[int, ...] = ()
    total: int | None = None
    records: int | None = None
    shown: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Which names are one machine.

    Attributes:
        shown: Key -> the name under which the machine is shown.
        supported: Names as shown of machines that are declared, keep a log or pass questions on.
        bonds: Why.
    """

    shown: dict[str, str]
    supported: frozenset[str]
    bonds: tuple[Bond, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names of a case and their families so far; `declared`: key -> the analyst's spelling."""

    sightings: Mapping[str, Sighting]
    known: Known
    declared: Mapping[str, str]
    families: Families = field(default_factory=Families)

    def every(self) -> Iterator[str]:
        """Yield every key that is declared or recorded, save addresses."""
        every = dict.fromkeys((*self.declared, *self.sightings))
        return (name for name in every if not address(name))

    def spell(self, name: str) -> str:
        """Return a key as first recorded, else as declared."""
        seen = self.sightings.get(name)
        return seen.name if seen else self.declared.get(name, name)

    def has(self, name: str) -> bool:
        """Tell whether a record or the analyst names this."""
        return name in self.sightings or name in self.declared

    def supported(self, name: str) -> bool:
        """Tell whether a record shows that a machine of this name exists."""
        return name in self.sightings and self.sightings[name].supported

    def bond(self, names: Sequence[str], kind: str, reason: str, rows: Sequence[int] = ()) -> Bond:
        """Return what ties these keys; where no record is given, the first that names each."""
        seen = [self.sightings[name].row for name in names if name in self.sightings]
        first = [row for row in seen if row is not None]
        spelt = tuple(self.spell(name) for name in names)
        return Bond(names=spelt, kind=kind, reason=reason, rows=tuple(rows or first))


def settle(
    sightings: Mapping[str, Sighting],
    hosts: Sequence[Host],
    renames: Sequence[Rename],
    apart: Apart,
) -> Kin:
    """Return which of the names are one machine.

    Args:
        sightings: Key -> what the records say of the name, in order of first sight.
        hosts: What the analyst declares.
        renames: What `renames.find` returns.
        apart: What the analyst keeps apart.
    """
    owner = _owners(hosts)
    names = _Names(
        sightings=sightings,
        known=Known(lambda name: name in sightings and sightings[name].recorder, owner, apart),
        declared={key(each): each for host in hosts for each in (host.name, *host.aliases)},
    )
    for name, host in owner.items():
        names.families.join(host, name)
    # One after the other: a weaker rule sees what a stronger one has joined.
    found = [
        *_apply(names, *_renamed(names, renames)),
        *_apply(names, *_full_names(names)),
        *_apply(names, *_cut_names(names)),
    ]
    shown = _shown(names, hosts)
    sure = [name for name in names.every() if name in owner or names.supported(name)]
    return Kin(
        shown=shown,
        supported=frozenset(shown[name] for name in sure),
        bonds=(*_declared(names, shown), *found, *_blanks(names)),
    )


def _owners(hosts: Iterable[Host]) -> dict[str, str]:
    """Return key -> the key of the declared host; of two that declare one name the first has it."""
    owner: dict[str, str] = {}
    for host in hosts:
        own = owner.setdefault(key(host.name), key(host.name))
        for each in (*host.aliases, *host.addresses):
            owner.setdefault(key(each), own)
    return owner


def _apply(names: _Names, edges: Iterable[Edge], related: Iterable[Bond]) -> list[Bond]:
    """Join what a rule joins, and return all that it tells."""
    taken, left = take(names.families, edges, names.known)
    return [
        *(names.bond((one.one, one.other), "merged", one.reason, one.rows) for one in taken),
        *(
            names.bond((one.one, one.other), "apart" if why == "analyst" else "related", why)
            for one, why in left
        ),
        *related,
    ]


def _renamed(names: _Names, renames: Sequence[Rename]) -> tuple[list[Edge], list[Bond]]:
    """Return the renames; where two contradict each other, both are told as relations."""
    distinct = {(each.old, each.new): each for each in renames}.values()
    olds, news = Counter(one.old for one in distinct), Counter(one.new for one in distinct)
    edges, related = [], []
    for one in distinct:
        if one.sure and olds[one.old] == news[one.new] == 1:
            edges.append(Edge(one.old, one.new, one.reason, recorders=True, rows=one.rows))
        else:
            related.append(names.bond((one.old, one.new), "related", "renamed-unclear", one.rows))
    return edges, related


def _full_names(names: _Names) -> tuple[list[Edge], list[Bond]]:
    """Return what joins a full name and its first label."""
    edges, related = [], []
    for first, fulls in _by_label(names).items():
        heads = {names.families.head(each) for each in fulls}
        if not names.has(first):
            if len(heads) == 1:
                names.families.join(fulls[0], first)  # no record names it, but a domain field may
        elif len(heads) > 1:
            related.append(names.bond((first, *sorted(fulls)), "related", "same-label"))
        else:
            full = min(fulls, key=lambda each: (not names.known.recorder(each), each))
            both = names.known.recorder(first) and names.known.recorder(full)
            edges.append(Edge(first, full, "full-name", recorders=both))
    return edges, related


def _cut_names(names: _Names) -> tuple[list[Edge], list[Bond]]:
    """Return what joins a NetBIOS name of 15 characters and the longer name it is cut from."""
    edges, related = [], []
    whole = _by_label(names)
    longer: dict[str, list[str]] = {}
    for name in names.every():
        if cut(name):
            longer.setdefault(cut(name), []).append(name)
    for short, candidates in longer.items():
        if not names.has(short):
            continue
        rivals = [*candidates, *whole.get(short, ())]
        if len({names.families.head(each) for each in rivals}) > 1:
            related.append(names.bond((short, *sorted(rivals)), "related", "same-cut"))
        else:
            edges.append(Edge(short, min(candidates), "netbios-cut"))
    return edges, related


def _by_label(names: _Names) -> dict[str, list[str]]:
    """Return first label -> the full names that begin with it."""
    found: dict[str, list[str]] = {}
    for name in names.every():
        if "." in name and label(name):
            found.setdefault(label(name), []).append(name)
    return found


def _blanks(names: _Names) -> list[Bond]:
    """Return the names that differ in blanks around them, which are not joined."""
    alike: dict[str, list[str]] = {}
    for name in names.every():
        alike.setdefault(name.strip(), []).append(name)
    return [
        names.bond(group, "related", "blanks")
        for group in alike.values()
        if len({names.families.head(name) for name in group}) > 1
    ]


def _declared(names: _Names, shown: Mapping[str, str]) -> list[Bond]:
    """Return the recorded names that the analyst's word gives another."""
    return [
        names.bond((name, key(shown[name])), "merged", "declared")
        for name in names.sightings
        if name in names.known.owner and key(shown[name]) != name
    ]


def _shown(names: _Names, hosts: Iterable[Host]) -> dict[str, str]:
    """Return key -> the name to show: as declared, else the first of the family to be recorded."""
    first: dict[str, str] = {}
    for host in hosts:
        first.setdefault(names.families.head(key(host.name)), host.name)
    for name in names.every():
        first.setdefault(names.families.head(name), names.spell(name))
    every = dict.fromkeys((*names.known.owner, *names.every(), *names.families.parent))
    heads = {name: names.families.head(name) for name in every}
    return {name: first[head] for name, head in heads.items() if head in first}
