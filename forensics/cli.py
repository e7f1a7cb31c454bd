"""The command line: arguments, progress, exit status. Only this room prints or reads the clock.

Exit status: 0 done and all evidence read; 3 done, some evidence was not;
2 a mistake in the command or the case; 1 no report; 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NoReturn

from forensics import __version__
from forensics.errors import CaseError, ForensicsError

OK, NO_REPORT, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
# Of several cases the worst tells the status.
_WORST: Final = (INTERRUPTED, NO_REPORT, WRONG_USE, INCOMPLETE, OK)

_EXAMPLES: Final = """\
examples:
  forensics report cases/sms-cap-lockout
  forensics report cases/a cases/b --out reports -q
  forensics check cases/sms-cap-lockout
  forensics kb list --symptom "SMSCliToknAcct& locked out"
  forensics kb show Q299352
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")  # a path need not be UTF-8
    try:
        arguments = _arguments(argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except KeyboardInterrupt:
        _say("interrupted; earlier output is as it was")
        return INTERRUPTED


def _each_case(arguments: argparse.Namespace) -> int:
    """Run a command on each case; the worst tells the status."""
    of_case: Callable[[Path, argparse.Namespace], int] = arguments.of_case
    return min((of_case(case, arguments) for case in arguments.case), key=_WORST.index)


class _Parser(argparse.ArgumentParser):
    """argparse that answers a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"forensics: {legible(message)}; see {self.prog} --help\n")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    arguments = parser.parse_args(argv)
    names = [_name(folder) for folder in getattr(arguments, "case", ())]
    twice = next((name for name in names if names.count(name) > 1), None)
    if getattr(arguments, "out", None) and twice is not None:
        parser.error(f"two cases are called {twice}: one would replace the other in --out")
    return arguments


def _name(folder: Path) -> str:
    return Path(os.path.realpath(folder)).name


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="forensics",
        description="Offline forensic reports on Windows account lockouts.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"forensics {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    report = commands.add_parser(
        "report",
        help="read the evidence of a case and write the report",
        description="Read the evidence of one or more cases, analyse it, and write for each: "
        "report.pdf, findings.json, attempts.csv, lockouts.csv, graph.graphml, ticket.txt and "
        "manifest.json.",
    )
    report.add_argument("case", nargs="+", type=Path, metavar="CASE", help="a case folder")
    report.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where to write (default: report/ in the case; a folder each where there are several)",
    )
    report.add_argument(
        "--date",
        type=_date,
        metavar="DATE",
        help="date printed on the report, such as 2026-11-22 (default: none)",
    )
    report.add_argument("-q", "--quiet", action="store_true", help="no progress, no remarks")
    report.set_defaults(run=_each_case, of_case=_report)
    check = commands.add_parser(
        "check",
        help="read the evidence of a case and print its inventory and condition",
        description="Read the evidence of a case and print every exhibit: what it is, what was "
        "read from it, recovered, set aside and damaged, and what the logs cover. Writes nothing.",
    )
    check.add_argument("case", nargs=1, type=Path, metavar="CASE", help="a case folder")
    check.add_argument("--json", action="store_true", help="for a program, as in findings.json")
    check.add_argument("-q", "--quiet", action="store_true", help="no progress")
    check.set_defaults(run=_each_case, of_case=_check)
    _add_kb(commands.add_parser("kb", help="the knowledge base: entries, facts, article texts"))
    return parser


def _add_kb(parser: argparse.ArgumentParser) -> None:
    """Add the commands of the knowledge base, which are about no case."""
    parser.description = "The knowledge base, and the library of article texts beside it."
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="list the entries")
    listing.add_argument("--symptom", default="", metavar="TEXT", help="search, best first")
    show = commands.add_parser("show", help="print an entry, and its article where it is held")
    show.add_argument("id", metavar="ID", help="such as Q299352")
    facts = commands.add_parser("facts", help="print the facts that entries and [facts] may name")
    taking = commands.add_parser("import", help="take article texts into the library")
    taking.add_argument("text", nargs="+", type=Path, metavar="FILE|DIR", help="archived texts")
    facts.set_defaults(run=_kb, of_kb=_kb_facts, library=None)
    for command, of_kb in ((listing, _kb_list), (show, _kb_show), (taking, _kb_import)):
        command.add_argument(
            "--library",
            type=Path,
            metavar="FILE",
            help="the library (default: FORENSICS_LIBRARY, else in the user's data folder)",
        )
        command.set_defaults(run=_kb, of_kb=of_kb)


def _date(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        aware.astimezone(UTC)  # the edges of the calendar have no time in UTC
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2026-11-22") from error
    return aware


def _report(folder: Path, arguments: argparse.Namespace) -> int:
    """Write the report of one case; a mistake or a fault is said in one line."""
    out = arguments.out or folder / "report"
    if arguments.out and len(arguments.case) > 1:
        out = arguments.out / _name(folder)
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.articles.library import place  # noqa: PLC0415
        from forensics.reporting import write_report  # noqa: PLC0415

        kept = place(None, os.environ)
        written = write_report(folder, out, arguments.date, _progress(arguments.quiet), kept)
    except ForensicsError as error:
        return _mistake(error)
    except OSError as error:
        _say(f"{out}: cannot write the report ({error.strerror or error}); name another --out")
        return NO_REPORT
    print(written.report)
    if not arguments.quiet:
        for remark in written.remarks:
            _say(remark)
    return INCOMPLETE if written.remarks else OK


def _check(folder: Path, arguments: argparse.Namespace) -> int:
    """Print the inventory of one case; a mistake is said in one line."""
    try:
        from forensics.checking import check  # noqa: PLC0415 - as above
        from forensics.inventory import inventory_json, inventory_text  # noqa: PLC0415

        inventory = check(folder, _progress(arguments.quiet))
    except ForensicsError as error:
        return _mistake(error)
    if arguments.json:
        print(inventory_json(inventory), end="")
    else:
        for line in inventory_text(inventory).splitlines():
            print(legible(line))
    whole = all(source.state == "intact" for source in inventory.sources)
    return OK if whole else INCOMPLETE


def _mistake(error: ForensicsError) -> int:
    """Say a mistake of the operator, or one of ours, in one line."""
    if isinstance(error, CaseError):
        _say(str(error))
        return WRONG_USE
    _say(f"{error}; this is a mistake in the program's own data")
    return NO_REPORT


def _kb(arguments: argparse.Namespace) -> int:
    """Run a command of the knowledge base; a mistake is said in one line."""
    try:
        from forensics.articles.library import place  # noqa: PLC0415 - as above

        kept = place(arguments.library, os.environ)
        if arguments.library is not None and arguments.of_kb is not _kb_import:
            arguments.library.stat()  # one that is named must be there
        of_kb: Callable[[Path, argparse.Namespace], int] = arguments.of_kb
        return of_kb(kept, arguments)
    except ForensicsError as error:
        return _mistake(error)
    except BrokenPipeError:  # as of `forensics kb list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}")
        return WRONG_USE


def _kb_list(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.listing import listing  # noqa: PLC0415 - as above

    _show(listing(arguments.symptom, kept))
    return OK


def _kb_show(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.showing import showing  # noqa: PLC0415 - as above

    _show(showing(arguments.id, kept))
    return OK


def _kb_facts(_: Path, __: argparse.Namespace) -> int:
    from forensics.kb.facts import facts  # noqa: PLC0415 - as above

    _show(facts())
    return OK


def _kb_import(kept: Path, arguments: argparse.Namespace) -> int:
    from forensics.kb.intake import take_in  # noqa: PLC0415 - as above

    intake = take_in(arguments.text, kept)
    _show([intake.summary])
    for remark in intake.remarks:
        _say(remark)
    return OK if intake.whole else INCOMPLETE


def _show(lines: Iterable[str]) -> None:
    """Print lines on any terminal: what its encoding lacks stands as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        print(legible(line).encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


class _Progress:
    """Says what is under way, on a terminal only."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown

    def __call__(self, stage: str) -> None:
        if self._shown:
            print(f"\r\x1b[K{legible(stage)}", end="", file=sys.stderr, flush=True)

    def __del__(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _progress(quiet: bool) -> _Progress:  # noqa: FBT001 - an argument as argparse gives it
    return _Progress(shown=not quiet and sys.stderr.isatty())


def _say(text: str) -> None:
    print(f"forensics: {legible(text)}", file=sys.stderr)


def legible(text: str) -> str:
    """Return one line without control characters: names in evidence are hostile input."""
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
