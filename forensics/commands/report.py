"""`forensics report`: read the evidence of one or more cases and write everything."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from forensics.binding import EDITIONS, FULL, MEGABYTE, PAPERS, SIZES, VENDOR
from forensics.commands import caches, dates, engines, terminal
from forensics.commands.cases import each_case, name
from forensics.commands.terminal import say
from forensics.commands.watching import watched
from forensics.errors import ForensicsError

if TYPE_CHECKING:
    from forensics.batch.outcomes import Outcome
    from forensics.reporting import Written


def add(report: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    report.description = (
        "Read the evidence of one or more cases, analyse it, and write for each: "
        "report.pdf, report.html, findings.json, attempts.csv, lockouts.csv, graph.graphml, "
        "ticket.txt and manifest.json."
    )
    report.add_argument(
        "case",
        nargs="*",
        type=Path,
        metavar="CASE",
        help="a case folder (default: this folder if it is one, or all in cases/ here)",
    )
    report.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where to write (default: report/ in the case; a folder each where there are several)",
    )
    report.add_argument(
        "--date",
        type=dates.date,
        metavar="DATE",
        help="date printed on the report, such as 2026-11-22 (default: SOURCE_DATE_EPOCH, or none)",
    )
    report.add_argument(
        "--paper", choices=PAPERS, default=PAPERS[0], help="the paper's size (default: A4)"
    )
    report.add_argument(
        "--max-size",
        type=int,
        choices=SIZES,
        default=SIZES[0],
        help="megabytes that report.pdf may have; what does not fit is written to "
        "report-attachments.zip (default: 4)",
    )
    report.add_argument(
        "--sign",
        type=Path,
        metavar="KEY",
        help="sign report.pdf with an Ed25519 key (PEM) and write report.pdf.sig",
    )
    report.add_argument(
        "--pades",
        type=Path,
        metavar="FILE",
        help="sign inside report.pdf with a key and its certificate (PKCS #12 or PEM); needs "
        "--date; the passphrase of either key is read from FORENSICS_KEY_PASSPHRASE",
    )
    report.add_argument(
        "--edition",
        choices=EDITIONS,
        default=FULL,
        help="vendor replaces the names of the case by pseudonyms and is written to "
        "report-vendor/ in the case; key and list of names are kept in vendor-key/ (default: full)",
    )
    report.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="the key of the vendor edition's pseudonyms (default: vendor-key/key, made once)",
    )
    engines.add(report)
    caches.add(report)
    report.add_argument(
        "--overview",
        type=Path,
        metavar="DIR",
        help="where to write index.html, .csv and .json over all cases (default: in --out, where "
        "there are several)",
    )
    report.add_argument(
        "--json",
        action="store_true",
        help="print what came of each case as a line of JSON, instead of the report's path",
    )
    report.add_argument(
        "-q", "--quiet", action="store_true", help="no progress, no summary, no remarks"
    )
    report.set_defaults(run=_reports, of_case=_report)


def _reports(arguments: argparse.Namespace) -> int:
    """Write the report of each case, and an index over them where one is asked for."""
    arguments.outcomes = []
    status = each_case(arguments)
    place = arguments.overview or (arguments.out if len(arguments.outcomes) > 1 else None)
    if place is None or not arguments.outcomes:
        return status
    from forensics.batch.index import files
    from forensics.placing.moving import put_in_place

    try:
        put_in_place(place, files(arguments.outcomes, place))
    except OSError as error:
        say(f"{place}: cannot write the index ({error.strerror}); name another --overview")
        return min(status, terminal.NO_REPORT, key=terminal.WORST.index)
    if arguments.overview and not arguments.json:
        terminal.show([str(place / "index.html")])
    return status


def _report(folder: Path, arguments: argparse.Namespace) -> int:
    """Write the report of one case; a mistake or a fault is said in one line."""
    from forensics.batch.outcomes import failed

    try:
        written = _written(folder, arguments)
    except ForensicsError as error:
        status = terminal.mistake(error)
        arguments.outcomes.append(failed(folder, status, str(error)))
    except OSError as error:
        out = _out(folder, arguments)
        said = f"{out}: cannot write the report ({error.strerror or error}); name another --out"
        say(said)
        status = terminal.NO_REPORT
        arguments.outcomes.append(failed(folder, status, said))
    else:
        return _done(folder, arguments, written)
    if arguments.json:
        _tell(arguments.outcomes[-1])
    return status


def _done(folder: Path, arguments: argparse.Namespace, written: "Written") -> int:
    """Say what a report comes to; return the exit status."""
    from forensics.batch.outcomes import reported

    status = terminal.INCOMPLETE if written.remarks else terminal.OK
    outcome = reported(folder, status, written.report, written.findings)
    arguments.outcomes.append(outcome)
    if not arguments.quiet and sys.stderr.isatty():
        from forensics.commands.summary import summarise  # its library takes a tenth of a second

        summarise(outcome, written.findings)
    if not arguments.json:
        return terminal.done(written.report, written.remarks, quiet=arguments.quiet)
    _tell(outcome)
    return terminal.remarked(written.remarks, quiet=arguments.quiet)


def _tell(outcome: "Outcome") -> None:
    """Print an outcome as one line of JSON."""
    from forensics.batch.outcomes import as_json

    terminal.show([as_json(outcome)])


def _out(folder: Path, arguments: argparse.Namespace) -> Path:
    """Return where the report of a case goes."""
    if arguments.out and len(arguments.case) > 1:
        return Path(arguments.out) / name(folder)
    vendor = arguments.edition == VENDOR
    return arguments.out or folder / ("report-vendor" if vendor else "report")


def _written(folder: Path, arguments: argparse.Namespace) -> "Written":
    """Write the report of one case.

    Raises:
        ForensicsError: A mistake of the operator, or one of ours.
        OSError: It cannot be written.
    """
    # The libraries behind it take most of a second to load; --help and --version do not wait.
    from forensics.articles.library import place
    from forensics.case import load_case
    from forensics.collector import seldom
    from forensics.engine.workers import cores
    from forensics.reporting import Order, write_report
    from forensics.sealing.signatures import passphrase
    from forensics.sealing.signing import keys

    out, vendor = _out(folder, arguments), arguments.edition == VENDOR
    date = arguments.date or dates.epoch(os.environ.get("SOURCE_DATE_EPOCH"))
    load_case(folder)  # no key is made for what is no case
    order = Order(
        folder=folder,
        out=out,
        date=date,
        paper=arguments.paper,
        most=arguments.max_size * MEGABYTE,
        keys=keys(arguments.sign, arguments.pades, passphrase(os.environ), date),
        articles=place(None, os.environ),
        vendor=_pseudonyms(folder, arguments.key, out) if vendor else None,
        beside=(arguments.jobs or cores()) > 1,
    )
    with (
        engines.engine(arguments) as engine,
        watched(quiet=arguments.quiet) as tell,
        seldom(),
    ):
        order = replace(order, engine=engine, secret=caches.secret(arguments))
        return write_report(order, tell)


def _pseudonyms(folder: Path, key: Path | None, out: Path) -> bytes:
    """Return the key of the pseudonyms, as `keeping.key` does."""
    from forensics.editions import keeping  # for this edition only

    return keeping.key(folder, key, out)
