"""Reads what the set-up goes by: pyproject.toml and the lock files."""

import re
import tomllib
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = (
    *("requirements.lock", "requirements-dev.lock", "requirements-build.lock"),
    "requirements-fuzz.lock",
)


def pyproject() -> dict[str, Any]:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def runtime_requirements() -> list[str]:
    requirements: list[str] = pyproject()["project"]["dependencies"]
    return requirements


def extra_requirements() -> list[str]:
    """Return what the extras need beyond that."""
    extras: dict[str, list[str]] = pyproject()["project"]["optional-dependencies"]
    return [text for texts in extras.values() for text in texts]


def group_requirements(group: str) -> list[str]:
    """Return the requirements of a dependency group, those of the groups that it includes too."""
    requirements: list[str] = []
    for item in pyproject()["dependency-groups"][group]:
        match item:
            case {"include-group": str(other)}:
                requirements += group_requirements(other)
            case _:
                requirements.append(item)
    return requirements


def locked(lock: str) -> dict[str, list[str]]:
    """Return each locked requirement, such as `numpy==2.4.6`, with its `--hash` options."""
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    entries = (line.split(" --hash=") for line in text.splitlines())
    return {
        requirement.strip(): [part.strip() for part in hashes] for requirement, *hashes in entries
    }
