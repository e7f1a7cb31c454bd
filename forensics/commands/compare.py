"""`forensics compare`: two cases of one site, before and after: did the fix work?"""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from forensics.binding import PAPERS
from forensics.commands import caches, dates, engines, terminal
from forensics.commands.terminal import say
from forensics.commands.watching import watched
from forensics.errors import ForensicsError


def add(compare: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    compare.description = (
        "Read and analyse two cases of one site, and write compare.pdf (two pages at "
        "most) and compare.json: rates with their intervals, clients gone quiet, left and new, and "
        "why the comparison may not be fair. `from` and `to` in each case.toml say what time it "
        "is about; without them, what its logs cover."
    )
    compare.add_argument("before", type=Path, metavar="BEFORE", help="the case before the fix")
    compare.add_argument("after", type=Path, metavar="AFTER", help="the case after it")
    compare.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write (default: compare/ in AFTER)"
    )
    compare.add_argument(
        "--date",
        type=dates.date,
        metavar="DATE",
        help="date printed on the page, such as 2026-11-22 (default: SOURCE_DATE_EPOCH, or none)",
    )
    compare.add_argument(
        "--paper", choices=PAPERS, default=PAPERS[0], help="the paper's size (default: A4)"
    )
    engines.add(compare)
    caches.add(compare)
    compare.add_argument("-q", "--quiet", action="store_true", help="no progress, no remarks")
    compare.set_defaults(run=_compare)


def _compare(arguments: argparse.Namespace) -> int:
    """Write the comparison; a mistake or a fault is said in one line."""
    out = arguments.out or arguments.after / "compare"
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.articles.library import place
        from forensics.comparison.making import Order, write_comparison

        order = Order(
            before=arguments.before,
            after=arguments.after,
            out=out,
            date=arguments.date or dates.epoch(os.environ.get("SOURCE_DATE_EPOCH")),
            paper=arguments.paper,
            articles=place(None, os.environ),
        )
        with engines.engine(arguments) as engine, watched(quiet=arguments.quiet) as tell:
            order = replace(order, engine=engine, secret=caches.secret(arguments))
            written = write_comparison(order, tell)
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"{out}: cannot write the comparison ({error.strerror or error}); name another --out")
        return terminal.NO_REPORT
    return terminal.done(written.page, written.remarks, quiet=arguments.quiet)
