"""Knows the archived text of a Knowledge Base article, so that it is listed as what it is.

It holds no record of a machine. The stage of knowledge reads articles from the case's `kb/` folder.
"""

from typing import BinaryIO, Final

import polars as pl

from forensics.articles.heading import HEAD, begins_as_article
from forensics.evidence.exports.exported import INDEX, Export, hand_over
from forensics.evidence.records import Bytes, Reading, Wanted
from forensics.evidence.texts.lines import split

_ARCHIVED: Final = "move it to kb/ in the case folder to have it quoted"


def recognises(head: bytes) -> bool:
    """Tell whether a file begins as every archived article does."""
    return begins_as_article(head)


def read(file: BinaryIO, size: int, wanted: Wanted) -> Reading:
    """Return a reading without records; the text is filler, its heading the header.

    Args:
        file: Open at any position; read from its start.
        size: Bytes to read.
        wanted: Of which only the encoding matters.
    """
    file.seek(0)
    data = file.read(size)
    lines = split(data, wanted.encoding)
    found = HEAD.match(data)
    header = found.end() if found else 0
    said = found.groups() if found else (b"", b"", b"", b"")
    article, dated, product, title = (text.decode("cp1252", "replace").strip() for text in said)
    return hand_over(
        Export(
            index=pl.DataFrame(schema=INDEX),
            batches=(),
            bytes=Bytes(header=header, records=0, filler=len(data) - header, unreadable=0),
            claims={
                "article": article,
                "dated": dated,
                "product": product,
                "title": title,
                "use": _ARCHIVED,
                **lines.claims(),
            },
        )
    )
