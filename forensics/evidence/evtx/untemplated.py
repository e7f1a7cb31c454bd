"""Has the records that columns cannot read read by the general reader, which is in quarantine.

About 2 % of real records carry no template (forwarded, exported again): `general`, inside, hands
them to a library.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from forensics.evidence.quarantine.asking import Hearing, Unanswered

GENERAL: Final = "general"
"""The reader's name where it is asked."""

_FAR: Final = 1 << 63  # no time lies further from 1601, in ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """One event as the library gives it; `values` are names (`""` for none) and texts, in order."""

    provider: str
    event_id: int
    record_id: int
    created: int
    channel: str | None
    computer: str | None
    values: tuple[tuple[str, str | None], ...]


NAMES: Final = tuple(field.name for field in fields(General))
"""In the order in which an answer has them."""


def read_untemplated(
    hearing: Hearing, chunk: bytes, spans: Sequence[tuple[int, int]]
) -> list[General | Unanswered | None]:
    """Return the events of some records of a chunk; None where the reader cannot read one.

    Args:
        hearing: Of the log.
        chunk: The chunk's bytes.
        spans: Offset and size of each record, by offset; they do not overlap.

    Returns:
        One for each span. Where the reader ends over all together, each is asked for alone, so
        that none suffers for another.
    """

    def take(answer: object) -> list[General | None] | None:
        return _taken(answer, len(spans))

    found = hearing.ask(GENERAL, chunk, spans, take)
    if not isinstance(found, Unanswered):
        return [*found]
    if len(spans) == 1:
        return [found]
    return [one for span in spans for one in read_untemplated(hearing, chunk, [span])]


def _taken(answer: object, length: int) -> list[General | None] | None:
    """Return the events of an answer, None where it makes no sense."""
    if not isinstance(answer, list) or len(answer) != length:
        return None
    found = [None if one is None else _event(one) for one in answer]
    whole = all((event is None) == (one is None) for event, one in zip(found, answer, strict=True))
    return found if whole else None


def _event(said: object) -> General | None:
    """Return an event of an answer, None where it makes no sense."""
    match said:
        case [
            str(provider),
            int(event_id),
            int(record_id),
            int(created),
            str() | None as channel,
            str() | None as computer,
            list(values),
        ] if event_id >> 16 == record_id >> 64 == (created + _FAR) >> 64 == 0:
            pairs = tuple(pair for pair in map(_pair, values) if pair is not None)
            if len(pairs) < len(values):
                return None
            return General(
                provider=provider,
                event_id=event_id,
                record_id=record_id,
                created=created,
                channel=channel,
                computer=computer,
                values=pairs,
            )
        case _:
            return None


def _pair(said: object) -> tuple[str, str | None] | None:
    match said:
        case [str(name), str() | None as text]:
            return name, text
        case _:
            return None
