"""`forensics collect`: what to collect of an incident, and the exact commands for it."""

import argparse
import os
from pathlib import Path
from typing import Final

from forensics.binding import PAPERS
from forensics.commands.terminal import NO_REPORT, OK, say, show
from forensics.errors import ForensicsError

WINDOWS: Final = ("nt4", "2000", "today")
PLACES: Final = ("dc", "server", "client", "console")


def add(collect: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    collect.description = (
        "Print what to collect of an account lockout, on which machines, with which commands. "
        "Nothing is collected: the commands are for the person at those machines."
    )
    collect.add_argument(
        "--windows",
        choices=WINDOWS,
        default="today",
        help="nt4: NT 4.0; 2000: 2000, XP and Server 2003; today: since Vista (the default)",
    )
    collect.add_argument(
        "--on",
        choices=PLACES,
        action="append",
        help="for these machines alone; may be given more than once (default: all)",
    )
    collect.add_argument(
        "--sms", action="store_true", help="the site has Systems Management Server 2.0"
    )
    collect.add_argument(
        "--checklist", type=Path, metavar="FILE", help="write a page to tick and to sign, as PDF"
    )
    collect.add_argument(
        "--paper", choices=PAPERS, default=PAPERS[0], help="the paper's size (default: A4)"
    )
    collect.set_defaults(run=_collect)


def _collect(arguments: argparse.Namespace) -> int:
    """Print the steps, or write the checklist; a fault is said in one line."""
    from forensics.collecting.text import lines

    places = arguments.on or PLACES
    if arguments.checklist is None:
        show(lines(arguments.windows, places, sms=arguments.sms))
        return OK
    try:
        # WeasyPrint takes most of a second to load.
        from forensics.collecting.checklist import checklist

        pages = checklist(arguments.windows, places, sms=arguments.sms, paper=arguments.paper)
        arguments.checklist.write_bytes(pages)
    except ForensicsError as error:
        say(f"{error}; this is a mistake in the program's own data")
        return NO_REPORT
    except OSError as error:
        say(f"{os.fsdecode(error.filename or arguments.checklist)}: {error.strerror}")
        return NO_REPORT
    print(arguments.checklist)
    return OK
