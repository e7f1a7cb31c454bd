"""Has parts worked on by an executor that may lose them, keep them waiting, or answer twice.

Any `concurrent.futures.Executor` will do. What comes out is one answer for each part; which worker
gave it, when, and how often it had to be asked makes no difference to what is in it.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from forensics import __version__
from forensics.engine.parts import Answer, Key, Part
from forensics.engine.work import do

TRIES: Final = 3
"""Times that a part is given to a worker before it counts as lost."""

PATIENCE: Final = 600.0
"""Seconds after which a part is given to another worker as well: a range takes less than one."""

LOST: Final = (BrokenExecutor, CancelledError, EOFError, MemoryError, OSError)
"""What an executor says of a part whose worker is gone; evidence never makes one of these."""

_NEVER: Final = float("inf")
_GLANCE: Final = 1.0  # seconds between looks at how long parts have been out


def _nothing(_: Answer) -> Sequence[Part]:
    """Return no part: nothing follows an answer."""
    return ()


def run(
    parts: Sequence[Part],
    open_: Callable[[], Executor | None],
    *,
    window: int,
    patience: float = PATIENCE,
    then: Callable[[Answer], Sequence[Part]] = _nothing,
) -> Iterator[Answer]:
    """Yield one answer for each part, as they come.

    Args:
        parts: Keys are distinct, also from those that follow them.
        open_: Gives an executor, and a new one when the one before is broken; None when no more
            work is to be done.
        window: How many parts may be with the executor at a time.
        patience: Seconds after which a part is given out once more; the first answer counts.
        then: Gives the parts that are to be done after an answer, and because of it.
    """
    state = _State(waiting=deque(parts), patience=patience)
    executor = open_()
    refusals = 0
    while executor is not None and (state.waiting or state.suspects or state.at_work()):
        if not state.give(executor, window):
            refusals += 1
            if refusals > TRIES:
                raise BrokenExecutor("no executor takes any work")
            executor = open_()
            continue
        refusals = 0
        for answer in state.answers():
            state.waiting.extendleft(then(answer))
            yield answer
        if state.broken:
            state.suspect_all()
            executor = open_()


@dataclass(slots=True)
class _State:
    """What is under way.

    A worker that dies takes the whole pool with it, and nobody says which part it died of. So all
    parts that were out become suspects, which are given out one at a time: only one that is lost
    alone has used up a try.

    Attributes:
        waiting: Parts not given out yet.
        suspects: Parts that were out when an executor broke, or were lost.
        suspected: Keys of all that ever were among them.
        out: What was given out, and when.
        answered: Keys of parts that need no further answer.
        tries: Key -> how often a part was lost.
        broken: Whether the executor has broken since it was opened.
    """

    waiting: deque[Part]
    patience: float
    suspects: deque[Part] = field(default_factory=deque)
    suspected: set[Key] = field(default_factory=set)
    out: dict[Future[Answer], tuple[Part, float]] = field(default_factory=dict)
    answered: set[Key] = field(default_factory=set)
    tries: Counter[Key] = field(default_factory=Counter)
    broken: bool = False

    def at_work(self) -> set[Key]:
        """Return the keys of parts that are out, and whose answer is awaited."""
        awaited = {part.key for part, since in self.out.values() if since != _NEVER}
        return awaited - self.answered

    def give(self, executor: Executor, window: int) -> bool:
        """Give parts out as far as there is room; return whether the executor takes them."""
        while self.waiting or self.suspects:
            at_work = self.at_work()
            if len(at_work) >= (1 if self.suspects or at_work & self.suspected else window):
                break
            source = self.suspects or self.waiting
            try:
                self.out[executor.submit(do, source[0])] = (source[0], monotonic())
            except RuntimeError:  # broken, or shut down meanwhile
                self.suspect_all()
                return False
            source.popleft()
        return True

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that have come, after a moment's wait for the first."""
        done, _ = wait(self.out, timeout=min(_GLANCE, self.patience), return_when=FIRST_COMPLETED)
        for future in done:
            yield from self._heard(future)
        for future, (part, since) in list(self.out.items()):
            if part.key not in self.answered and monotonic() - since > self.patience:
                self.out[future] = (part, _NEVER)  # asked no more, but still listened to
                yield from self._lost(part, f"no answer within {self.patience:.0f} seconds")

    def suspect_all(self) -> None:
        """Take back all that is out: its executor is broken."""
        taken = {part.key: part for part, _ in self.out.values() if part.key not in self.answered}
        known = {part.key for part in (*self.waiting, *self.suspects)}
        self._suspect(part for key, part in taken.items() if key not in known)
        self.out.clear()
        self.broken = False

    def _suspect(self, parts: Iterable[Part]) -> None:
        some = list(parts)
        self.suspects.extend(some)
        self.suspected |= {part.key for part in some}

    def _heard(self, future: Future[Answer]) -> Iterator[Answer]:
        """Yield the answer of a future, if it is the first one to its part."""
        part, since = self.out[future]
        alone = self.at_work() == {part.key}
        try:
            answer = future.result()
        except BrokenExecutor:
            self.broken = True
            if alone and part.key not in self.answered:
                del self.out[future]
                yield from self._lost(part, "its process ended")
            return
        except LOST as error:
            del self.out[future]
            if since != _NEVER:
                yield from self._lost(part, f"its worker said {type(error).__name__}")
            return
        del self.out[future]
        if part.key in self.answered:
            return
        if answer.version != __version__ or answer.key != part.key:
            yield from self._lost(part, f"answered by version {answer.version} of the program")
            return
        self.answered.add(part.key)
        yield answer

    def _lost(self, part: Part, why: str) -> Iterator[Answer]:
        """Have a part done once more; when it was lost too often, that is its answer."""
        if part.key in self.answered:
            return
        self.tries[part.key] += 1
        if self.tries[part.key] < TRIES:
            self._suspect([part])
            return
        self.answered.add(part.key)
        lost = f"its reader ended {TRIES} times without an answer ({why})"
        yield Answer(version=__version__, key=part.key, lost=lost)
