"""The lock files: complete, hashed, and bound to no place."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.project import (
    CHECKOUT,
    LOCKS,
    group_requirements,
    locked,
    runtime_requirements,
)


def pins(lock: str) -> dict[str, str]:
    """Return the locked version of each distribution, by its canonical name."""
    found = (Requirement(text) for text in locked(lock))
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in found}


def unmarked(lock: str) -> dict[str, list[str]]:
    """Return the hashes of each pin; tests may want one on more versions of Python."""
    return {text.partition(" ;")[0]: hashes for text, hashes in locked(lock).items()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_one_exact_version_and_sha256_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(pins(lock)) == len(entries)
    for requirement, hashes in entries.items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_folder(lock: str) -> None:
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    body = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    assert re.findall(r"[/@]|^-|--(?!hash=).*", body, re.MULTILINE) == []
    assert "://" not in text


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", runtime_requirements()),
        ("requirements-dev.lock", runtime_requirements() + group_requirements("dev")),
        ("requirements-build.lock", group_requirements("from-source")),
        ("requirements-fuzz.lock", group_requirements("fuzz")),
    ],
)
def test_a_lock_holds_all_that_pyproject_asks_for(lock: str, requirements: list[str]) -> None:
    versions = pins(lock)
    unmet = [
        text
        for text in requirements
        for wish in [Requirement(text)]
        if not wish.specifier.contains(versions.get(canonicalize_name(wish.name), "0"))
    ]
    assert unmet == []


def test_the_tests_run_with_the_very_versions_that_the_program_runs_with() -> None:
    development = unmarked("requirements-dev.lock")
    runtime = unmarked("requirements.lock")
    assert {pin: development.get(pin) for pin in runtime} == runtime
