"""Inputs made from others without a look at what they reach: the same for the same seed.

What the run of the tests and machines without atheris fuzz with.
"""

from collections.abc import Iterator, Sequence
from random import Random

from tests.fuzz.targets import MOST, Target


def inputs(target: Target, known: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield mutants of what is known, without end."""
    chance = Random(seed)  # noqa: S311 - the same each time is what is asked of it
    pool = [*target.seeds(), *known]
    while True:
        data = chance.choice(pool)
        for _ in range(chance.choice((1, 1, 2, 4, 8))):
            data = _changed(data, chance, target.tokens, pool)
        yield data[:MOST]


def _changed(data: bytes, chance: Random, tokens: Sequence[bytes], pool: Sequence[bytes]) -> bytes:
    """Return an input with one stretch dropped, doubled, replaced, filled or taken from another."""
    begin = chance.randrange(len(data) + 1)
    end = min(len(data), begin + int(chance.expovariate(1 / 12)))
    other = chance.choice(pool)
    at = chance.randrange(len(other) + 1)
    new = chance.choice(
        (
            b"",
            data[begin:end] * 2,
            data[begin:end] * chance.randrange(2, 200),
            chance.randbytes(end - begin),
            chance.choice((b"\0", b"\xff", b" ", b"\n", b"\x7f")) * (end - begin or 4),
            chance.choice(tokens or (b"",)),
            other[at : at + chance.randrange(1, 400)],
            chance.getrandbits(32).to_bytes(4, "little"),
        )
    )
    return data[:begin] + new + data[end:]
