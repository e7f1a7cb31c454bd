"""Folders of Windows that lead elsewhere and are no symbolic links: they are not followed either.

A junction may lead back into the folder in which it lies, and need no rights to be made.
"""

import os
import stat
import sys


def is_junction(about: os.stat_result) -> bool:
    """Tell whether what is known of a folder, itself and not what it leads to, makes it one."""
    found = False
    if sys.platform == "win32":
        found = about.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    return found
