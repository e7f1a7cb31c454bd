"""Gives parts to the workers of a scheduler, and has the ranges of a log joined where they are.

What a worker made of a range stays with the workers. When all ranges of a log are done, one worker
joins them, and only that comes here: one packed reading for each exhibit, Arrow tables of the
wanted records and runs of all others, so that nothing grows here with the records that were read.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import replace
from time import monotonic
from typing import Any, Final

from forensics.engine.parts import Answer, Key, Part
from forensics.engine.work import join
from forensics.evidence.packed import pack, unpack

_GLANCE: Final = 1.0  # seconds between looks at whether there are workers


def sent(do: Callable[..., Answer], *given: object) -> tuple[Answer, bytes]:
    """Return the answer to a part without its reading, and that packed: compressed Arrow tables."""
    answer = do(*given)
    if answer.examined is None or answer.examined.reading is None:
        return answer, b""
    packed = pack(answer.examined.reading)
    return replace(answer, examined=replace(answer.examined, reading=None)), packed


def received(answer: Answer, packed: bytes) -> Answer:
    """Return an answer as it was before it was sent.

    Raises:
        ValueError: It was altered on the way.
    """
    if answer.examined is None or not packed:
        return answer
    return replace(answer, examined=replace(answer.examined, reading=unpack(packed)))


class Logs:
    """The logs that are read in ranges: what is still to be done of each, and what workers keep.

    Attributes:
        held: Key of a range -> the answer to it, which a worker keeps.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        """Name the parts that are given to workers."""
        self.held = dict[Key, Any]()
        self._ranges = dict[int, list[Part]]()
        for part in parts:
            if part.kind == "range":
                self._ranges.setdefault(part.place, []).append(part)
        self._left: dict[int, set[Key]] = {place: set() for place in self._ranges}
        for part in parts:
            self._left.get(part.place, set()).add(part.key)
        self._sha256 = dict[int, str]()

    def __contains__(self, place: int) -> bool:
        """Tell whether the exhibit at a place is read in ranges."""
        return place in self._ranges

    def whole(self, answer: Answer) -> Sequence[Part]:
        """Return a log as one part, once all its parts are done: its ranges are to be joined."""
        place = answer.key[0]
        left = self._left.get(place, set())
        if answer.key not in left:
            return ()
        left.remove(answer.key)
        part = self._ranges[place][0]
        self._sha256[place] = answer.sha256 or self._sha256.get(place, part.exhibit.sha256)
        if left:
            return ()
        exhibit = replace(part.exhibit, sha256=self._sha256[place])
        return (replace(part, kind="whole", begin=0, end=0, exhibit=exhibit),)

    def taken(self, place: int) -> tuple[Sequence[Part], Sequence[Any]]:
        """Return the ranges of a log, and what workers keep of them, which is given up here.

        So a worker that is asked once more to join them reads them itself: the others may have
        stalled, and what they keep would not come.
        """
        ranges = self._ranges[place]
        kept = [self.held.pop(part.key, None) for part in ranges]
        return ranges, [each for each in kept if each is not None]


class Remote(Executor):
    """The executor of a client, which says of what went wrong what other executors say."""

    def __init__(self, client: Any, logs: Logs) -> None:  # noqa: ANN401 - of a late import
        """Name the client, and the logs of which it keeps what outlasts this executor."""
        self._client = client
        self._executor: Executor = client.get_executor(pure=False)
        self._logs = logs
        self._looked = monotonic()

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401 - as Executor has it
        """Have a worker do a part.

        Raises:
            BrokenExecutor: There is no worker any more.
        """
        if monotonic() - self._looked > _GLANCE:
            self._looked = monotonic()
            if not has_workers(self._client):
                raise BrokenExecutor
        near: Future[Any] = Future()
        part: Part = args[0]
        if part.kind == "range":
            far = self._client.submit(fn, part, pure=False)
            far.add_done_callback(lambda far: self._keep(far, part, near))
            return near
        given: list[object] = [part]
        if part.kind == "whole" and part.place in self._logs:
            fn = join
            given += self._logs.taken(part.place)
        far = self._executor.submit(sent, fn, *given)
        far.add_done_callback(lambda far: _hand_over(far, near))
        return near

    def _keep(self, far: Any, part: Part, near: Future[Any]) -> None:  # noqa: ANN401 - of a late import
        """Say that a range is done, and leave what came of it where it is.

        Which version it was done by is looked at where it is joined.
        """
        if far.status != "finished":
            near.set_exception(EOFError(f"{far.status}"))
            return
        self._logs.held[part.key] = far
        near.set_result(Answer(version=part.version, key=part.key, held=True))


def has_workers(client: Any) -> bool:  # noqa: ANN401 - of a late import
    """Tell whether a client is connected to a scheduler that has workers."""
    return client.status == "running" and bool(client.nthreads())


def _hand_over(far: Future[Any], near: Future[Any]) -> None:
    """Pass on what a worker answered; whatever else became of a part, it is lost there.

    A mistake of the program shows when the part is done on this machine.
    """
    error = CancelledError() if far.cancelled() else far.exception()
    if error is None:
        try:
            near.set_result(received(*far.result()))
        except ValueError as altered:
            error = altered
    if error is not None:
        near.set_exception(EOFError(str(error)))
