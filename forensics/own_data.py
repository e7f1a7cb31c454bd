"""Where this program keeps what is the user's own: the library of articles, the cache's secret."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def own_data(environment: Mapping[str, str]) -> Path:
    """Return the folder; it need not be there.

    Args:
        environment: Variables; of the XDG base directory specification and of Windows.
    """
    return _data_folder(environment) / "lockout-forensics"


def _data_folder(environment: Mapping[str, str]) -> Path:
    """Return where programs keep a user's data; a relative XDG_DATA_HOME counts as not set."""
    home = Path(environment.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - never raises
    if sys.platform == "win32":
        folder = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        given = environment.get("XDG_DATA_HOME", "")
        folder = Path(given) if Path(given).is_absolute() else home / ".local" / "share"
    return folder
