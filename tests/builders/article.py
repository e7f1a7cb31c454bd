"""Builds texts in the form of archived Knowledge Base articles; every article here is invented.

With the defaults the text is as regular as the archive's rule; each argument breaks one thing.
"""

from collections.abc import Mapping

OPENING = "=" * 70
CLOSING = "=" * 77
DASHES = "-" * 79

SECTIONS: Mapping[str, str] = {
    "SYMPTOMS": "An invented account of an invented service is locked out.",
    "CAUSE": "The service tries a password that was never set.",
    "STATUS": "Contoso has confirmed nothing: this article is invented.",
}
TRAILER: Mapping[str, str] = {"Keywords": "kbinvented ", "Technology": "kbNone"}
LEGAL = "THIS TEXT IS INVENTED AND COMES WITHOUT WARRANTY OF ANY KIND."


def article(  # noqa: D417, PLR0913 - each argument breaks one thing
    *,
    id: str = "Q999999",  # noqa: A002 - the word of the archive
    dated: str = "06-AUG-2002",
    tag: str = "sms",
    title: str = "SMS: An Invented Article",
    product: str = "Contoso Management Server",
    versions: str = ":2.0",
    labels: tuple[str, ...] = ("TITLE   ", "PRODUCT ", "PROD/VER", "OPER/SYS", "KEYWORDS"),
    opening: str = OPENING,
    stray: str = "",
    applies_to: str | None = " - Contoso Management Server version 2.0 ",
    dashes: str = DASHES,
    before: str = "",
    sections: Mapping[str, str] | tuple[tuple[str, str], ...] = SECTIONS,
    underline: int = 0,
    query: str = "Additional query words: invented",
    trailer: Mapping[str, str] | None = TRAILER,
    closing: str = CLOSING,
    end: str = "\r\n",
    encoding: str = "cp1252",
) -> bytes:
    """Return the bytes of an article.

    Args:
        stray: What stands between the first ruler and the block of what it applies to.
        applies_to: The lines of that block; None leaves it out.
        before: What stands before the first section.
        sections: Heading -> text, or pairs where a heading comes twice.
        underline: How much longer than the heading its underline is.
        query: `""` leaves it out, as for the rulers; None leaves out the trailer.
        end: What ends a line.
    """
    values = {
        "TITLE   ": title,
        "PRODUCT ": product,
        "PROD/VER": versions,
        "OPER/SYS": "",
        "KEYWORDS": "kbinvented",
    }
    lines = [f"DOCUMENT:{id}  {dated}  [{tag}]"]
    lines += [f"{label}:{values[label]}" for label in labels]
    lines.append("")
    lines += [line for line in (opening, stray) if line]
    if applies_to is not None:
        lead = "The information in this article applies to:"
        lines += [dashes, lead, "", *applies_to.split("\n"), dashes, ""]
    lines += [before, ""] if before else []
    pairs = sections.items() if isinstance(sections, Mapping) else sections
    for heading, text in pairs:
        lines += [heading, "=" * (len(heading) + underline), "", *text.split("\n"), ""]
    lines += [query, ""] if query else []
    if trailer is not None:
        lines += [OPENING, *(f"{label:<18}: {value}" for label, value in trailer.items()), ""]
    lines += [closing, "", LEGAL] if closing else []
    return end.join(lines).encode(encoding)
