"""What makes two runs the same program: its version, its code, and the libraries that read.

The version alone does not tell a checkout from the next one, whose readers may read otherwise.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version_tuple
from typing import Final

from forensics import __version__

LIBRARIES: Final = ("evtx", "numpy", "orjson", "polars")
"""What readings are made with."""

_CODE: Final = (".py", ".toml")


@cache
def versions() -> Mapping[str, str]:
    """Return name -> version of all that readings are made with, the program first.

    `code` is the beginning of the SHA-256 of the program's own files: two copies of one version
    are the same program if it agrees.
    """
    return {
        "lockout-forensics": __version__,
        "code": code_of(Path(__file__).parent),
        "python": ".".join(python_version_tuple()[:2]),
        **{name: version_of(name) or "none" for name in LIBRARIES},
    }


def version_of(library: str) -> str:
    """Return the version of a library, `""` where it is not installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def code_of(package: Path) -> str:
    """Return the beginning of one SHA-256 over all code and data in the folder of a package."""
    files = (file for file in package.rglob("*") if file.suffix in _CODE)
    whole = sha256()
    for file in sorted(files, key=lambda file: file.relative_to(package).as_posix()):
        whole.update(f"{file.relative_to(package).as_posix()}\n".encode())
        whole.update(sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]
