"""Makes what is handed out: `./run bundle [FILE]`.

A bundle is one archive for a machine without network that is like this one: the sources, and in
`bundle/` all that `./run` would fetch for them, with a bill of materials and the SHA-256 of every
file. Beside the archive lies the bill once more, for whoever asks what is in it. The same commit
and the same packages give the same bytes.
"""

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from forensics import __version__
from release import archive, debian, libraries, sources
from release.bill import bill, json_text
from release.components import components

CHECKOUT: Final = Path(__file__).resolve().parents[1]
NAME: Final = f"lockout-forensics-{__version__}"
PYTHON: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
MACHINE: Final = f"{sys.platform}-{platform.machine()}-python{PYTHON}"


def main(arguments: Sequence[str]) -> int:
    """Make a bundle; print its path and that of its bill."""
    parser = argparse.ArgumentParser(prog="./run bundle", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, default=CHECKOUT / "dist" / f"{NAME}-{MACHINE}.tar.gz"
    )
    file: Path = parser.parse_args(arguments).file
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="forensics-bundle-") as scratch:
        folder = Path(scratch) / NAME
        fill(folder)
        archive.pack(folder, file, sources.committed(CHECKOUT))
        bill_beside = file.with_name(file.name.removesuffix(".tar.gz") + ".cdx.json")
        shutil.copyfile(folder / "bundle" / "sbom.cdx.json", bill_beside)
    print(f"{archive.digest(file)}  {file}")
    print(f"{archive.digest(bill_beside)}  {bill_beside}")
    return 0


def fill(folder: Path) -> None:
    """Put into a folder all that the bundle holds."""
    bundle = folder / "bundle"
    sources.copy(CHECKOUT, folder)
    own = libraries.build(folder, bundle / "wheels")
    libraries.fetch(CHECKOUT, bundle / "wheels")
    debian.fetch(bundle / "debs")
    (bundle / "python").write_text(f"{PYTHON}\n", encoding="utf-8", newline="\n")
    told = bill(components(bundle), own)
    (bundle / "sbom.cdx.json").write_text(json_text(told), encoding="utf-8", newline="\n")
    (folder / "MANIFEST").write_text(archive.manifest(folder), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
