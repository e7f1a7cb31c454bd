"""`forensics report`: read the evidence of one or more cases and write everything."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forensics.binding import PAPERS
from forensics.commands import terminal
from forensics.commands.cases import each_case, name
from forensics.commands.terminal import say
from forensics.errors import CaseError, ForensicsError


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps the type of its subparsers private
    """Add the command and its arguments."""
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
        type=terminal.date,
        metavar="DATE",
        help="date printed on the report, such as 2026-11-22 (default: SOURCE_DATE_EPOCH, or none)",
    )
    report.add_argument(
        "--paper", choices=PAPERS, default=PAPERS[0], help="the paper's size (default: A4)"
    )
    report.add_argument("-q", "--quiet", action="store_true", help="no progress, no remarks")
    report.set_defaults(run=each_case, of_case=_report)


def _report(folder: Path, arguments: argparse.Namespace) -> int:
    """Write the report of one case; a mistake or a fault is said in one line."""
    out = arguments.out or folder / "report"
    if arguments.out and len(arguments.case) > 1:
        out = arguments.out / name(folder)
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.articles.library import place
        from forensics.reporting import Order, write_report

        order = Order(
            folder=folder,
            out=out,
            date=arguments.date or _epoch(os.environ.get("SOURCE_DATE_EPOCH")),
            paper=arguments.paper,
            articles=place(None, os.environ),
        )
        written = write_report(order, terminal.progress(quiet=arguments.quiet))
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"{out}: cannot write the report ({error.strerror or error}); name another --out")
        return terminal.NO_REPORT
    print(written.report)
    if not arguments.quiet:
        for remark in written.remarks:
            say(remark)
    return terminal.INCOMPLETE if written.remarks else terminal.OK


def _epoch(text: str | None) -> datetime | None:
    """Return the date that builders of reproducible files hand down, in seconds since 1970.

    Raises:
        CaseError: It is set, and is no such number.
    """
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise CaseError(f"SOURCE_DATE_EPOCH: {text!r} is no time in seconds since 1970") from error
