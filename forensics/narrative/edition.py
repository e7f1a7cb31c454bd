"""What the vendor edition says of itself: what is replaced in it, what is left out, what stays."""

from dataclasses import dataclass

from forensics.binding import VENDOR, Binding
from forensics.narrative.views import Text, say, strong


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A note on page 1 and a passage in chapter 7; both empty in the full edition."""

    note: Text
    says: tuple[Text, ...]


def edition(binding: Binding) -> Edition:
    """Return what is said of the edition."""
    if binding.edition != VENDOR:
        return Edition(note=(), says=())
    return Edition(
        note=say(
            strong("Vendor edition. "),
            "Names are replaced by pseudonyms; hashes, times and counts are those of the full "
            "edition, see chapter 7.",
        ),
        says=(
            say(
                strong("Replaced. "),
                "Accounts, machines, domains, addresses, security identifiers, and the paths and "
                "names of exhibits. A pseudonym is drawn with the key of this case (HMAC-SHA-256): "
                "the same name has the same one everywhere in this report, and without the key "
                "none can be turned back or compared with those of another case.",
            ),
            say(
                strong("Kept in the pseudonyms. "),
                "The role of a machine where it is known; letters that are shared by all whose "
                "names begin alike; the subnet (/24 of IPv4 in 198.18.0.0/15 or 240.0.0.0/4, /64 "
                "of IPv6 in 2001:db8::/32); the domain part that SIDs share; the $ of a computer's "
                "account; capitals; how deep an exhibit lies and of what kind it is.",
            ),
            say(
                strong("Left out. "),
                "What the analyst wrote about the case, texts of log lines, bytes of damaged "
                "stretches, case.toml and hosts.csv. Where a name reads like a word of ours, the "
                "sentences that may hold it.",
            ),
            say(
                strong("As it is. "),
                "The SHA-256 of each exhibit, every time, count, record number and offset; names "
                "that Windows and SMS give themselves, such as SMSCliToknAcct&. All outputs were "
                "searched for every name of the case before they were written.",
            ),
        ),
    )
