"""The lockout policy: declared, else as evidence states it, else inferred from each lockout.

The observation window is measured since the last bad password: after a quiet window the count
starts again (Q128009). A success, an unlock and a lockout start it again too.

What lockouts tell of a threshold depends on the window, which they tell just as little: a shorter
one forgets the bad passwords before a silence, and fewer have counted. A threshold is possible
where, for some window, the count of every lockout that is explained first reaches it with the
tripping password. One lockout after silences of several lengths leaves several open; one after
quick bad passwords, none of them a minute apart, leaves one, and so do two lockouts with different
numbers before the silence.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil, floor
from typing import Final

from forensics.case import DeclaredPolicy
from forensics.replay.stated import NOTHING, Stated, origins
from forensics.values import TICKS_PER_SECOND

USUAL_WINDOW: Final = 1800
"""Seconds; what Windows proposes when a lockout policy is first set (Q227033, Q128009)."""

USUAL_DURATION: Final = 1800
"""Seconds; proposed together with the window."""

_SHORTEST: Final = 59
"""Seconds; a window is set in minutes, and times of whole seconds may be a second off."""

_WINDOWS: Final = 500
"""Windows that are tried at most, evenly spread among the silences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Seconds that the evidence leaves open; None where it gives no bound."""

    at_least: int | None
    at_most: int | None

    def nearest(self, usual: int) -> int:
        """Return the value of the interval that lies nearest to the usual one."""
        value = usual if self.at_least is None else max(usual, self.at_least)
        return value if self.at_most is None else min(value, self.at_most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The policy that lockouts are explained with.

    Attributes:
        threshold: Bad passwords that lock; None where nothing tells it.
        window: Seconds used in the replay.
        duration: Declared or stated seconds; 0 lasts until an unlock, None is neither.
        basis: `declared`, `evidence`, `inferred` or `unknown`: of the threshold.
        window_open: The interval that the lockouts leave, where the window is not given.
        duration_open: Likewise for the duration.
        support: How many lockouts the inferred threshold explains, and of how many.
        stated: What the evidence states of the policy.
        rivals: Other thresholds that explain as many lockouts as the inferred one.
        possible: Every threshold that the lockouts leave open, where it is inferred and the window
            is not given: rising, the inferred one among them.
        by_database: Database -> its policy, where they do not all follow one; else empty.
    """

    threshold: int | None
    window: int
    duration: int | None
    basis: str
    window_open: Interval | None = None
    duration_open: Interval | None = None
    support: tuple[int, int] = (0, 0)
    stated: Stated = NOTHING
    rivals: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    by_database: Mapping[str, "Policy"] = field(default_factory=dict)

    def of(self, authority: str) -> "Policy":
        """Return the policy that one account database follows."""
        return self.by_database.get(authority, self)

    def seen_from(self, authority: str) -> "Policy":
        """Return the policy of one database, with those of all beside it."""
        return replace(self.of(authority), by_database=self.by_database)

    @property
    def open(self) -> bool:
        """Whether the lockouts leave more than one threshold."""
        return len(self.possible) > 1

    @property
    def lasting(self) -> int:
        """Seconds of a lockout in the replay; 0 lasts until an unlock."""
        if self.duration is not None:
            return self.duration
        open_ = self.duration_open or Interval(at_least=None, at_most=None)
        return max(1, open_.nearest(USUAL_DURATION))

    @property
    def window_ticks(self) -> int:
        """The window in ticks."""
        return self.window * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """What preceded and followed one lockout; every time in seconds.

    Attributes:
        bad: Times of the bad passwords since the count last started again, the tripping one last.
        refused_after: From the lockout to the last refusal before a password was checked again.
        checked_after: From the lockout to the next password check, where no unlock came between.
    """

    bad: tuple[float, ...]
    refused_after: float | None = None
    checked_after: float | None = None


@dataclass(frozen=True, slots=True)
class _Guess:
    threshold: int | None = None
    window: Interval = field(default_factory=lambda: Interval(at_least=None, at_most=None))
    support: tuple[int, int] = (0, 0)
    rivals: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    window_open: Interval | None = None


def given(declared: DeclaredPolicy, stated: Stated) -> DeclaredPolicy:
    """Return what is declared, and where nothing is, what the evidence states."""
    return DeclaredPolicy(
        threshold=stated.threshold if declared.threshold is None else declared.threshold,
        window=stated.window if declared.window is None else declared.window,
        duration=stated.duration if declared.duration is None else declared.duration,
    )


def settle(
    declared: DeclaredPolicy, precedents: Sequence[Precedent], stated: Stated = NOTHING
) -> Policy:
    """Return the policy: what is declared, else stated, the rest inferred from the lockouts.

    Args:
        declared: In case.toml.
        precedents: What preceded and followed each lockout.
        stated: What the evidence settles; that accounts never lock is not believed of a case in
            which they were locked.
    """
    if stated.threshold == 0 and precedents:
        stated = stated.refused(f"{origins(stated)}: threshold 0, yet accounts were locked.")
    known = given(declared, stated)
    guess = _infer(precedents, known)
    return Policy(
        threshold=guess.threshold,
        window=guess.window.nearest(USUAL_WINDOW) if known.window is None else known.window,
        duration=known.duration,
        basis=_basis(declared, stated, guess),
        window_open=None if known.window is not None else guess.window_open or guess.window,
        duration_open=None if known.duration is not None else _duration(precedents),
        support=guess.support,
        stated=stated,
        rivals=guess.rivals,
        possible=guess.possible,
    )


def _basis(declared: DeclaredPolicy, stated: Stated, guess: _Guess) -> str:
    """Return where the threshold is from."""
    if declared.threshold is not None:
        return "declared"
    if stated.threshold is not None:
        return "evidence"
    return "inferred" if guess.threshold is not None else "unknown"


def _infer(precedents: Sequence[Precedent], declared: DeclaredPolicy) -> _Guess:
    """Return the threshold that most lockouts agree on, and the windows that keep it so.

    The first look counts within the usual window; where quiet gaps before the counted passwords
    show that the window is shorter, a second look counts within that. What is declared is not
    inferred. A lockout before which too few passwords are recorded shows nothing of the window.
    """
    guess = _Guess(declared.threshold)
    for _ in range(2):
        usual = guess.window.nearest(USUAL_WINDOW)
        window = usual if declared.window is None else declared.window
        lengths = [len(_chain(each.bad, window)) for each in precedents]
        if not lengths:
            return guess
        counts = Counter(lengths)
        most = min(counts, key=lambda length: (-counts[length], length))
        threshold = most if declared.threshold is None else declared.threshold
        agreeing = [
            each.bad
            for each, length in zip(precedents, lengths, strict=True)
            if length >= threshold
        ]
        alike = [one for one in counts if counts[one] == counts[most] and one != threshold]
        guess = _Guess(
            threshold,
            _window(agreeing, threshold),
            (counts[threshold], len(lengths)),
            tuple(sorted(alike)) if declared.threshold is None else (),
        )
        if declared.threshold is None and declared.window is None:
            alike_bad = [
                each.bad
                for each, length in zip(precedents, lengths, strict=True)
                if length == threshold
            ]
            possible = _possible(alike_bad, threshold)
            spans = [_window(alike_bad, one) for one in possible]
            guess = replace(guess, possible=possible, window_open=_union(spans))
    return guess


def _union(spans: Sequence[Interval]) -> Interval | None:
    """Return the interval that spans all of these; None where there is but one."""
    least = [span.at_least for span in spans if span.at_least is not None]
    most = [span.at_most for span in spans if span.at_most is not None]
    return (
        Interval(
            at_least=min(least) if len(least) == len(spans) else None,
            at_most=max(most) if len(most) == len(spans) else None,
        )
        if len(spans) > 1
        else None
    )


def _possible(explained: Sequence[Sequence[float]], threshold: int) -> tuple[int, ...]:
    """Return every threshold that some window gives to all these lockouts, rising."""
    silences = {later - sooner for bad in explained for sooner, later in pairwise(bad)}
    windows = [_SHORTEST, *sorted(gap for gap in silences if gap > _SHORTEST)]
    every = -(-len(windows) // _WINDOWS)
    shortest_first = sorted(explained, key=len)
    found = {_reached(shortest_first, window) for window in (*windows[::every], windows[-1])}
    return tuple(sorted({threshold, *found} - {0}))


def _reached(explained: Sequence[Sequence[float]], window: float) -> int:
    """Return the count that each lockout first reaches with its last password; 0 where none is."""
    reached = 0
    for bad in explained:
        most, run = 0, 1
        for sooner, later in pairwise(bad):
            most = max(most, run)
            run = run + 1 if later - sooner <= window else 1
        if run <= most or reached not in (0, run):
            return 0
        reached = run
    return reached


def _chain(bad: Sequence[float], window: float) -> Sequence[float]:
    """Return the tail of `bad` in which no gap is longer than the window."""
    start = len(bad) - 1
    while start > 0 and bad[start] - bad[start - 1] <= window:
        start -= 1
    return bad[max(start, 0) :]


def _window(agreeing: Sequence[Sequence[float]], threshold: int) -> Interval:
    """Bound the window by the gaps around the counted passwords.

    It spans every gap among them; the gap before them, where one more password would have locked
    the account earlier, it does not span.
    """
    inside, before = [], []
    for bad in agreeing:
        counted = bad[-threshold:]
        inside += [later - sooner for sooner, later in pairwise(counted)]
        if len(bad) > threshold:
            before.append(counted[0] - bad[-threshold - 1])
    at_least = ceil(max(inside)) if inside else None
    # The window spans a gap of its own length: one that it does not span is longer.
    shorter = [gap for gap in (ceil(gap) - 1 for gap in before) if gap >= (at_least or 1)]
    return Interval(at_least=at_least, at_most=min(shorter, default=None))


def _duration(precedents: Sequence[Precedent]) -> Interval:
    refused = [each.refused_after for each in precedents if each.refused_after is not None]
    checked = [each.checked_after for each in precedents if each.checked_after is not None]
    at_least = max(0, floor(max(refused))) if refused else None
    at_most = floor(min(checked)) if checked else None
    if at_least is not None and at_most is not None and at_most < at_least:
        at_most = None  # the two contradict each other: an unlock is missing from the evidence
    return Interval(at_least=at_least, at_most=at_most)
