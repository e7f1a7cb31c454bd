r"""The entries of netlogon.log that stand as the service writes them, told and cut at fixed words.

A pattern with groups costs thirty times what one costs that only says yes or no. So one such
pattern tells the plain entries: whole on one line, in the name neither a parenthesis nor a colon
(no account has them) nor a word that begins with f. In these each mark between two values stands
once, and cutting at the marks gives what the patterns of `lines` give, to which all others go.
"""

from collections.abc import Collection
from typing import Final

import polars as pl

_LEAD: Final = (
    r"^(?:[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} )?\[LOGON\] (?:\[[0-9]+\] )?"
    r"(?:[^\\ :\[\]]+: )?SamLogon: "
)
_NAME: Final = r"(?:[^(): ]| [^(): f])*"
_LOGON: Final = (
    rf"[A-Z][A-Za-z ]*? logon of (?:\(null\)\\)?{_NAME} from [^() ]*(?: \(via [^() ]*\))?"
)
_TICKET: Final = rf"Generic logon of {_NAME}(?:\(null\))? from (?:[^() ]*|\(null\)) Package: ?[^ ]*"
_PLAIN: Final = rf"{_LEAD}(?:{_LOGON}|{_TICKET}) (?:Entered|Returns 0[xX][0-9A-Fa-f]{{1,8}})\s*$"
_ENTERED: Final = r" Entered\s*$"
_ZERO: Final = r" 0[xX]0+\s*$"
_IS_TICKET: Final = "SamLogon: Generic logon of "
_THREAD: Final = r"^(?:[0-9/: ]{15})?\[LOGON\] \[([0-9]+)\]"


def is_plain(text: pl.Series) -> pl.Series:
    """Return which lines are plain entries (Boolean)."""
    return text.str.contains(_PLAIN)


def entered(text: pl.Series) -> pl.Series:
    """Return which plain entries say Entered; the others say Returns."""
    return text.str.contains(_ENTERED)


def ticket(text: pl.Series) -> pl.Series:
    """Return which plain entries check a Kerberos ticket and no password."""
    return text.str.contains(_IS_TICKET, literal=True)


def failed(text: pl.Series) -> pl.Series:
    """Return which plain entries that say Returns name an error."""
    return ~text.str.contains(_ZERO)


def values(text: pl.Series, names: Collection[str]) -> pl.DataFrame:
    """Return what plain answers say that check a password.

    Args:
        text: The answers.
        names: Which columns of `lines.VALUES` are wanted.

    Returns:
        These columns at least, and `strings`, how many of all of them an answer has.
    """
    lead, asked = _cut(text, " logon of ")
    who, rest = _cut(asked, " from ")
    domain, account = _cut(who, "\\")
    workstation, rest = _cut(rest, " ")
    way, status = _cut(rest, "Returns ")
    via = way.str.strip_prefix("(via ").str.strip_suffix(") ")
    found = pl.select(
        account=pl.when(account.is_null()).then(who).otherwise(account),
        domain=pl.when(account.is_not_null()).then(domain),
        workstation=pl.when(workstation != "").then(workstation),
        via=pl.when(via != "").then(via),
        status=status.str.strip_chars_end(),
    )
    some = pl.sum_horizontal(pl.col("domain", "workstation", "via").is_not_null())
    threaded = text.str.contains(_THREAD)
    always = 4  # account, status, logon and tag
    found = found.with_columns((some + threaded + always).cast(pl.UInt16).alias("strings"))
    if "logon" in names:
        found = found.with_columns(_cut(lead, "SamLogon: ")[1].alias("logon"))
    if "thread" in names:
        found = found.with_columns(text.str.extract(_THREAD).alias("thread"))
    return found.with_columns(pl.lit("LOGON").alias("tag"))


def _cut(text: pl.Series, mark: str) -> tuple[pl.Series, pl.Series]:
    """Return what stands before the first `mark` and behind it, null where there is none."""
    before, behind = text.str.splitn(mark, 2).struct.unnest().get_columns()
    return before, behind
