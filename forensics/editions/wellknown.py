"""Well known: the names of Windows and of SMS themselves, which every edition prints."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_FILE: Final = "wellknown.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class WellKnown:
    """What `data/wellknown.toml` lists.

    Attributes:
        names: Whole names, case-folded.
        prefixes: What a product puts before a name, the longest first.
        sids: Security identifiers that stay, whole or as the beginning of one.
    """

    names: frozenset[str]
    prefixes: tuple[str, ...]
    sids: tuple[str, ...]

    def name(self, text: str) -> bool:
        """Tell whether a name says nothing of a site; blanks around it do not count."""
        bare = text.strip().casefold()
        return not bare or bare in self.names

    def prefix(self, text: str) -> str:
        """Return the product's part at the beginning of a name, as recorded, or `""`."""
        folded = text.casefold()
        found = next((each for each in self.prefixes if folded.startswith(each.casefold())), "")
        return text[: len(found)] if len(text) > len(found) else ""

    def sid(self, text: str) -> bool:
        """Tell whether a security identifier is the same on every machine."""
        return any(text == each or text.startswith(f"{each}-") for each in self.sids)


@cache
def well_known() -> WellKnown:
    """Return the names that stay."""
    text = files("forensics").joinpath("data", _FILE).read_text("utf-8")
    given: list[dict[str, Any]] = tomllib.loads(text)["source"]
    prefixes = [each for source in given for each in source.get("prefixes", ())]
    return WellKnown(
        names=frozenset(name.casefold() for each in given for name in each.get("names", ())),
        prefixes=tuple(sorted(prefixes, key=len, reverse=True)),
        sids=tuple(each for source in given for each in source.get("sids", ())),
    )
