"""What an .evt log says of itself, beside what was found in it: words for the report."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from forensics.evidence.evt.parts import Header, Marker

_STATES: Final = {"dirty": 1, "wrapped": 2, "full": 4, "archive": 8}  # ELF_LOGFILE_HEADER, Flags


def claims(
    header: Header | None, marker: Marker | None, number: NDArray[np.uint32], size: int
) -> dict[str, str]:
    """Return claim -> value; `… found` stands beside what header or end marker claim.

    Args:
        header: None where unreadable.
        marker: None where there is none.
        number: Of the live records, in the order of writing.
        size: Bytes of the file.

    Returns:
        Nothing where the log has neither header nor end marker, which alone can claim.
    """
    said = _of_header(header) if header is not None else {}
    if marker is not None:
        said["oldest record, by the end marker"] = str(marker.oldest)
        said["next record, by the end marker"] = str(marker.following)
    if said:
        said["oldest record found"] = str(number[0]) if len(number) else "none"
        said["next record found"] = str(int(number[-1]) + 1) if len(number) else "none"
        said["live records found"] = str(len(number))
        said["size found"] = f"{size} bytes"
    return said


def _of_header(header: Header) -> dict[str, str]:
    return {
        **{name: "yes" if header.flags & flag else "no" for name, flag in _STATES.items()},
        "empty": "yes" if header.empty else "no",
        "oldest record": str(header.oldest),
        "next record": str(header.following),
        "largest size": f"{header.size} bytes",
        "retention": f"{header.retention} seconds",
    }
