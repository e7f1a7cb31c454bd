"""`python -m tests.platforms.windows COMMAND ... [, COMMAND ...]`: on a Windows made of patches.

No Windows is here. What of it a process can be made to meet: our rooms are told that they run
there, what only other systems have is gone for them, and files behave as they do there. A file that
is open is neither renamed nor removed nor replaced, no folder is opened, no link is made without a
privilege, and names that mean something else there are refused. `/proc` tells what is open.
"""

import ast
import builtins
import errno
import fcntl
import io
import os
import runpy
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, Final

JUNCTION: Final = "a junction"
"""What a folder is called that is one here."""

ABSENT: Final = frozenset(("fcntl", "grp", "posix", "pwd", "resource", "termios"))
"""Modules that are not there."""

LACKING: Final = {
    os: (
        *("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "chown", "fchmod", "fork"),
        *("geteuid", "getuid", "killpg", "mkfifo", "sched_getaffinity", "setsid", "statvfs"),
    ),
    signal: ("SIGALRM", "SIGHUP", "SIGPIPE", "SIGXCPU"),
}
"""What modules that are there do not have."""

_ANOTHER: Final = frozenset('<>:"|?*\\')
_DEVICES: Final = frozenset(("con", "prn", "aux", "nul", "com1", "lpt1"))
_TAG: Final = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT
_BESIDE: Final = """\
import sys
sys.path[:] = sys.argv[2:]
from tests.platforms.windows import become
become()
"""


def become() -> None:
    """Let all that is imported of the program from now on meet Windows."""
    sys.meta_path.insert(0, _Finder())
    builtins.__import__ = _importing(builtins.__import__)
    for module, names in LACKING.items():
        for name in names:
            delattr(module, name)
    _change_files()
    from forensics import second  # noqa: PLC0415 - told where it is from now on

    second._PROGRAM = _BESIDE + second._PROGRAM  # type: ignore[misc]  # noqa: SLF001 - so are its processes


class _Finder(MetaPathFinder):
    """Finds our rooms that ask for the system, and has them told that it is Windows."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load one of them, None for any other module."""
        spec = PathFinder.find_spec(name, path, target) if name.startswith("forensics") else None
        loader = spec.loader if spec else None
        if not isinstance(loader, SourceFileLoader) or spec is None:
            return None
        if b"sys.platform" in loader.get_data(loader.path):
            spec.loader = _Loader(loader.name, loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Reads a room for Windows; what was compiled of it before is for another system."""

    def path_stats(self, path: str) -> Any:  # noqa: ANN401 - as the library has it
        """Say that nothing compiled can be held against the source."""
        raise OSError(path)

    def source_to_code(  # type: ignore[override]
        self,
        data: bytes,
        path: str,
        *,
        _optimize: int = -1,
    ) -> Any:  # noqa: ANN401 - as the library has it
        """Return the code of a room in which the system is Windows."""
        tree = ast.fix_missing_locations(_Told().visit(ast.parse(data)))
        return compile(tree, path, "exec", dont_inherit=True)


class _Told(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if ast.unparse(node) == "sys.platform":
            return ast.Constant("win32")
        self.generic_visit(node)
        return node


def _importing(load: Callable[..., ModuleType]) -> Callable[..., ModuleType]:
    """Return an import that finds for our rooms what Windows has, and nothing of other systems."""
    msvcrt = _msvcrt()

    def loading(name: str, names: Any = None, *rest: Any, **named: Any) -> ModuleType:  # noqa: ANN401
        ours = str((names or {}).get("__name__", "")).startswith("forensics")
        if ours and name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return msvcrt if ours and name == "msvcrt" else load(name, names, *rest, **named)

    return loading


def _msvcrt() -> ModuleType:
    """Return the C library's lock of a file, which says of one that is taken that it is denied."""

    def locking(descriptor: int, mode: int, _: int) -> None:
        try:
            fcntl.flock(descriptor, mode)
        except BlockingIOError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error

    made: Any = ModuleType("msvcrt")
    made.LK_NBLCK, made.locking = fcntl.LOCK_EX | fcntl.LOCK_NB, locking
    return made  # type: ignore[no-any-return]


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def _change_files() -> None:
    library: Any = os
    library.open = _opening(os.open)
    library.stat = library.lstat = _telling(os.stat)
    library.rename = _moving(os.rename, over=False)
    library.replace = _moving(os.replace, over=True)
    library.unlink = library.remove = _removing(os.unlink)
    library.mkdir = _naming(os.mkdir)
    library.symlink = _refused
    library.add_dll_directory = _dll_directory
    library.O_NOINHERIT = 0
    streams: Any = io
    streams.open = _naming(io.open)
    kinds: Any = stat
    kinds.IO_REPARSE_TAG_MOUNT_POINT = _TAG
    temporary: Any = tempfile
    temporary.TemporaryFile = tempfile.NamedTemporaryFile
    copying: Any = shutil
    copying._use_fd_functions = False  # noqa: SLF001 - folders cannot be opened


def _opening(real: Callable[..., int]) -> Callable[..., int]:
    def opening(path: Any, flags: int, *rest: Any, **named: Any) -> int:  # noqa: ANN401
        if os.path.isdir(path):  # noqa: PTH112
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        _look_at(path)
        return real(path, flags, *rest, **named)

    return opening


class _About:
    """What is known of a file, as Windows tells it."""

    def __init__(self, real: os.stat_result, tag: int) -> None:
        self._real, self.st_reparse_tag = real, tag

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is asked for
        if name == "st_blocks":
            raise AttributeError(name)
        return getattr(self._real, name)

    def __getitem__(self, place: int) -> Any:  # noqa: ANN401
        return self._real[place]


def _telling(real: Callable[..., os.stat_result]) -> Callable[..., Any]:
    def telling(path: Any, **named: Any) -> _About:  # noqa: ANN401
        tagged = isinstance(path, str | os.PathLike) and os.path.basename(path) == JUNCTION  # noqa: PTH119
        return _About(real(path, **named), _TAG if tagged else 0)

    return telling


def _moving(real: Callable[..., None], *, over: bool) -> Callable[..., None]:
    def moving(begin: Any, end: Any, **named: Any) -> None:  # noqa: ANN401
        _look_at(end)
        there = os.path.lexists(end)
        if there and not over and not os.path.samefile(begin, end):  # noqa: PTH121
            raise FileExistsError(errno.EEXIST, "File exists", os.fspath(end))
        if _held(begin) or (there and _held(end)):
            raise PermissionError(errno.EACCES, "The file is in use", os.fspath(end))
        real(begin, end, **named)

    return moving


def _removing(real: Callable[..., None]) -> Callable[..., None]:
    def removing(path: Any, **named: Any) -> None:  # noqa: ANN401
        if not named and _held(path):
            raise PermissionError(errno.EACCES, "The file is in use", os.fspath(path))
        real(path, **named)

    return removing


def _naming(real: Callable[..., Any]) -> Callable[..., Any]:
    def naming(path: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        _look_at(path)
        return real(path, *rest, **named)

    return naming


def _look_at(path: Any) -> None:  # noqa: ANN401 - whatever is given for a path
    """Refuse a name that means something else on Windows."""
    if isinstance(path, int):
        return
    name = os.path.basename(os.fspath(path))  # noqa: PTH119
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    short = text.partition(".")[0].rstrip().lower()
    if _ANOTHER & set(text) or text != text.rstrip(" .") or short in _DEVICES:
        raise OSError(errno.EINVAL, "Invalid argument", text)


def _held(path: Any) -> bool:  # noqa: ANN401
    """Tell whether this process has a file open, or one in a folder."""
    real = os.path.realpath(path)
    for each in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with suppress(OSError):
            target = os.readlink(f"/proc/self/fd/{each}")  # noqa: PTH115
            if target == real or target.startswith(f"{real}/"):
                return True
    return False


def _refused(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "A required privilege is not held by the client")


@contextmanager
def _entered() -> Iterator[None]:
    yield


def _dll_directory(folder: str) -> Any:  # noqa: ANN401 - a context, as Python has it
    if not os.path.isdir(folder):  # noqa: PTH112
        raise FileNotFoundError(errno.ENOENT, "No such file", folder)
    return _entered()


if __name__ == "__main__":
    become()
    runpy.run_module("tests.faults.quick", run_name="__main__", alter_sys=True)
