"""Grounds: the signs of an incident's sources in words, each one sentence with exact counts."""

from collections.abc import Sequence

import polars as pl

from forensics.nature.carrying import SEVERAL, Weighed
from forensics.nature.guessing import MANY
from forensics.standings import Ground
from forensics.words import counted, grouped, listing


def own_name(weighed: Weighed) -> Ground | None:
    """Return that clients give their own names as the domain (from Q103390 and Q102716)."""
    found = weighed.where(pl.col("own") > 0)
    return weighed.ground(
        "own-name",
        f"{_part(weighed, found, 'own')} give the client's own computer name as the domain, as "
        "local accounts do.",
        found,
        "own_rows",
    )


def keeps_time(weighed: Weighed, periods: Sequence[str] = ()) -> Ground | None:
    """Return that sources return at equal intervals, of the given periods or of any."""
    keep = {
        each.client: each.period
        for each in weighed.seen.rhythms
        if isinstance(each.seconds, int) and (not periods or each.period in periods)
    }
    found = weighed.where(pl.col("source").is_in(list(keep)))
    named = listing(list(dict.fromkeys(keep.values())))
    shows = f"{weighed.share(found)} {_verb(found, 'return')} at equal intervals ({named})."
    return weighed.ground("keeps-time", shows, found, "rows")


def after_change(weighed: Weighed) -> Ground | None:
    """Return that sources begin to fail after a change of the password."""
    found = weighed.where(pl.col("changed"))
    shows = (
        f"{weighed.share(found)} first {_verb(found, 'fail')} within a day after a recorded change "
        "of the password."
    )
    return weighed.ground("after-change", shows, found, "rows")


def knew(weighed: Weighed) -> Ground | None:
    """Return that sources had the right password shortly before they failed."""
    found = weighed.where(pl.col("known") > 0)
    number = counted(int(found["known"].sum()), "success", "successes")
    shows = (
        f"{weighed.share(found)} logged on with the same account in the day before "
        f"{'its' if found.height == 1 else 'their'} first failure ({number})."
    )
    return weighed.ground("knew", shows, found, "known_rows")


def article(weighed: Weighed) -> Ground | None:
    """Return that an article fits which describes a defect."""
    fits = weighed.article
    if fits is None:
        return None
    shown = dict.fromkeys(place for each in fits.checks for place in each.evidence[:1])
    shows = f"Every check of {fits.kb} holds, which describes a defect."
    return Ground(sign="article", shows=shows, evidence=tuple(shown)[:MANY])


def typed(weighed: Weighed) -> Ground | None:
    """Return that failures are of logon types at a keyboard."""
    return _kind(weighed, "typed", "of logon type 2, 7, 10 or 11, as when somebody types")


def batch(weighed: Weighed) -> Ground | None:
    """Return that failures are of a scheduled task."""
    return _kind(weighed, "batch", "of logon type 4, a scheduled task")


def service(weighed: Weighed) -> Ground | None:
    """Return that failures are of a service."""
    return _kind(weighed, "service", "of logon type 5, a service")


def _kind(weighed: Weighed, sign: str, what: str) -> Ground | None:
    found = weighed.where(pl.col(sign) > 0)
    number = int(found[sign].sum())
    shows = f"{_part(weighed, found, sign)} {'is' if number == 1 else 'are'} {what}."
    return weighed.ground(sign, shows, found, f"{sign}_rows")


def typo(weighed: Weighed) -> Ground | None:
    """Return that a right password soon follows a few wrong ones."""
    what = "one to nine wrong passwords within half an hour, as after typing errors"
    return _after_wrong(weighed, "typo", "typos", what)


def hurried(weighed: Weighed) -> Ground | None:
    """Return that failures come faster than a person types."""
    found = weighed.where(pl.col("hurried") > 0)
    minutes = counted(int(found["hurried"].sum()), "minute")
    shows = (
        f"{weighed.share(found)} {_verb(found, 'fail')} ten times and more within one minute "
        f"({minutes}): faster than typing."
    )
    return weighed.ground("hurried", shows, found, "hurried_rows")


def at_once(weighed: Weighed) -> Ground | None:
    """Return that failures come within one second, which nobody types."""
    found = weighed.where(pl.col("at_once") > 0)
    seconds = counted(int(found["at_once"].sum()), "second")
    shows = (
        f"{weighed.share(found)} {_verb(found, 'fail')} three times and more within one second "
        f"({seconds}): faster than typing."
    )
    return weighed.ground("at-once", shows, found, "at_once_rows")


def accounts(weighed: Weighed) -> Ground | None:
    """Return that sources tried several accounts."""
    found = weighed.where(pl.col("accounts") >= SEVERAL)
    most = grouped(int(found["accounts"].max() or 0))  # type: ignore[arg-type]
    shows = f"{weighed.share(found)} tried three accounts and more, one of them {most}."
    if weighed.sources.height == 1:
        shows = f"The only source tried {most} accounts."
    return weighed.ground("accounts", shows, found, "accounts_rows")


def within_ten_minutes(weighed: Weighed) -> Ground | None:
    """Return that sources tried many accounts in a short time."""
    found = weighed.where(pl.col("sprayed") > 0).sort("sprayed", descending=True)
    if found.is_empty():
        return None
    others = f", and {counted(found.height - 1, 'other source')} so too" if found.height > 1 else ""
    shows = (
        f"{found['source'][0]} tried {grouped(found['sprayed'][0])} accounts within ten minutes"
        f"{others}."
    )
    return weighed.ground("within-ten-minutes", shows, found, "sprayed_rows")


def unknown_names(weighed: Weighed) -> Ground | None:
    """Return that sources asked for names that no database knows."""
    found = weighed.where(pl.col("unknown") >= SEVERAL).sort("unknown", descending=True)
    if found.is_empty():
        return None
    names = counted(found["unknown"][0], "account name")
    others = (
        f", and {counted(found.height - 1, 'other source')} for some" if found.height > 1 else ""
    )
    shows = f"{found['source'][0]} asked for {names} that the database does not know{others}."
    return weighed.ground("unknown-names", shows, found, "unknown_rows")


def shared(weighed: Weighed) -> Ground | None:
    """Return that several people's accounts had logged on from a source before it failed."""
    found = weighed.where((pl.col("friends") > 1) & (pl.col("accounts") > 1))
    shows = (
        f"{weighed.share(found)} had logged on with more than one account before "
        f"{'it' if found.height == 1 else 'they'} failed, as machines that people share do."
    )
    return weighed.ground("shared", shows, found, "friends_rows")


def single(weighed: Weighed) -> Ground | None:
    """Return that no source tried more than one account, where all failures name theirs."""
    unnamed = weighed.signs.failures["account_key"].null_count()
    if unnamed or weighed.where(pl.col("accounts") > 1).height:
        return None
    number = weighed.sources.height
    who = "The only source" if number == 1 else f"None of the {counted(number, 'source')}"
    shows = f"{who} tried {'no more' if number == 1 else 'more'} than one account."
    return weighed.ground("single", shows, weighed.sources, "rows")


def sources(weighed: Weighed) -> Ground | None:
    """Return that many sources failed at about the same time."""
    if weighed.signs.crowd < MANY:
        return None
    shows = f"Up to {grouped(weighed.signs.crowd)} sources failed within the same ten minutes."
    return weighed.ground("sources", shows, weighed.sources, "rows")


def few_sources(weighed: Weighed) -> Ground | None:
    """Return that there are few sources in all."""
    if weighed.sources.height >= MANY or weighed.where(pl.col("names") > 0).height:
        return None
    number = weighed.sources.height
    shows = f"{counted(number, 'source')} in all {'sends' if number == 1 else 'send'} the failures."
    return weighed.ground("few-sources", shows, weighed.sources, "rows")


def made_up_names(weighed: Weighed) -> Ground | None:
    """Return that an address gives workstation names that never return."""
    found = weighed.where(pl.col("names") > 0).sort("names", descending=True)
    if found.is_empty():
        return None
    others = f", and {counted(found.height - 1, 'other address', 'other addresses')} so too"
    shows = (
        f"{found['source'][0]} gave {grouped(found['names'][0])} workstation names within ten "
        f"minutes that never return{others if found.height > 1 else ''}."
    )
    return weighed.ground("made-up-names", shows, found, "names_rows")


def guessed(weighed: Weighed) -> Ground | None:
    """Return that a right password follows many wrong ones at once."""
    what = "ten wrong passwords and more, ten of them in the minute before"
    return _after_wrong(weighed, "guessed", "guessed", what)


def _after_wrong(weighed: Weighed, sign: str, column: str, what: str) -> Ground | None:
    found = weighed.where(pl.col(column) > 0)
    number = int(found[column].sum())
    shows = (
        f"{counted(number, 'success', 'successes')} of {weighed.share(found)} "
        f"{'follows' if number == 1 else 'follow'} {what}."
    )
    return weighed.ground(sign, shows, found, f"{column}_rows")


def after_many(weighed: Weighed) -> Ground | None:
    """Return that a source that tried many accounts later logged on with some of them."""
    found = weighed.where(pl.col("after_many"))
    accounts_in = counted(int(found["fell"].sum()), "account")
    shows = (
        f"{weighed.share(found)} tried ten accounts within ten minutes and logged on with "
        f"{accounts_in} that had failed from {'it' if found.height == 1 else 'them'} before."
    )
    return weighed.ground("after-many", shows, found, "fell_rows")


def never_in(weighed: Weighed) -> Ground | None:
    """Return that no source that failed ever logged on, though the logs hold successes."""
    if not weighed.signs.successes or weighed.where(pl.col("inside") > 0).height:
        return None
    others = counted(weighed.signs.successes, "success", "successes")
    shows = (
        f"No source that failed ever logged on with the account; the same logs hold {others} of "
        "others."
    )
    return weighed.ground("never-in", shows, weighed.sources, "rows")


def _part(weighed: Weighed, found: pl.DataFrame, column: str) -> str:
    number = grouped(int(found[column].sum()))
    return f"{number} of {counted(weighed.failed, 'failure')}, from {weighed.share(found)},"


def _verb(found: pl.DataFrame, verb: str) -> str:
    return f"{verb}s" if found.height == 1 else verb
