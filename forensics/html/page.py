"""The report as one HTML file: chapters, sheet, script and data, and the policy that binds them."""

import base64
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from string import printable
from typing import Final

import polars as pl

from forensics.figures.drawing import Figure, Spot
from forensics.findings import Findings
from forensics.html.faces import faces
from forensics.html.gathering import MOST_ROWS, Gathered, gather
from forensics.html.island import MOST_LOCKOUTS, island
from forensics.narrative import Report
from forensics.templating import filled, templates
from forensics.words import counted, grouped

_FIELDS: Final = (("client", "Client"), ("target", "Server"), ("account", "Account"))
_OUTCOMES: Final = (
    ("bad_password", "bad password"),
    ("locked_out", "refused, locked"),
    ("unknown_account", "unknown account"),
    ("other_failure", "other failure"),
    ("success", "success"),
)
_SILENCES: Final = {90: "90 seconds", 900: "15 minutes", 14_400: "4 hours", 86_400: "a day"}

# Content Security Policy 3: nothing is fetched, no text becomes script, and of inline script and
# style only what these digests name. Fonts are inside the sheet, so `data:` is all they need.
_POLICY: Final = (
    "default-src 'none'; style-src '{style}'; script-src '{script}'; font-src data:; "
    "img-src 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def page(
    report: Report, findings: Findings, attempts: pl.DataFrame, most: int = MOST_ROWS
) -> bytes:
    """Return `report.html`: whole in itself, the same bytes for the same values.

    Args:
        report: The chapters, as the PDF has them.
        findings: What they were composed from.
        attempts: Every attempt (`export.attempts_told`).
        most: Rows that it may carry.
    """
    gathered = gather(attempts, most)
    data, script = island(gathered, findings), _file("report.js")
    body = filled(
        "html/body.html.j2",
        {
            "report": report,
            "explore": _explore(gathered, len(findings.lockouts)),
            "foot": tuple(_foot(report, findings)),
        },
        drawn=drawn,
        screen=True,
    )
    style = _style(f"{body}{data}{script}")
    values = {
        "title": report.title,
        "description": "".join(span.text for span in report.cover.statement),
        "generator": f"{findings.tool.name} {findings.tool.version}",
    }
    parts = {
        "body": body,
        "style": style,
        "script": script,
        "island": data,
        "policy": _POLICY.format(style=digest(style), script=digest(script)),
    }
    return filled("html/page.html.j2", values, unescaped=parts, screen=True).encode()


def digest(text: str) -> str:
    """Return what a policy calls an inline sheet or script by."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def drawn(figure: Figure) -> str:
    """Return a figure's SVG for the screen: its links inside, so that they grow with it.

    Its `<title>`, which a browser would show wherever the pointer rests, becomes a label.
    """
    role = "group" if figure.links else "img"
    named = f'<svg role="{role}" aria-label="{escape(figure.alt)}"'
    plain = figure.svg.replace(f"<title>{escape(figure.alt)}</title>", "", 1)
    links = "".join(_link(spot) for spot in figure.links)
    return plain.replace("<svg", named, 1).removesuffix("</svg>") + f"{links}</svg>"


def _link(spot: Spot) -> str:
    return (
        f'<a href="{escape(spot.href)}" aria-label="{escape(spot.title)}">'
        f'<rect x="{spot.left:.1f}" y="{spot.top:.1f}" width="{spot.width:.1f}" '
        f'height="{spot.height:.1f}" fill="none" pointer-events="all"/></a>'
    )


def _style(shown: str) -> str:
    widths = "".join(f".w{share}{{width:{share}%}}" for share in range(1, 101))
    sheet = _file("report.css")
    return f"{faces(f'{printable.strip()} {shown}{sheet}')}{sheet}{widths}\n"


def _file(name: str) -> str:
    return (templates() / "html" / name).read_text(encoding="utf-8")


def _explore(gathered: Gathered, lockouts: int) -> Mapping[str, object]:
    says = tuple(_says(gathered, lockouts))
    return {"says": says, "fields": _NAMED, "outcomes": _OUTCOMES}


_NAMED: Final = tuple({"name": name, "label": label} for name, label in _FIELDS)


def _says(gathered: Gathered, lockouts: int) -> Iterator[str]:
    """Yield what the rows are, and exactly what is not among them."""
    attempts = counted(gathered.attempts, "attempt")
    if gathered.silence == 0:
        yield f"{attempts}, failures and the successes beside them: all that attempts.csv lists."
    else:
        end = _SILENCES.get(gathered.silence or 0)
        until = f", until a silence of more than {end}" if end else ""
        yield (
            f"{attempts} are too many for one page. Each row is a run of them: one client, one "
            f"server, one account, one outcome{until}. One by one they are in attempts.csv."
        )
    if gathered.left_rows:
        yield (
            f"The {counted(gathered.left_rows, 'smallest run')} with "
            f"{counted(gathered.left_attempts, 'attempt')} are left out here."
        )
    if lockouts > MOST_LOCKOUTS:
        yield f"The lanes mark the first {grouped(MOST_LOCKOUTS)} of {grouped(lockouts)} lockouts."


def _foot(report: Report, findings: Findings) -> Iterator[str]:
    if report.sealed.foot:
        yield report.sealed.foot
    yield (
        f"{findings.tool.name} {findings.tool.version}. The same report as report.pdf. This page "
        "loads nothing and sends nothing."
    )
