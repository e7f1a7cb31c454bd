"""What fuzzing found is tried again, and every reader gets a short fixed budget of new mutants."""

from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

from forensics.evidence.netlogon import reader as netlogon
from forensics.evidence.records import Wanted
from tests.fuzz.__main__ import by_chance
from tests.fuzz.found import OPEN, Found, found, keep
from tests.fuzz.gathering import MOST, chosen, reached
from tests.fuzz.mutating import inputs
from tests.fuzz.targets import TARGETS, Target, told_once

MUTANTS = 12
"""Of each target in a run of the tests; `./run fuzz` tries for minutes."""

SLOW = {"whole": 3, "zip": 8, "sms": 8, "syslog": 8, "ossec": 8, "listing": 8, "evtx": 8}
"""Targets whose every input takes a tenth of a second and more."""


def opened(target: Target) -> list[Found]:
    return [each for each in found(target.name) if each.why.startswith(OPEN)]


by_name = {one.name: one for one in TARGETS}
every_target = pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(
            one,
            marks=[pytest.mark.xfail(reason=each.why) for each in opened(one)[:1]],
            id=one.name,
        )
        for one in TARGETS
    ],
)
def test_what_broke_a_promise_breaks_it_no_more(target: Target) -> None:
    for each in found(target.name):
        if each.why:
            target.check(each.data)


@every_target
def test_a_well_formed_input_keeps_every_promise(target: Target) -> None:
    seeds = list(target.seeds())
    assert seeds
    for data in seeds if target.name not in SLOW else seeds[:3]:
        target.check(data)


@every_target
def test_what_reaches_far_keeps_every_promise(target: Target) -> None:
    for each in islice(found(target.name), SLOW.get(target.name, 60)):
        if not each.why:
            target.check(each.data)


@every_target
def test_mutants_break_no_promise(target: Target) -> None:
    known = [each.data for each in found(target.name)]
    for data in islice(inputs(target, known, seed=20_260_322), SLOW.get(target.name, MUTANTS)):
        target.check(data)


def test_bytes_that_nobody_tells_are_seen() -> None:
    data = next(iter(by_name["netlogon"].seeds()))
    told = netlogon.read(BytesIO(data), len(data), Wanted(fields={}))
    told_once(told, len(data))
    with pytest.raises(AssertionError):
        told_once(told, len(data) + 1)


def test_an_input_that_breaks_a_promise_is_kept_as_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(data: bytes) -> None:
        if len(data) != 4:
            raise ValueError("not four\nbytes")

    monkeypatch.setattr("tests.fuzz.found.PLACE", tmp_path)
    assert by_chance(Target(name="four", check=check, seeds=lambda: [b"four"]), 60) == 1
    (kept,) = found("four")
    assert len(kept.data) != 4
    assert kept.why == "open: ValueError('not four\\nbytes')"
    assert "four: " in capsys.readouterr().out


def test_what_is_found_is_kept_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.found.PLACE", tmp_path)
    every = (Found(data=b"\x00\xff" * 99), Found(data=b"", why="open: ValueError('x y')"))
    keep("csv", every)
    assert found("csv") == every


def test_mutants_are_the_same_each_time() -> None:
    one = by_name["csv"]
    first, second = (list(islice(inputs(one, [], seed=7), 9)) for _ in range(2))
    assert first == second
    assert len(set(first)) == 9


def test_of_what_reached_far_the_fewest_that_reach_most_are_kept() -> None:
    line = [("a.py", number) for number in range(9)]
    reach = {
        b"far": {*line[:5]},
        b"in far": {*line[:3]},
        b"else": {*line[4:6]},
        b"no": set(line[:0]),
    }
    assert chosen(reach) == [b"far", b"else"]
    assert len(chosen({bytes([n]): {("b.py", n)} for n in range(MOST + 3)})) == MOST


def test_what_is_reached_are_lines_of_the_program() -> None:
    lines = reached(by_name["case.toml"].check, b"x = 1")
    assert lines
    assert {name.rpartition("/")[2] for name, _ in lines} >= {"case.py", "case_toml.py"}
