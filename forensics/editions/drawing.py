"""Drawing: numbers and bits that only the key of a case gives, the same for the same name.

HMAC-SHA-256 (RFC 2104): without the key no one can try out which name gives a pseudonym, and two
cases with two keys have nothing in common. Where two names draw one number the later in the order
of their digests takes the next free one, so no two share a pseudonym.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

_ROOM: Final = 4  # numbers for each name, so that few have to move when evidence is added


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What draws the pseudonyms of one case.

    Attributes:
        key: Of the case.
        turn: Which draw it is; the next one where a pseudonym met a name of the case.
    """

    key: bytes
    turn: int = 0

    def bits(self, *of: str) -> int:
        """Return 256 bits for these words; the words are told apart by their lengths."""
        words = [each.encode("utf-8", "surrogatepass") for each in (str(self.turn), *of)]
        told = b"".join(len(each).to_bytes(8, "big") + each for each in words)
        return int.from_bytes(hmac.new(self.key, told, sha256).digest(), "big")

    def numbers(self, what: str, names: Iterable[str], least: int) -> dict[str, int]:
        """Return name -> number, each once, from 0 to a power of ten.

        Args:
            what: What the numbers are for; other purposes draw other numbers.
            names: Distinct, in any order.
            least: Numbers at least to draw from.
        """
        drawn = {name: self.bits(what, name) for name in names}
        return self.settled(drawn, _enough(least, len(drawn)))

    @staticmethod
    def settled(drawn: dict[str, int], of: int) -> dict[str, int]:
        """Return name -> number below `of`: the drawn bits, or the next number that is free.

        Raises:
            ValueError: More names than numbers.
        """
        if len(drawn) > of:
            raise ValueError(f"{len(drawn)} names for {of} numbers")
        taken: set[int] = set()
        numbers = {}
        for name in sorted(drawn, key=lambda each: (drawn[each], each)):
            number = drawn[name] % of
            while number in taken:
                number = (number + 1) % of
            taken.add(number)
            numbers[name] = number
        return numbers


def _enough(least: int, names: int) -> int:
    of = least
    while of < names * _ROOM:
        of *= 10
    return of
