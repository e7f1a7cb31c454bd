"""The text of a new `case.toml`: commented, with what the evidence proposes written in as comments.

Names in evidence are hostile input here too: each stands as a quoted string of TOML in which all
that is not printed is spelled out, so that none can end its line or its quotes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Final

from forensics.opening.proposing import NOTHING, HostProposal, Proposals, ZoneProposal
from forensics.values import Instant

_NAME: Final = "case.template"
_PLANE: Final = 0xFFFF
_ZONE: Final = '# timezone = "Europe/London"    # of logs in local time; the report stays in UTC'
_WINDOW: Final = """\
# from = 2026-03-02T06:00:00Z     # the incident; without these two, all that the logs cover
# to = 2026-03-02T18:00:00Z"""
_POLICY: Final = ("# [policy]", "# threshold = 5", '# window = "30m"', '# duration = "30m"')
_HOST: Final = (
    "# [[host]]",
    '# name = "DC01"',
    '# aliases = ["dc01.corp.example"]',
    '# addresses = ["10.0.0.2"]',
    '# roles = ["dc"]',
    '# timezone = "Europe/London"',
    '# clock_offset = "+2s"          # its clock minus true time',
)
_EXHIBIT: Final = (
    "# [[exhibit]]",
    '# path = "evidence/dc01/netlogon.log"',
    '# host = "DC01"',
    '# timezone = "Europe/London"',
    "# year = 2026",
    '# encoding = "cp850"',
    '# date_order = "dmy"',
)


def case_toml(name: str, proposals: Proposals = NOTHING) -> str:
    """Return the text of `case.toml` for a new case.

    Args:
        name: Of the case.
        proposals: What the evidence shows, to be confirmed: it stands in comments.
    """
    text = files("forensics.data").joinpath(_NAME).read_text("utf-8")
    blocks = {
        "{id}": quoted(name),
        "{title}": quoted(name),
        "{zone}": "\n".join(_zone(proposals.zones)),
        "{window}": _window(proposals),
        "{policy}": "\n".join(_policy(proposals)),
        "{hosts}": "\n".join(_hosts(proposals)),
        "{exhibits}": "\n".join(_exhibits(proposals.zones)),
    }
    return "".join(_put(line, blocks) for line in text.splitlines(keepends=True))


def quoted(text: str) -> str:
    """Return a text as a basic string of TOML, in printable characters alone."""
    return "".join(
        char if char.isprintable() else _spelled(char)
        for char in json.dumps(_whole(text), ensure_ascii=False)
    )


def _spelled(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04X}" if code <= _PLANE else f"\\U{code:08X}"


def _whole(text: str) -> str:
    """Return a text without halves of surrogate pairs, which TOML cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _put(line: str, blocks: dict[str, str]) -> str:
    """Return a line of the template with its block; one block a line, so no value is one itself."""
    for mark, block in blocks.items():
        if mark in line:
            return line.replace(mark, block)
    return line


def _zone(zones: Sequence[ZoneProposal]) -> Iterator[str]:
    names = list(dict.fromkeys(name for each in zones for name in each.names))
    if not names:
        yield _ZONE
        return
    yield f"# timezone = {quoted(names[0])}    # proposed: {zones[0].because}"
    if names[1:]:
        yield f"#   other zones that stood so at that time: {', '.join(names[1:])}"


def _window(proposals: Proposals) -> str:
    first, last = proposals.first, proposals.last
    if not isinstance(first, Instant) or not isinstance(last, Instant):
        return _WINDOW
    return (
        f"# from = {first.iso()}    # the first failure that the logs show\n"
        f"# to = {last.iso()}    # and the last"
    )


def _policy(proposals: Proposals) -> Iterable[str]:
    policy = proposals.policy
    if policy is None:
        return _POLICY
    lines = [f"# proposed: {policy.because}", "# [policy]"]
    given = (("threshold", policy.threshold), ("window", policy.window))
    for key, value in (*given, ("duration", policy.duration)):
        if value is not None:
            lines.append(f"# {key} = {value}" if key == "threshold" else f'# {key} = "{value}s"')
    return lines


def _hosts(proposals: Proposals) -> Iterator[str]:
    if not proposals.hosts:
        yield from _HOST
        return
    for place, host in enumerate(proposals.hosts):
        if place:
            yield "#"
        yield from _host(host)
    if proposals.further:
        yield f"# and {proposals.further:,} more machines: see chapter 5 of the report"


def _host(host: HostProposal) -> Iterator[str]:
    yield "# [[host]]"
    yield f"# name = {quoted(host.name)}    # {host.because}"
    if host.aliases:
        named = ", ".join(map(quoted, host.aliases))
        yield f"# aliases = [{named}]    # may be the same machine, as their names go; look it up"
    roles = ", ".join(map(quoted, host.roles))
    shown = "shown by its records" if host.roles else "its records show none"
    yield f"# roles = [{roles}]    # {shown}"
    if host.maybe_cap:
        yield "#   accounts of SMS clients were presented to it: is it a Client Access Point, cap?"
    if host.clock_offset:
        yield f'# clock_offset = "{host.clock_offset}"    # measured by tries that two machines saw'


def _exhibits(zones: Sequence[ZoneProposal]) -> Iterable[str]:
    if not zones:
        return _EXHIBIT
    lines: list[str] = []
    for place, each in enumerate(zones):
        lines += ["#"] if place else []
        lines += ["# [[exhibit]]", f"# path = {quoted(each.path)}"]
        lines.append(f"# timezone = {quoted(each.names[0])}    # proposed: {each.because}")
    return lines
