"""Which names from a report a file may be given here: no name may mean another place, or a device.

Reports are made on any system, and what one says may be made to do harm.
"""

import re
import sys
from pathlib import PurePosixPath
from typing import Final

_NO_NAME: Final = re.compile(
    r'[<>:"\\|?*\x00-\x1f]|[ .]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?: *\.|$)',
    re.IGNORECASE,
)
"""What Windows takes for a folder, a stream, a device or another name (Microsoft's rules for
naming files: reserved characters, names, and the space or dot at the end that it drops)."""


def is_name(text: str, system: str = sys.platform) -> bool:
    """Return whether a text names something in a folder, and no other place.

    Args:
        text: From a report.
        system: As `sys.platform` has it.
    """
    alone = PurePosixPath(text).name == text and text not in ("", "..") and "\0" not in text
    return alone and (system != "win32" or not _NO_NAME.search(text))


def leads_inward(path: str, system: str = sys.platform) -> bool:
    """Return whether a relative path with `/` names something below a folder, part by part."""
    return path != "" and all(is_name(part, system) for part in path.split("/"))
