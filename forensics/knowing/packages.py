"""Packages: which failures were checked by NTLM and which by Kerberos.

By the event alone where its number says so, else by the name of the package that it records.
"""

from typing import Final

import polars as pl

from forensics.lean import as_text

_NTLM_IDS: Final = (680, 681, 4776)
_KERBEROS_IDS: Final = (672, 675, 676, 4768, 4771)


def by_family(failures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return `ntlm` and `kerberos` -> the failures of each, with `event_id` and `package` columns.

    A family without a failure is left out, and so is a failure that names no package.
    """
    said = as_text("package").str.to_lowercase()
    kerberos = pl.col("event_id").is_in(_KERBEROS_IDS) | said.str.contains("kerberos")
    ntlm = pl.col("event_id").is_in(_NTLM_IDS) | said.str.contains(
        "ntlm|msv1_0|authentication_package_v1"
    )
    families = {
        "ntlm": failures.filter(ntlm.fill_null(value=False)),
        "kerberos": failures.filter(kerberos.fill_null(value=False)),
    }
    return {family: rows for family, rows in families.items() if rows.height}
