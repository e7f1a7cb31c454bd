"""The smaller examples: committed as generated, and found by the program as they truly were."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from forensics.case import load_case
from forensics.findings import Findings
from forensics.occurrences import Lockout
from tests.builders.case_folder import CASES, Case
from tests.builders.cases import TAUGHT
from tests.builders.evtx_damage import record_offsets
from tests.builders.incident import TrueLockout
from tests.builders.taught import full_disk, skewed, two_caps
from tests.builders.taught.figures import HEADING, analysed, rows

EVERY: Final = [
    pytest.param(make(), marks=pytest.mark.xdist_group(f"taught {make().name}"), id=make().name)
    for make in TAUGHT
]
NAMES: Final = {make().name for make in TAUGHT}
LOST: Final = {full_disk.NAME: 1}
"""Lockouts that nothing left in the evidence tells of."""

CAUSES: Final = {
    "two-caps-one-laptop": ("Q299352", "defect", ["Q299352"]),
    "inventory-lockouts": ("Q232653", "defect", ["Q232653"]),
    "software-installation-account": ("Q307434", "defect", ["Q307434"]),
    "skewed-clocks": (None, "undetermined", ["general-saved-credentials"]),
    "password-spray": (None, "attack", ["general-guessing"]),
    "full-disk": (None, "undetermined", ["general-saved-credentials"]),
    "site-after-fix": (None, "undetermined", []),
}
"""The article of the verdict, the nature, and the causes whose every check holds."""


# ── the committed folders ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", EVERY)
def test_what_is_committed_is_what_the_generator_writes(case: Case) -> None:
    assert dict(committed(CASES / case.name)) == case.files


def committed(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a case folder, without what a run of the program leaves there."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] not in {"report", "compare", ".cache"}:
            yield inside.as_posix(), path.read_bytes()


def test_the_examples_are_small() -> None:
    sizes = [sum(map(len, make().files.values())) for make in TAUGHT]
    assert max(sizes) < 400_000
    assert sum(sizes) < 1_500_000


def test_the_table_of_examples_names_each_once() -> None:
    lines = (CASES / "README.md").read_text("utf-8").splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| [`")]
    folders = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    assert sorted(named) == folders
    assert set(folders) >= NAMES


@pytest.mark.parametrize("case", EVERY)
def test_an_example_says_that_it_is_invented(case: Case) -> None:
    loaded = load_case(CASES / case.name)
    for said in (loaded.title, loaded.complaint, loaded.customer):
        assert str(said).endswith("(invented example)")
    assert case.files["README.md"].decode().splitlines()[0].endswith("(invented example)")


@pytest.mark.parametrize("case", EVERY)
def test_every_machine_of_an_example_is_declared(case: Case) -> None:
    declared = {host.name for host in load_case(CASES / case.name).hosts}
    tried = {name for edge in case.truth.edges for name in (edge.client, edge.target)}
    assert tried <= declared


# ── what is told and what is found ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", EVERY)
def test_the_lockouts_are_found_with_their_shares_and_who_tripped_them(case: Case) -> None:
    true = case.truth.lockouts
    told = [as_true(each) for each in true[: len(true) - LOST.get(case.name, 0)]]
    assert [as_found(each) for each in analysed(case.name).lockouts] == told


def as_true(lockout: TrueLockout) -> tuple[object, ...]:
    time = f"{lockout.time:%Y-%m-%d %H:%M:%S}"
    shares = lockout.shares()
    return time, lockout.authority, lockout.account, shares, lockout.tripped_by


def as_found(lockout: Lockout) -> tuple[object, ...]:
    time = f"{lockout.time.moment():%Y-%m-%d %H:%M:%S}"
    shares = {each.client: each.bad_passwords for each in lockout.shares}
    return time, lockout.authority, lockout.account, shares, lockout.tripped_by


@pytest.mark.parametrize("case", [each for each in EVERY if each.id not in LOST])
def test_the_attempts_are_the_true_ones(case: Case) -> None:
    found, true = analysed(case.name).attempts, case.truth.attempts
    assert (found.bad_password, found.locked_out, found.unknown_account, found.success) == (
        true.bad_password,
        true.locked_out,
        true.unknown_account,
        true.success,
    )
    assert (found.total, found.other_failure) == (true.total(), 0)


@pytest.mark.parametrize("case", EVERY)
def test_the_verdict_is_the_cause_that_was_played(case: Case) -> None:
    found = analysed(case.name)
    supported = [each.kb for each in found.diagnoses if each.standing == "supported"]
    assert (found.verdict.kb, found.verdict.nature, supported) == CAUSES[case.name]


@pytest.mark.parametrize("case", EVERY)
def test_the_readme_tells_the_truth_and_what_the_report_says(case: Case) -> None:
    readme, true = case.files["README.md"].decode(), case.truth.attempts
    assert (
        f"\n{len(case.truth.lockouts)} lockouts, {true.bad_password} bad passwords, "
        f"{true.locked_out} refusals while locked."
    ) in readme
    told = [line for line in readme.splitlines() if line.startswith("| L")]
    assert told == [row(number, each) for number, each in enumerate(case.truth.lockouts, 1)]
    figures = readme.rpartition(HEADING)[2].splitlines()
    assert figures == list(rows(analysed(case.name)))


def row(number: int, lockout: TrueLockout) -> str:
    times = "\N{MULTIPLICATION SIGN}"
    shares = ", ".join(f"{name} {times}{count}" for name, count in lockout.shares().items())
    time = f"{lockout.time:%H:%M:%S}"
    return f"| L{number} | {time} | {lockout.host} | {shares} | {lockout.tripped_by} |"


# ── what each one teaches ───────────────────────────────────────────────────────────────────────


def test_the_table_of_all_tries_of_the_laptop_is_the_story() -> None:
    readme = (CASES / two_caps.NAME / "README.md").read_text("utf-8").splitlines()
    told = [line.split(" | ")[:3] for line in readme if line.startswith(("| 08:", "| 09:"))]
    assert told == [
        [f"| {hour:02d}:{minute:02d}", server, str(tries)]
        for hour, minute, server, tries in two_caps.STORY
    ]


@pytest.mark.xdist_group("taught inventory-lockouts")
def test_inventory_rules_out_the_article_about_caps_and_locks_once_a_day() -> None:
    found = analysed("inventory-lockouts")
    assert standing(found, "Q299352") == "ruled-out"
    days = [(each.host, f"{each.time.moment():%d}") for each in found.lockouts]
    assert days == [(host, day) for day in ("06", "07", "08") for host in ("HALFS1", "HALWS9")]


@pytest.mark.xdist_group("taught software-installation-account")
def test_the_log_of_the_cap_rules_out_the_article_about_caps() -> None:
    found = analysed("software-installation-account")
    assert standing(found, "Q299352") == "ruled-out"
    assert standing(found, "Q235205") == "ruled-out"


def standing(found: Findings, kb: str) -> str:
    return next(each.standing for each in found.diagnoses if each.kb == kb)


@pytest.mark.xdist_group("taught skewed-clocks")
def test_the_clocks_are_measured_as_they_were_set() -> None:
    clocks = {each.host: each for each in analysed(skewed.NAME).clocks}
    assert clocks["HVALFS1"].offset_seconds == skewed.AHEAD.total_seconds()
    stretches = clocks["HVALFS2"].stretches
    behind = -skewed.BEHIND.total_seconds()
    assert (stretches[0].offset_seconds, stretches[-1].offset_seconds) == (behind, 0.0)
    (change,) = clocks["HVALFS2"].sets
    assert (change.time.moment(), change.by_seconds) == (skewed.SET, -behind)


@pytest.mark.xdist_group("taught password-spray")
def test_the_spray_is_carried_by_the_machine_in_the_lobby_alone() -> None:
    table = {each.name: each for each in analysed("password-spray").hypotheses}
    carried = {name: [one.source for one in each.carriers] for name, each in table.items()}
    assert {name: sources for name, sources in carried.items() if sources} == {
        "many-accounts": ["BRK-LOBBY2"],
        "guessed": ["BRK-LOBBY2"],
    }


def test_the_cut_copies_end_in_a_record_and_before_the_end_marker() -> None:
    modern, old = full_disk.whole()
    copies = {path: content for path, content in full_disk.case().files.items() if "-" in path}
    assert full_disk.CUT_EVTX not in record_offsets(modern.content)
    assert copies[modern.path] == modern.content[: full_disk.CUT_EVTX]
    assert b"\x11\x11\x11\x11\x22\x22\x22\x22" in old.content
    assert b"\x11\x11\x11\x11\x22\x22\x22\x22" not in copies[old.path]


@pytest.mark.xdist_group(f"taught {full_disk.NAME}")
def test_all_whole_records_of_the_cut_copies_are_read_and_the_rest_is_not_denied() -> None:
    modern, _ = full_disk.whole()
    found = analysed(full_disk.NAME)
    sources = {each.path: each for each in found.sources}
    whole = [at for at in record_offsets(modern.content) if at < full_disk.CUT_EVTX]
    assert sources[modern.path].records.read == len(whole) - 1
    assert [each.basis for each in found.lockouts] == ["recorded"] * 3 + ["inferred"]
    assert {each.certainty for each in found.lockouts} == {"likely"}
