"""The ranges of a log are joined where they were read; lost and double answers change nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from forensics import __version__
from forensics.engine.parts import Answer, Part, parts_of
from forensics.engine.remote import Logs
from forensics.engine.work import do, join
from forensics.events import event_table
from forensics.exhibits import Exhibit
from tests.builders.evtx import evtx
from tests.builders.security import At, logon_failed_4625
from tests.store.test_remembering import plain

BEGAN = 133_500_000_000_000_000
LOG = evtx([logon_failed_4625(At(number, BEGAN + number)) for number in range(1, 500)])


@pytest.fixture
def cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Part, ...]:
    """Return the parts of a log: its hash, and five ranges."""
    monkeypatch.setattr("forensics.engine.parts.RANGE", 65_536)
    file = tmp_path / "log.evtx"
    file.write_bytes(LOG)
    exhibit = Exhibit(path=file.name, file=file, size=len(LOG), sha256="", hindrance="")
    parts = parts_of(5, exhibit, event_table().wanted())
    assert [part.kind for part in parts] == ["hash", *["range"] * 5]
    return parts


def whole(parts: Sequence[Part]) -> Part:
    """Return the log as one part."""
    exhibit = replace(parts[0].exhibit, sha256="ab" * 32)
    return replace(parts[0], kind="whole", exhibit=exhibit)


def test_the_whole_is_asked_for_once_when_the_last_part_is_done(cut: tuple[Part, ...]) -> None:
    logs = Logs(cut)
    told = [Answer(version=__version__, key=part.key, held=True) for part in cut[1:]]
    hashed = Answer(version=__version__, key=cut[0].key, sha256="ab" * 32)
    doubled = [told[0], told[0], hashed, *told[1:], told[-1], hashed]
    assert [logs.whole(answer) for answer in doubled] == [
        *[()] * 6,
        (whole(cut),),
        *[()] * 2,
    ]


def test_a_hash_that_was_known_before_stays(cut: tuple[Part, ...]) -> None:
    ranges = [replace(part, exhibit=whole(cut).exhibit) for part in cut[1:]]
    logs = Logs(ranges)
    told = [Answer(version=__version__, key=part.key, held=True) for part in ranges]
    assert [logs.whole(answer) for answer in told][-1] == (whole(cut),)


def test_what_workers_keep_is_given_once(cut: tuple[Part, ...]) -> None:
    logs = Logs(cut)
    logs.held = {part.key: f"kept {part.begin}" for part in reversed(cut[1:])}
    ranges = list(cut[1:])
    assert logs.taken(5) == (ranges, [f"kept {part.begin}" for part in ranges])
    assert logs.taken(5) == (ranges, [])


def test_ranges_joined_are_the_log_whatever_became_of_the_answers(cut: tuple[Part, ...]) -> None:
    answers = [do(part) for part in cut[1:]]
    old = replace(answers[1], version="0", gathered=None)
    lacking = [[], answers, answers[::-1] + answers, [answers[3]], [*answers[2:], old]]
    alone = do(whole(cut))
    assert alone.examined is not None
    for given in lacking:
        joined = join(whole(cut), cut[1:], given)
        assert joined.examined is not None
        assert (joined.key, joined.version) == (alone.key, alone.version)
        assert plain([joined.examined]) == plain([alone.examined])


def test_ranges_are_not_read_again_where_they_were_answered(
    cut: tuple[Part, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Part] = []
    monkeypatch.setattr("forensics.engine.work._gathered", done.append)
    join(whole(cut), cut[1:], [do(part) for part in cut[1:3]])
    assert done == [*cut[1:3], *cut[3:]]


def test_a_log_that_its_ranges_do_not_settle_is_read_as_one(cut: tuple[Part, ...]) -> None:
    answers = [do(part) for part in cut[1:]]
    alone = do(whole(cut))
    joined = join(whole(cut), cut[1:], [replace(answers[0], gathered=None), *answers[1:]])
    assert joined.examined is not None
    assert alone.examined is not None
    assert plain([joined.examined]) == plain([alone.examined])


def test_a_worker_of_another_version_joins_nothing(cut: tuple[Part, ...]) -> None:
    asked = replace(whole(cut), version="0")
    assert join(asked, cut[1:], []) == Answer(version=__version__, key=asked.key)
