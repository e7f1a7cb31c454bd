"""`forensics verify`: prove that a report follows from its evidence."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from forensics.commands import engines, terminal
from forensics.commands.terminal import say, show
from forensics.commands.watching import watched
from forensics.errors import ForensicsError


def add(verify: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    verify.description = (
        "Hash the exhibits, derive the findings and lay out the report again, and "
        "compare all of it with the report: exhibits, figures, attachments, every line and "
        "drawing of every page, the root. Ends with 0 if everything agrees, with 1 if anything "
        "differs or could not be compared."
    )
    verify.add_argument("report", type=Path, metavar="REPORT.pdf", help="the report")
    verify.add_argument(
        "place", type=Path, metavar="CASE", help="its case folder, or what holds the evidence"
    )
    verify.add_argument(
        "--public-key",
        type=Path,
        metavar="FILE",
        help="the Ed25519 key (PEM) for REPORT.pdf.sig beside the report",
    )
    verify.add_argument(
        "--trust",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a certificate that may vouch for a signature inside the report; any number",
    )
    verify.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="the key of a vendor edition's pseudonyms (default: vendor-key/key in the case)",
    )
    engines.add(verify)
    verify.add_argument("-q", "--quiet", action="store_true", help="no progress")
    verify.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    """Print what was compared and every difference; a mistake is said in one line."""
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.articles import library
        from forensics.verify.telling import told
        from forensics.verify.verifying import Request, verify

        request = Request(
            report=arguments.report,
            case=arguments.place,
            articles=library.place(None, os.environ),
            key=arguments.public_key,
            roots=tuple(arguments.trust),
            pseudonyms=arguments.key,
        )
        with engines.engine(arguments) as engine, watched(quiet=arguments.quiet) as tell:
            verdict = verify(replace(request, engine=engine), tell)
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"{error.filename or arguments.report}: {error.strerror or error}")
        return terminal.NO_REPORT
    show(told(verdict))
    return terminal.OK if verdict.holds else terminal.NO_REPORT
