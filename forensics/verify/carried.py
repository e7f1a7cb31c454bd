"""What a PDF carries beside its pages: properties, files, and words that only readers of it hear.

The one door to pikepdf. Whatever it raises or consumes stays in the bounded process that
`reading.py` starts: a report to be checked may be anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pikepdf

from forensics.xmp import OWN

NO_PDF: Final = "is no PDF that can be read within bounds"
_SPOKEN: Final = ("/Alt", "/ActualText", "/Author", "/Contents", "/Keywords", "/Subject", "/Title")
_ACTS: Final = ("/AA", "/OpenAction", "/JS", "/Launch", "/URI")
"""Keys of a dictionary that act or lead out of the file (ISO 32000-1, 12.6); a report has none."""

_EMBEDS: Final = "/EF"
_WATCHED: Final = frozenset((*_SPOKEN, *_ACTS, _EMBEDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What lies in a PDF and is not drawn.

    Attributes:
        properties: Our own properties in its XMP metadata, name -> value.
        files: The files that it lists, name -> content.
        spoken: Alternative texts, titles, bookmarks, what links and metadata say, embedded files,
            actions; sorted, each as often as it is there.
    """

    properties: Mapping[str, str]
    files: Mapping[str, bytes]
    spoken: tuple[str, ...]


def carried(path: Path) -> Carried | str:
    """Return what a PDF carries, or why it is no report that could be read.

    Raises:
        Exception: Anything, for a file made to do harm; see the module's docstring.
    """
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                return "is encrypted; a report never is"
            metadata = _metadata(pdf)
            return Carried(
                properties=_properties(metadata),
                files={
                    name: bytes(spec.get_file().read_bytes())
                    for name, spec in pdf.attachments.items()
                },
                spoken=tuple(sorted((*_spoken(pdf), *_stated(metadata)))),
            )
    except pikepdf.PasswordError:
        return "is encrypted; a report never is"
    except pikepdf.PdfError:
        return NO_PDF


def _metadata(pdf: pikepdf.Pdf) -> tuple[ET.Element, ...]:
    """Return every element of the XMP metadata."""
    if "/Metadata" not in pdf.Root:
        return ()
    tree = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - in a bounded process
    return tuple(tree.iter())


def _properties(metadata: Sequence[ET.Element]) -> dict[str, str]:
    """Return our own properties, as elements or as attributes, as XMP allows for both."""
    own = f"{{{OWN}}}"
    found = {
        name.removeprefix(own): value
        for one in metadata
        for name, value in one.attrib.items()
        if name.startswith(own)
    }
    elements = (one for one in metadata if one.tag.startswith(own))
    return found | {one.tag.removeprefix(own): one.text or "" for one in elements}


def _stated(metadata: Sequence[ET.Element]) -> Iterator[str]:
    """Yield what the metadata say, wherever they say it."""
    for one in metadata:
        for said in (one.text, *one.attrib.values()):
            if said and said.strip():
                yield f"metadata: {said.strip()}"


def _spoken(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ByteRange" not in one:
            yield from _words(one)


def _words(one: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf's objects are of any kind
    for key in _WATCHED & one.keys():
        value = one[key]
        if key in _ACTS:
            yield f"action: {key[1:]}"
        elif key == _EMBEDS:
            yield f"embedded file: {one.get('/UF', '')}"
        elif isinstance(value, pikepdf.String):
            yield f"{key[1:]}: {value}"
