"""No room takes its system for granted: by the sources, as no other system is here.

`mypy --platform win32` (and darwin) tells the same and more, in two minutes each.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import pytest

from forensics.verify.filenames import leads_inward
from tests.shared import CHECKOUT

pytestmark = pytest.mark.xdist_group("sources")  # each room is parsed once

MODULES = {
    *("curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog"),
    *("termios", "tty", "msvcrt", "nt", "winreg", "winsound", "_winapi"),
}
"""Modules that some system lacks (docs.python.org, their `Availability`)."""

ATTRIBUTES = {
    "os": {
        *("O_CLOEXEC", "O_DIRECTORY", "O_NOATIME", "O_NOFOLLOW", "O_NONBLOCK", "O_PATH", "O_SYNC"),
        *("O_TMPFILE", "O_BINARY", "O_NOINHERIT", "O_TEMPORARY", "add_dll_directory", "startfile"),
        *("chown", "chroot", "confstr", "ctermid", "fchdir", "fchmod", "fchown", "fork", "forkpty"),
        *("getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getuid", "killpg"),
        *("lchown", "lockf", "mkfifo", "mknod", "nice", "openpty", "pipe2", "posix_fadvise"),
        *("posix_spawn", "pread", "preadv", "pwrite", "sched_getaffinity", "sched_setaffinity"),
        *("sched_yield", "sendfile", "setsid", "setuid", "statvfs", "sync", "sysconf", "uname"),
        *("wait", "wait3", "wait4"),
    },
    "signal": {
        *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP"),
        *("SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGXFSZ", "CTRL_C_EVENT", "SIGBREAK", "alarm"),
        *("pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigwait"),
    },
    "stat": {"IO_REPARSE_TAG_MOUNT_POINT", "IO_REPARSE_TAG_SYMLINK"},
    "time": {"tzset", "clock_getres", "pthread_getcpuclockid"},
}
"""What some system's module lacks."""

LATE = {"st_blocks", "st_reparse_tag", "st_birthtime", "st_flags"}
"""What is known of a file on some systems only."""

OPENING = {"open", "read_text", "write_text", "fdopen", "TextIOWrapper"}
OTHERS = {"archive.open", "os.open", "pikepdf.open", "tarfile.open", "verdict.open"}
"""What opens no text, though it is called so."""

Nodes = list[tuple[ast.AST, bool]]
"""What a room is made of, each with whether the system was asked for before."""


SIGNS = re.compile(
    rf"""\b(?:import\ (?:{"|".join(MODULES)})\b|from\ (?:{"|".join((*MODULES, *ATTRIBUTES))})\b
    |{"|".join(rf"{name}[.](?:{'|'.join(lacking)})" for name, lacking in ATTRIBUTES.items())}
    |(?:{"|".join(LATE)})|(?:{"|".join(OPENING)})[(]|fork)""",
    re.VERBOSE,
)
"""Without one of these there is nothing to be found in a room, which is not parsed then."""


@cache
def rooms() -> Mapping[str, Nodes]:
    """Return the rooms in which something could be found, by their paths."""
    files = (*(CHECKOUT / "forensics").rglob("*.py"), *(CHECKOUT / "release").glob("*.py"))
    texts = {file.relative_to(CHECKOUT).as_posix(): file.read_text("utf-8") for file in files}
    return {path: parsed(text) for path, text in texts.items() if SIGNS.search(text)}


def parsed(source: str) -> Nodes:
    return list(_within(ast.parse(source), guarded=False))


def where(find: Callable[[Nodes], Iterator[str]]) -> list[str]:
    """Return what is found in any room, with the room and the line."""
    return [f"{room}:{each}" for room, found in rooms().items() for each in find(found)]


def _within(node: ast.AST, *, guarded: bool) -> Iterator[tuple[ast.AST, bool]]:
    yield node, guarded
    if isinstance(node, ast.If):
        asked = ast.unparse(node.test)
        guarded = guarded or "sys.platform" in asked or "hasattr(" in asked
    for child in ast.iter_child_nodes(node):
        yield from _within(child, guarded=guarded)


def _names(node: ast.AST) -> Iterator[str]:
    """Yield what of one system a node names."""
    match node:
        case ast.Import(names=names):
            yield from (each.name for each in names if each.name in MODULES)
        case ast.ImportFrom(module=str(module), names=names):
            yield from [module] if module in MODULES else []
            yield from (each.name for each in names if each.name in ATTRIBUTES.get(module, ()))
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in ATTRIBUTES:
            yield from [f"{module}.{name}"] if name in ATTRIBUTES[module] else []
        case ast.Attribute(attr=name) if name in LATE:
            yield name
        case _:
            pass


def unasked(found: Nodes) -> Iterator[str]:
    """Yield what a system may lack where it is named before the system is asked for."""
    for node, guarded in found:
        yield from () if guarded else (f"{_line(node)}: {name}" for name in _names(node))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def texts(found: Nodes) -> Iterator[str]:
    """Yield what opens a text and leaves its encoding or its line ends to the system."""
    for node, _ in found:
        if not isinstance(node, ast.Call):
            continue
        whole = ast.unparse(node.func)
        name = whole.rpartition(".")[2]
        if name not in OPENING or whole in OTHERS or _is_of_bytes(node, name):
            continue
        given = {each.arg for each in node.keywords}
        encoded = "encoding" in given or (name == "read_text" and node.args)
        if not encoded or (name == "write_text" and "newline" not in given):
            yield f"{_line(node)}: {ast.unparse(node)}"


def _is_of_bytes(node: ast.Call, name: str) -> bool:
    given = [*node.args, *(each.value for each in node.keywords)]
    modes = [each.value for each in given if isinstance(each, ast.Constant)]
    return name in {"open", "fdopen"} and any("b" in str(mode) for mode in modes)


def test_no_room_uses_what_its_system_may_lack_without_asking_for_the_system() -> None:
    assert where(unasked) == []


def test_every_text_is_opened_with_its_encoding_and_written_with_its_line_ends() -> None:
    assert where(texts) == []


def test_no_process_is_a_copy_of_another() -> None:
    # `fork` is not there on Windows, and not to be trusted with threads on macOS.
    def forks(found: Nodes) -> Iterator[str]:
        for node, _ in found:
            if isinstance(node, ast.Constant) and node.value in {"fork", "forkserver"}:
                yield f"{_line(node)}: {node.value}"

    assert where(forks) == []


def test_the_check_sees_what_it_is_for() -> None:
    source = """
import fcntl, os, sys
from signal import SIGKILL, SIGINT
if sys.platform != "win32":
    import resource
def late(about):
    if hasattr(os, "fork"):
        os.fork()
    return os.O_NOFOLLOW | about.st_blocks
open("a"), open("b", "rb"), p.open(encoding="utf-8"), p.read_text("utf-8")
p.write_text("x", encoding="utf-8")
"""
    found = parsed(source)
    assert sorted(unasked(found)) == [
        *("2: fcntl", "3: SIGKILL", "9: os.O_NOFOLLOW", "9: st_blocks"),
    ]
    assert sorted(texts(found)) == ["10: open('a')", "11: p.write_text('x', encoding='utf-8')"]


@pytest.mark.parametrize("folder", ["forensics", "tests", "cases", "docs", "release"])
def test_every_file_of_the_checkout_can_be_there_on_every_system(folder: str) -> None:
    paths = [
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / folder).rglob("*")
        if not any(
            part.startswith((".", "__pycache__")) for part in path.parts[len(CHECKOUT.parts) :]
        )
    ]
    assert [path for path in paths if not leads_inward(path, "win32")] == []
    assert len({path.lower() for path in paths}) == len(paths)
    assert max(map(len, paths)) < 120  # of the 260 that Windows takes unless it is told otherwise
