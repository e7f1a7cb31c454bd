"""What can happen to logs before they become evidence: cut, damaged, selected from, or lost."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tests.builders.simulator.logs import Log, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How the logs came: machines whose log is damaged, or an export that may be a selection."""

    damaged: frozenset[str] = frozenset()
    selected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The logs as they were handed over, and their condition."""

    logs: Mapping[str, Log]
    condition: Condition = field(default_factory=Condition)

    def changed(self, machine: str, change: Callable[[Log], Log]) -> "Evidence":
        """Return the evidence with one machine's log changed."""
        if machine not in self.logs:
            return self
        return replace(self, logs={**self.logs, machine: change(self.logs[machine])})


def without(evidence: Evidence, machine: str) -> Evidence:
    """Return the evidence without a machine's logs."""
    return replace(
        evidence, logs={name: log for name, log in evidence.logs.items() if name != machine}
    )


def cut(evidence: Evidence, machine: str, first: float, last: float) -> Evidence:
    """Keep of a machine's log what stands between two parts of it, 0 to 1.

    It begins later where old records were overwritten, it ends sooner where the copy was early.
    """
    return evidence.changed(machine, lambda log: replace(log, records=_between(log, first, last)))


def _between(log: Log, first: float, last: float) -> tuple[Written, ...]:
    count = len(log.records)
    return log.records[int(first * count) : int(last * count)]


def damaged(evidence: Evidence, machine: str, first: float, last: float) -> Evidence:
    """Lose the records between two parts of a machine's log, and leave the log damaged."""
    condition = replace(evidence.condition, damaged=evidence.condition.damaged | {machine})
    lost = evidence.changed(machine, lambda log: _less(log, _between(log, first, last)))
    return replace(lost, condition=condition)


_TURN = 17


def selected(evidence: Evidence, machine: str, lost: Collection[int]) -> Evidence:
    """Keep a selection of a machine's records, numbered as in the log: an export does so.

    Of every 17 records those at the places `lost` (0 to 16) are left out.
    """
    condition = replace(evidence.condition, selected=evidence.condition.selected | {machine})
    chosen = evidence.changed(
        machine,
        lambda log: _less(
            log, [one for place, one in enumerate(log.records) if place % _TURN in lost]
        ),
    )
    return replace(chosen, condition=condition)


def _less(log: Log, lost: Iterable[Written]) -> Log:
    numbers = {each.number for each in lost}
    kept = tuple(one for one in log.records if one.number not in numbers)
    return replace(log, records=kept)


def without_netlogon(evidence: Evidence, machine: str) -> Evidence:
    """Return the evidence without a machine's netlogon.log."""
    return evidence.changed(machine, lambda log: replace(log, lines=()))
