"""Whether a place lies in a folder, whatever its file system makes of large and small letters."""

import os
from contextlib import suppress
from pathlib import Path


def lies_within(place: Path, folder: Path) -> bool:
    """Tell whether a place is a folder or lies below it; neither need be there.

    Links are followed. A file system that ignores case has one folder of several names.
    """
    real, root = Path(os.path.realpath(place)), Path(os.path.realpath(folder))
    if real.is_relative_to(root):
        return True
    for each in (real, *real.parents):
        with suppress(OSError):  # one of them is not there
            if each.samefile(root):
                return True
    return False
