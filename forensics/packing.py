"""What of the files travels inside the PDF, and what goes into an archive beside it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from forensics.binding import Sidecar
from forensics.enclosures import Enclosure
from forensics.filing import Output

LAST: Final = "findings.json"
"""The file that leaves the PDF last: `verify` needs it."""

_LEVEL, _BRISK = 6, 1
_LARGE: Final = 64_000_000
"""From here on an archive is deflated at the brisk level: seconds count for more than a fifth."""

_WIDE: Final = 2_000_000_000  # bytes; from here on an entry states its sizes in 64 bits
_REGULAR: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What goes where.

    Attributes:
        inside: What the PDF carries, sorted by name.
        sidecar: What is said of the archive beside it, or None where all fits.
        archive: The bytes of that archive; empty where there is none.
    """

    inside: tuple[Enclosure, ...]
    sidecar: Sidecar | None
    archive: bytes


def pack(files: Mapping[str, Output], room: int) -> Packed:
    """Return what fits and the archive of what does not.

    What is too large alone leaves first, then the largest, `findings.json` last of all.

    Args:
        files: By name, each filed with no less room than this.
        room: Bytes that all that travels inside may take together, deflated.

    Raises:
        OSError: A file cannot be read again.
    """
    inside = [one.enclosed for one in files.values() if one.enclosed is not None]
    inside.sort(key=lambda one: (one.name != LAST, len(one.deflated), one.name))
    while inside and sum(len(one.deflated) for one in inside) > room:
        inside.pop()
    inside.sort(key=lambda one: one.name)
    outside = sorted(files.keys() - {one.name for one in inside})
    if not outside:
        return Packed(inside=tuple(inside), sidecar=None, archive=b"")
    archive = _archive({name: files[name] for name in outside})
    sidecar = Sidecar(sha256=sha256(archive).hexdigest(), size=len(archive), names=tuple(outside))
    return Packed(inside=tuple(inside), sidecar=sidecar, archive=archive)


def _archive(files: Mapping[str, Output]) -> bytes:
    """Return a zip archive that is the same wherever and whenever it is made."""
    stream = io.BytesIO()
    level = _BRISK if sum(one.size for one in files.values()) > _LARGE else _LEVEL
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, one in sorted(files.items()):
            # By its name, so that it has the archive's level, and no date.
            with archive.open(name, "w", force_zip64=one.size > _WIDE) as member:
                for piece in one.pieces():
                    member.write(piece)
            entry = archive.getinfo(name)
            entry.create_system = 3  # as on Unix, wherever it is made
            entry.external_attr = _REGULAR
    return stream.getvalue()
