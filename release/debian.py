"""The system's packages of a bundle: Pango, its companions and pip, where there is apt."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from forensics.doctor.systems import PACKAGES

NEEDED: Final = (*PACKAGES["apt"].split(), "python3-pip-whl")
"""Debian keeps the part of Python that brings pip into a virtual environment in a package apart."""


def fetch(folder: Path) -> None:
    """Download the packages and all that they need, as if nothing of it were installed here.

    The set-up unpacks those that its machine lacks. Takes no rights: the lists of packages are kept
    in a folder of ours. Where there is no apt, nothing is fetched, and that is said.
    """
    folder.mkdir(parents=True)
    if shutil.which("apt-get") is None:
        print("without apt: the machine has to have Pango and Python's venv", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="forensics-apt-") as scratch:
        settings = _settings(Path(scratch))
        _apt(settings, "update")
        _apt(
            *(settings, "install", "-y", "--download-only", "--no-install-recommends"),
            *NEEDED,
        )
        for package in Path(scratch, "archives").glob("*.deb"):
            shutil.copyfile(package, folder / package.name)


def _settings(scratch: Path) -> Path:
    for name in ("lists", "archives"):
        (scratch / name / "partial").mkdir(parents=True)
    lines = {
        "Dir::State::lists": scratch / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": scratch,
        "Debug::NoLocking": 1,
    }
    settings = scratch / "apt.conf"
    text = "".join(f'{name} "{value}";\n' for name, value in lines.items())
    settings.write_text(text, encoding="utf-8", newline="\n")
    return settings


def _apt(settings: Path, *words: str) -> None:
    done = subprocess.run(  # noqa: S603 - fixed words
        ["apt-get", *words],  # noqa: S607 - the one of the machine
        env=os.environ | {"APT_CONFIG": str(settings)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"apt-get {words[0]} failed:\n{done.stdout}{done.stderr}")
