"""Finds the packages of the two other readers, which may lie in one folder.

They are called `evtx` and `Evtx`. A file system that ignores case (Windows, macOS) has one folder
for both. It bears the name of the one installed first, which keeps the other from being found, and
has the `__init__.py` of the one installed last: the only name that is in both, so all else is
there. So neither `__init__.py` is run, on any system: each package is an empty one that leads to
its modules, wherever they are.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Final

_OWN: Final = (("evtx", "_native"), ("Evtx", "Evtx"))
"""Each package, and a module that it alone has."""


def lead(path: Sequence[str]) -> None:
    """Let both packages be imported from where their modules are; one that is nowhere is left.

    Args:
        path: Folders in which packages are looked for, such as `sys.path`.
    """
    folders = list(_folders(path))
    for name, module in _OWN:
        own = [each for each in folders if PathFinder.find_spec(f"{name}.{module}", [each])]
        if own and name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = own[:1]
            sys.modules[name] = package


def _folders(path: Sequence[str]) -> Iterator[str]:
    """Yield the folders that a file system which ignores case would find by either name."""
    for place in path:
        with suppress(OSError):  # no folder
            for each in Path(place).iterdir():
                if each.name.lower() == "evtx" and each.is_dir():
                    yield str(each)
