"""What a bundle holds that others made: each library and package, with its licence as it says."""

import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final
from urllib.parse import quote

from packaging.utils import parse_sdist_filename, parse_wheel_filename

from release.archive import digest

OURS: Final = "lockout-forensics"

_LINE: Final = 80
"""A licence field that is longer, or has a second line, is the licence's text and not its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One library or package.

    Attributes:
        name: As its index or its distribution spells it.
        version: As it says.
        purl: Its package URL (package-url/purl-spec).
        file: Its file, relative to `bundle/`.
        sha256: Of that file.
        expression: Its licence as an SPDX expression; `""` where it gives none.
        licences: Else the names of its licences, as it gives them.
    """

    name: str
    version: str
    purl: str
    file: str
    sha256: str
    expression: str = ""
    licences: tuple[str, ...] = ()


def components(bundle: Path) -> list[Component]:
    """Return what lies in `wheels/` and `debs/`, but for our own wheel, sorted."""
    found = [*_libraries(bundle), *_packages(bundle)]
    return sorted(found, key=lambda each: each.purl)


def _libraries(bundle: Path) -> Iterator[Component]:
    for file in (bundle / "wheels").iterdir():
        name, version = named(file.name)
        if name == OURS:
            continue
        about = metadata.distribution(name)
        if about.version != version:
            raise SystemExit(f"{name} {about.version} is installed, and {version} was fetched")
        (expression,) = about.metadata.get_all("License-Expression") or [""]
        yield Component(
            name=name,
            version=version,
            purl=f"pkg:pypi/{name}@{quote(version)}",
            file=f"wheels/{file.name}",
            sha256=digest(file),
            expression=expression,
            licences=() if expression else licences(about.metadata),
        )


def named(file: str) -> tuple[str, str]:
    """Return the name and version of a wheel or of sources, by the name of the file."""
    if file.endswith(".whl"):
        wheel = parse_wheel_filename(file)
        return wheel[0], str(wheel[1])
    name, version = parse_sdist_filename(file)
    return name, str(version)


def licences(about: metadata.PackageMetadata) -> tuple[str, ...]:
    """Return the names of the licences of a library that gives no SPDX expression."""
    said = (about.get_all("License") or [""])[0].strip()
    if said and "\n" not in said and len(said) <= _LINE:
        return (said,)
    listed = about.get_all("Classifier") or []
    return tuple(each.split(" :: ")[-1] for each in listed if each.startswith("License :: "))


def _packages(bundle: Path) -> Iterator[Component]:
    """Yield the system's packages, which say their licences in prose; so none is given."""
    for file in (bundle / "debs").iterdir():
        form = "${Package}\n${Version}\n${Architecture}"
        name, version, machine = subprocess.run(  # noqa: S603 - fixed words
            ["dpkg-deb", "--show", f"--showformat={form}", file],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\n")
        yield Component(
            name=name,
            version=version,
            purl=f"pkg:deb/{_vendor()}/{name}@{quote(version, safe=':')}?arch={machine}",
            file=f"debs/{file.name}",
            sha256=digest(file),
        )


def _vendor() -> str:
    return platform.freedesktop_os_release()["ID"]
