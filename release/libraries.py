"""The libraries of a bundle: what the locks list for this machine and Python, and our own wheel."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

LOCKS: Final = ("requirements-build.lock", "requirements.lock")


def fetch(checkout: Path, folder: Path) -> None:
    """Download what the program is set up with; each file is held against its locked hash.

    Ready-made files only, save for hexdump, of which there is only the source.
    """
    locks = [word for lock in LOCKS for word in ("--requirement", checkout / lock)]
    _python(
        *("pip", "--disable-pip-version-check", "--no-input", "download", "--quiet"),
        *("--require-hashes", "--no-deps", "--only-binary=:all:", "--no-binary=hexdump"),
        *("--no-build-isolation", "--dest", folder, *locks),
    )


def build(sources: Path, folder: Path) -> Path:
    """Build our own wheel and return it; its bytes rest on the sources only."""
    environment = {name: value for name, value in os.environ.items() if name != _EPOCH}
    _python("hatchling", "build", "-t", "wheel", "-d", folder, cwd=sources, env=environment)
    (wheel,) = folder.glob("lockout_forensics-*.whl")
    return wheel


_EPOCH: Final = "SOURCE_DATE_EPOCH"
"""Would give the files in a wheel another time than the fixed one that hatchling writes."""


def _python(*words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-I", "-m", *words], cwd=cwd, env=env, stdout=sys.stderr, check=False
    )
    if done.returncode:
        sys.exit(f"{words[0]} failed: see what it says above")
