"""What a comparison comes to, in a word, a line and a few sentences.

The word is about the records and no further: a quiet log is no repaired client.
"""

from collections.abc import Sequence
from typing import Final

from forensics.comparison.ground import Ground
from forensics.comparison.measures import unit
from forensics.comparison.nouns import ClientCounts, Measure, Measured, Outcome, Reason
from forensics.comparison.saying import length, number, short
from forensics.values import Absent
from forensics.words import counted, listing, spelled

_HEADLINES: Final = {
    "none since": "No {what} since; {old} before",
    "fewer": "Fewer {whats}: {old} before, {new} after",
    "no change shown": "No change shown in {whats}: {old} before, {new} after",
    "more": "More {whats}: {old} before, {new} after",
}

PER: Final = {"day": "a day", "hour": "an hour"}


def outcome(
    ground: Ground,
    measured: Sequence[Measure],
    counts: ClientCounts | Absent,
    against: Sequence[Reason],
) -> Outcome:
    """Return what the comparison comes to.

    Args:
        ground: Both sides.
        measured: Lockouts, bursts, and more.
        counts: Clients of each state; absent where a reason prevents the comparison.
        against: Why it is not fair.
    """
    prevented = [reason for reason in against if reason.weight == "prevents"]
    if isinstance(counts, Absent) or not measured:
        return Outcome(
            word="cannot be compared",
            measure="lockouts",
            headline="The two cases cannot be compared",
            statement=" ".join(reason.text for reason in prevented),
            fair=False,
        )
    lockouts, bursts = measured[:2]
    leading = lockouts if lockouts.before.count or lockouts.after.count else bursts
    said = [_rates(leading, ground), _beside(bursts) if leading is lockouts else "", _who(counts)]
    return Outcome(
        word=leading.word,
        measure=leading.name,
        headline=_headline(leading, ground, unit(ground)),
        statement=" ".join(sentence for sentence in said if sentence),
        fair=not against,
    )


def account(ground: Ground) -> str:
    """Return the account compared, and of how many it is one."""
    name = ground.before.side.findings.subject.account
    others = len(ground.accounts) - 1
    said = short(name, 340.0, 24.0) if isinstance(name, str) else "an account that no record names"
    return said + (f" and {counted(others, 'more account')}" if others > 0 else "")


def _headline(one: Measure, ground: Ground, per: str) -> str:
    noun = "lockout" if one.name == "lockouts" else "burst of failed logons"
    many = "lockouts" if one.name == "lockouts" else "bursts of failed logons"
    of = account(ground)
    return _HEADLINES[one.word].format(
        what=f"{noun} of {of}",
        whats=f"{many} of {of}",
        old=_rate(one.before, per),
        new=_rate(one.after, ""),
    )


def _rate(side: Measured, per: str) -> str:
    """Return `4.1 an hour`: a number alone would mislead where the covered times differ."""
    return f"{number(side.rate)} {PER[per]}" if per else number(side.rate)


def _rates(one: Measure, ground: Ground) -> str:
    what = (
        ("lockout", "lockouts")
        if one.name == "lockouts"
        else ("burst of failures", "bursts of failures")
    )
    times = length(ground.hours(ground.before)), length(ground.hours(ground.after))
    old, new = (
        counted(side.count, *what) if side.count else "none" for side in (one.before, one.after)
    )
    said = (
        f"On the {spelled(len(ground.servers), 'server')} that both cases cover: {old} in "
        f"{times[0]} of covered time before, {new} in {times[1]} after, where the earlier rate "
        f"would give about {number(one.expected)}."
    )
    return said + _doubt(one)


def _doubt(one: Measure) -> str:
    """Return why no change is shown, where nothing at all is seen any more."""
    if one.word != "no change shown" or one.after.count or not one.before.count:
        return ""
    return " So few were to be expected that none may be chance: it is too early to say."


def _beside(bursts: Measure) -> str:
    if isinstance(bursts.ratio, Absent):
        return ""
    return (
        f"Bursts of failed logons: {bursts.before.count:,} before, {bursts.after.count:,} after "
        f"({bursts.word})."
    )


def _who(counts: ClientCounts) -> str:
    parts = [
        f"{counted(counts.quiet, 'has', 'have')} gone quiet",
        f"{counted(counts.left, 'still fails', 'still fail')}",
        *([f"of {counts.too_early:,} it is too early to say"] if counts.too_early else []),
    ]
    said = (
        f"Of {counted(counts.before, 'client')} that failed before, {listing(parts)}"
        if counts.before
        else ""
    )
    fresh = f"{counted(counts.new, 'client is', 'clients are')} new" if counts.new else ""
    return "; ".join(part for part in (said, fresh) if part) + "." if said or fresh else ""
