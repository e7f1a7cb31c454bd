"""`forensics export`: what the evidence shows, in the forms of other programs."""

import argparse
from pathlib import Path
from typing import Final

from forensics.commands import caches, engines, terminal
from forensics.commands.terminal import say
from forensics.commands.watching import watched
from forensics.errors import ForensicsError

FORMS: Final = ("timesketch", "ocsf", "case", "markdown")


def add(export: argparse.ArgumentParser) -> None:
    """Add what the command says of itself, and its arguments."""
    export.description = (
        "Read and analyse a case, and write what it shows for other programs: Timesketch (JSON "
        "lines), OCSF 1.3 (Authentication, Account Change), CASE/UCO (JSON-LD), Markdown. The "
        "graph for Gephi and yEd is graph.graphml, which `forensics report` writes."
    )
    export.add_argument("case", type=Path, metavar="CASE", help="a case folder")
    export.add_argument(
        "--as",
        dest="forms",
        action="append",
        choices=FORMS,
        help="the form; may be given more than once (default: all)",
    )
    export.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write (default: interchange/ in CASE)"
    )
    engines.add(export)
    caches.add(export)
    export.add_argument("-q", "--quiet", action="store_true", help="no progress, no remarks")
    export.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> int:
    """Write the files; a mistake or a fault is said in one line."""
    folder: Path = arguments.case
    out: Path = arguments.out or folder / "interchange"
    try:
        # The libraries behind it take most of a second to load; --help and --version do not wait.
        from forensics.case import load_case
        from forensics.interchange.writing import files
        from forensics.investigating import investigate
        from forensics.knowing.vocabulary import check_declared
        from forensics.placing.claiming import claimed
        from forensics.placing.moving import put_in_place
        from forensics.reporting import keep_out_of_evidence, remarks

        case = load_case(folder)
        check_declared(case)
        keep_out_of_evidence(case, out)
        with (
            claimed(out),
            engines.engine(arguments) as engine,
            watched(quiet=arguments.quiet) as tell,
        ):
            analysis = investigate(case, tell, None, engine, caches.secret(arguments))
            put_in_place(out, files(analysis, arguments.forms or FORMS, folder / "report"))
    except ForensicsError as error:
        return terminal.mistake(error)
    except OSError as error:
        say(f"{error.filename or out}: {error.strerror}")
        return terminal.NO_REPORT
    return terminal.done(out, remarks(folder, analysis.findings), quiet=arguments.quiet)
