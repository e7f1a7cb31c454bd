"""Carrying: which sources carry a nature, by rules that can be checked with a pencil.

A *defect* is carried by a source that gives its own name as the domain in half of its failures or
more, on other machines, or keeps time, with one more of these: own name, keeping time, a begin
within a day after a change of the password, a success with the account in the day before, an
article whose every check holds. Or by one of whose failures half or more are of tasks or services
(logon types 4, 5), with one more of: keeping time, the change, the success before.

An *attack* is carried by a source that logged on with nothing before it failed and

- tried ten accounts within ten minutes, and half of the names are unknown, or its workstation
  names are made up, or it is a stranger: the log of its first failure tells of others' logons a day
  before (of accounts that fail somewhere in the evidence: no other logon is an attempt); or
- gave made-up workstation names; or
- is a stranger that keeps no time and logged on within a minute of ten wrong passwords.

Volume and regularity are in no rule alone. A source that meets rules of both natures carries none;
neither does one with a sign of guessing carry a defect. So a logon before, a change of the
password or further accounts, once known, can take a nature from a source and give it no opposite.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from forensics.nature.signs import Seen, Signs, survey
from forensics.occurrences import Counted
from forensics.standings import Carrier, Diagnosis, Ground
from forensics.words import counted, grouped

_MOST_SHOWN: Final = 3  # sources that show a sign, a record each
SEVERAL: Final = 3
"""Accounts of one source, or unknown names: fewer are typing errors, or one deleted account."""

RULES: Final[Mapping[str, str]] = {
    "credential": "defect",
    "person": "undetermined",
    "task-or-service": "defect",
    "many-accounts": "attack",
    "many-sources": "attack",
    "guessed": "attack",
}
"""Hypothesis -> the nature that it may carry; a person is neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the hypotheses are written from.

    Attributes:
        sources: The signs, with a column `carries-…` for each of `RULES`.
        sent: Source -> its counted bad passwords; without a lockout, its failures.
        of: All of them, with those missing from the lockouts.
        article: A supported article that describes a defect.
    """

    seen: Seen
    signs: Signs
    sources: pl.DataFrame
    sent: Mapping[str, int]
    of: int
    article: Diagnosis | None

    @property
    def failed(self) -> int:
        """How many failures the incident has."""
        return self.signs.failures.height

    def where(self, sign: pl.Expr) -> pl.DataFrame:
        """Return the sources that show a sign."""
        return self.sources.filter(sign)

    def share(self, found: pl.DataFrame) -> str:
        """Return `3 of 17 sources`."""
        return f"{grouped(found.height)} of {counted(self.sources.height, 'source')}"

    def ground(self, sign: str, shows: str, found: pl.DataFrame, rows: str) -> Ground | None:
        """Return what some sources show, with records of a few; None where none shows it."""
        if found.is_empty():
            return None
        per_source = found[rows].head(_MOST_SHOWN).to_list()
        depth = _MOST_SHOWN if len(per_source) == 1 else 1
        attempts = [attempt for each in per_source for attempt in each[:depth]]
        return Ground(
            sign=sign, shows=shows, evidence=tuple(self.seen.locate(each) for each in attempts)
        )

    @property
    def unwatched(self) -> pl.Expr:
        """The sources that may have logged on before the log begins, where it matters."""
        sign = (pl.col("guessed") > 0) | (pl.col("sprayed") > 0)
        return sign & (pl.col("friends") == 0) & ~pl.col("watched")

    def carriers(self, name: str) -> tuple[Carrier, ...]:
        """Return the sources that carry the nature of a hypothesis, those that sent most first."""
        names = self.where(pl.col(f"carries-{name}"))["source"].to_list()
        found = [Carrier(source=each, sent=self.sent.get(each, 0)) for each in names]
        return tuple(sorted(found, key=lambda each: (-each.sent, each.source)))


def prepare(seen: Seen) -> Weighed:
    """Return the signs of an incident, and what each source carries."""
    signs = survey(seen)
    natures = {entry.id: entry.nature for entry in seen.entries}
    # Rivals that one waits for are of its kind: they leave its nature as it is.
    supported = [
        each
        for each in seen.diagnoses
        if (each.kind, each.explains) == ("article", "cause")
        and (each.standing == "supported" or each.waits_for)
        and natures.get(each.kb) == "defect"
    ]
    sent, of = _sent(seen, signs)
    return Weighed(
        seen=seen,
        signs=signs,
        sources=_carrying(signs.sources, article=bool(supported)),
        sent=sent,
        of=of,
        article=supported[0] if supported else None,
    )


def _carrying(sources: pl.DataFrame, *, article: bool) -> pl.DataFrame:
    own = 2 * pl.col("own") >= pl.col("failed")
    keeps, changed, knew = pl.col("keeps"), pl.col("changed"), pl.col("known") > 0
    told = sum((each.cast(pl.Int8) for each in (own, keeps, changed, knew)), pl.lit(int(article)))
    credential = (own | keeps) & (told >= 2)  # noqa: PLR2004 - one of two, and one more
    by_itself = 2 * (pl.col("batch") + pl.col("service")) >= pl.col("failed")
    task = by_itself & (keeps | changed | knew)
    new, made_up = pl.col("friends") == 0, pl.col("names") > 0
    sprayed = pl.col("sprayed") > 0
    accounts = new & sprayed & (pl.col("half") | made_up | pl.col("stranger"))
    many_sources = new & made_up
    quick = (pl.col("guessed") > 0) & pl.col("stranger") & ~keeps
    guessed = quick | ((accounts | many_sources) & (pl.col("fell") > 0))
    signs = sprayed | made_up | (pl.col("unknown") >= SEVERAL) | (pl.col("guessed") > 0)
    defect = credential | task
    return sources.with_columns(
        (credential & ~signs).alias("carries-credential"),
        pl.lit(value=False).alias("carries-person"),
        (task & ~signs).alias("carries-task-or-service"),
        (accounts & ~defect).alias("carries-many-accounts"),
        (many_sources & ~defect).alias("carries-many-sources"),
        (guessed & ~defect).alias("carries-guessed"),
        (accounts & (pl.col("fell") > 0)).alias("after_many"),
    )


def _sent(seen: Seen, signs: Signs) -> tuple[dict[str, int], int]:
    """Return what each source sent that counts, and the sum with what is missing."""
    if not seen.lockouts:
        sources = signs.sources
        sent = dict(zip(sources["source"].to_list(), sources["failed"].to_list(), strict=True))
        return sent, signs.failures.height
    homes = signs.failures.select("client", "target", "source").unique(maintain_order=True)
    by_client: dict[str, str] = {}
    by_target: dict[str, str] = {}
    for client, target, source in homes.drop_nulls("source").iter_rows():
        if client is not None:
            by_client.setdefault(client, source)
        else:
            by_target.setdefault(target, source)
    passwords = [password for each in seen.lockouts for password in each.counted]
    found = Counter(_home(password, by_client, by_target) for password in passwords)
    missing = sum(each.unexplained for each in seen.lockouts if isinstance(each.unexplained, int))
    return {source: number for source, number in found.items() if source}, found.total() + missing


def _home(
    password: Counted, by_client: Mapping[str, str], by_target: Mapping[str, str]
) -> str | None:
    if isinstance(password.client, str):
        return by_client.get(password.client, password.client)
    return by_target.get(password.target)
