"""One hash over all that a report stands on: the root of a Merkle tree as RFC 6962 builds it.

A leaf is a line about an exhibit or about a file of data, with its SHA-256; so the root can be
worked out by hand with `sha256sum`, from the lines alone. What a change of any byte of any of them
changes is the root that stands at the foot of every page.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, Protocol

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"
"""What is hashed before a leaf and before two nodes, so that neither passes for the other
(RFC 6962, 2.1)."""


class Listed(Protocol):
    """An exhibit as the findings or a manifest list it."""

    @property
    def path(self) -> str:
        """Where it lies in the case."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def sha256(self) -> str:
        """In hexadecimal, or `""`."""


class Hashed(Protocol):
    """A file by its size and its hash."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def sha256(self) -> str:
        """In hexadecimal."""


def root(leaves: Iterable[bytes]) -> str:
    """Return the Merkle Tree Hash of the leaves, in hexadecimal (RFC 6962, 2.1).

    Args:
        leaves: In order; of none it is the SHA-256 of nothing.
    """
    level = [sha256(_LEAF + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = (level[place : place + 2] for place in range(0, len(level), 2))
        # The last of an odd number goes up as it is: the larger left half is a power of two.
        level = [sha256(_NODE + b"".join(pair)).digest() if pair[1:] else pair[0] for pair in pairs]
    return (level[0] if level else sha256().digest()).hex()


def leaves(exhibits: Iterable[Listed], data: Mapping[str, Hashed]) -> Sequence[bytes]:
    r"""Return a leaf for each exhibit, in order of path, then one for each file, in order of name.

    An exhibit's is `exhibit\0path\0size\0sha256`, a file's `file\0name\0size\0sha256`, in UTF-8;
    size in digits and hash in hexadecimal are without a NUL, so no two are alike.

    Args:
        exhibits: One that could not be read has no hash.
        data: File name -> what is written beside the report.
    """
    return [
        *sorted(_leaf("exhibit", one.path, one.size, one.sha256) for one in exhibits),
        *sorted(_leaf("file", name, one.size, one.sha256) for name, one in data.items()),
    ]


def _leaf(*parts: object) -> bytes:
    # A lone surrogate of a hostile name cannot be UTF-8: it is written as elsewhere, as an escape.
    return "\0".join(map(str, parts)).encode("utf-8", "backslashreplace")
