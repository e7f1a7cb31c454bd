"""The corpus that ships, what it holds, and that its generator wrote it."""

from functools import cache
from itertools import chain

from forensics.selftest.corpus import load, truth
from tests.selftest.corpus import DATED, PLACE, VERSION, Case, cases, contents, corpus
from tests.selftest.spoiling import KINDS

MOST = 600_000
"""Bytes that it may have in the wheel."""


@cache
def made() -> tuple[Case, ...]:
    return tuple(cases())


def test_what_is_committed_is_what_the_generator_writes() -> None:
    """By content: zlib may pack the same bytes in another way."""
    assert contents(PLACE.read_bytes()) == contents(corpus(made()))


def test_it_is_small_and_says_its_version_and_date() -> None:
    shipped = load()
    assert len(shipped.packed) < MOST
    assert (shipped.version, shipped.date) == (VERSION, DATED)
    assert shipped.cases == tuple(each.name for each in made())


def test_it_has_every_kind_and_generation_and_cases_in_which_nothing_is_to_be_found() -> None:
    truths = [truth(each.truth) for each in made()]
    assert {each.kind for each in truths} == set(KINDS)
    assert {each.generation for each in truths} == {
        *("NT 4", "Windows 2000", "Server 2003", "Vista and later", "several")
    }
    assert sum(not each.lockouts for each in truths) > 3
    assert sum(not each.articles for each in truths) > 10


def test_clean_cases_have_lost_nothing_and_cut_and_wrapped_ones_have() -> None:
    for each in made():
        known = truth(each.truth)
        records = chain.from_iterable(own.values() for own in known.records.values())
        whole = all(record.left for record in records)
        assert whole is (known.kind not in ("cut", "wrapped", "bit-flipped")), each.name


def test_every_record_that_a_truth_names_is_one_of_its_records() -> None:
    for each in made():
        known = truth(each.truth)
        told = [place for was in known.attempts for place in was.records]
        told += [
            place for was in known.lockouts for place in (*was.records, *was.tripping, *was.refused)
        ]
        assert all(number in known.records[path] for path, number in told), each.name
        assert {path for path, _ in told} <= each.files.keys(), each.name
