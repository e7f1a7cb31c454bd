"""Reads listings of the lockout policy: net accounts, secedit, reports of group policy."""
