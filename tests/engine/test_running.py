"""Workers that lose, keep, repeat or reorder parts change nothing in what comes out."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forensics import __version__
from forensics.engine import running
from forensics.engine.parts import Answer, Part
from forensics.engine.work import do
from forensics.evidence.records import Wanted
from forensics.exhibits import Exhibit

_Do = Callable[[Part], Answer]


def parts(tmp_path: Path, count: int) -> list[Part]:
    """Return parts that hash a small file each."""
    made = []
    for place in range(count):
        file = tmp_path / f"{place}.bin"
        file.write_bytes(bytes([place]))
        exhibit = Exhibit(path=file.name, file=file, size=1, sha256="", hindrance="")
        made.append(Part(place=place, kind="hash", exhibit=exhibit, wanted=Wanted(fields={})))
    return made


class Scripted(Executor):
    """Does what a script says of each submission, in this process."""

    def __init__(self, script: Callable[["Scripted", Future[Answer], _Do, Part], None]) -> None:
        self.script = script
        self.given: list[Part] = []
        self.pending: list[tuple[Future[Answer], Answer]] = []
        self.broken = False

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:  # noqa: ANN401
        """Take a part as the script says."""
        if self.broken:
            raise BrokenExecutor
        future: Future[Answer] = Future()
        self.given.append(args[0])
        self.script(self, future, fn, args[0])
        return future

    def die(self) -> None:
        """Break, as a pool does of which a process has ended."""
        self.broken = True


def well(_: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
    future.set_result(work(part))


def answers(
    asked: Sequence[Part],
    executors: Iterator[Executor],
    **more: Any,  # noqa: ANN401 - as `run` takes them
) -> dict[int, Answer]:
    """Return place -> answer; each part has exactly one."""
    found = list(running.run(asked, lambda: next(executors, None), window=3, **more))
    assert sorted(answer.key for answer in found) == sorted(part.key for part in asked)
    return {answer.key[0]: answer for answer in found}


def expected(asked: Sequence[Part]) -> dict[int, Answer]:
    return {part.place: do(part) for part in asked}


def forever(make: Callable[[], Executor]) -> Iterator[Executor]:
    while True:
        yield make()


def test_a_part_that_follows_an_answer_is_done_before_those_that_wait(tmp_path: Path) -> None:
    *asked, last = parts(tmp_path, 7)
    found = running.run(
        asked,
        lambda: Scripted(well),
        window=1,
        then=lambda answer: [last] if answer.key[0] == 2 else [],
    )
    assert [answer.key[0] for answer in found] == [0, 1, 2, 6, 3, 4, 5]


def test_parts_are_answered_once_each(tmp_path: Path) -> None:
    asked = parts(tmp_path, 7)

    assert answers(asked, forever(lambda: Scripted(well))) == expected(asked)


def test_no_part_is_no_work() -> None:
    assert answers([], iter(())) == {}


@pytest.mark.parametrize("seed", range(6))
def test_pools_that_break_again_and_again_change_nothing(tmp_path: Path, seed: int) -> None:
    asked, chance = parts(tmp_path, 9), Random(seed)  # noqa: S311 - a script, no secret
    seen: set[int] = set()

    def dying(self: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        first = part.place not in seen
        seen.add(part.place)
        self.pending.append((future, work(part)))
        if first and chance.random() < 0.4:
            self.die()
            for each, _ in self.pending:
                each.set_exception(BrokenExecutor())
        elif len(self.pending) < 3 and first and part.place < 6:
            return  # kept until others have come
        else:
            chance.shuffle(self.pending)
            for each, answer in self.pending:
                each.set_result(answer)
        self.pending.clear()

    assert answers(asked, forever(lambda: Scripted(dying)), patience=0.01) == expected(asked)


def test_a_part_that_kills_every_worker_is_lost_alone(tmp_path: Path) -> None:
    asked = parts(tmp_path, 6)

    def poisoned(self: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        self.pending.append((future, work(part)))
        if part.place == 3:
            self.die()
            for each, _ in self.pending:
                each.set_exception(BrokenExecutor())
            self.pending.clear()
        elif part.place != 2:  # 2 is still out when 3 takes the pool with it
            future.set_result(self.pending.pop()[1])

    def bearing(self: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        if part.place == 3:
            poisoned(self, future, work, part)
        else:
            well(self, future, work, part)

    def pools() -> Iterator[Executor]:
        yield Scripted(poisoned)
        yield from forever(lambda: Scripted(bearing))

    found = answers(asked, pools())

    lost = "its reader ended 3 times without an answer (its process ended)"
    assert found.pop(3) == Answer(version=__version__, key=asked[3].key, lost=lost)
    assert found == expected([*asked[:3], *asked[4:]])


def test_a_worker_that_stalls_is_asked_no_more_and_its_late_answer_is_ignored(
    tmp_path: Path,
) -> None:
    asked = parts(tmp_path, 4)

    def stalling(self: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        if part.place in {1, 2} and self.given.count(part) == 1:
            self.pending.append((future, replace(work(part), sha256="late")))
            return
        if part.place == 2:  # by now, 1 was answered by another worker
            late, answer = self.pending[0]
            late.set_result(answer)
        future.set_result(work(part))

    executor = Scripted(stalling)

    assert answers(asked, iter([executor]), patience=0.02) == expected(asked)
    assert sorted(part.place for part in executor.given) == [0, 1, 1, 2, 2, 3]


def test_a_part_that_nobody_answers_is_lost_in_the_end(tmp_path: Path) -> None:
    asked = parts(tmp_path, 2)

    def silent(_: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        if part.place:
            future.set_result(work(part))

    found = answers(asked, iter([Scripted(silent)]), patience=0.01)

    lost = "its reader ended 3 times without an answer (no answer within 0 seconds)"
    assert found[0].lost == lost
    assert found[1] == do(asked[1])


def test_an_answer_of_another_version_is_refused(tmp_path: Path) -> None:
    asked = parts(tmp_path, 2)

    def old(self: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        first = self.given.count(part) == 1
        future.set_result(replace(work(part), version="0.0.1") if first else work(part))

    assert answers(asked, iter([Scripted(old)])) == expected(asked)


def test_an_answer_to_another_part_is_refused(tmp_path: Path) -> None:
    asked = parts(tmp_path, 2)

    def mixed_up(_: Scripted, future: Future[Answer], work: _Do, part: Part) -> None:
        future.set_result(work(asked[1 - part.place]))

    found = answers(asked, iter([Scripted(mixed_up)]))

    assert all(answer.lost for answer in found.values())


def test_a_worker_of_another_version_does_nothing(tmp_path: Path) -> None:
    (asked,) = parts(tmp_path, 1)

    answer = do(replace(asked, version="0.0.1"))

    assert answer == Answer(version=__version__, key=asked.key)


def test_executors_that_take_no_work_end_it(tmp_path: Path) -> None:
    def refusing() -> Executor:
        executor = Scripted(well)
        executor.die()
        return executor

    with pytest.raises(BrokenExecutor):
        answers(parts(tmp_path, 1), forever(refusing))


def test_an_engine_that_is_closed_ends_the_work(tmp_path: Path) -> None:
    assert list(running.run(parts(tmp_path, 2), lambda: None, window=2)) == []
