"""The four exceptions of the package; whatever evidence does is a value and never one of these.

ForensicsError
├── CaseError        the operator's mistake: a folder, a file or a key of the case
├── KnowledgeError   our mistake: an entry or a table in the package's data
└── LeakError        a vendor edition that would give a name of the case away
"""


class ForensicsError(Exception):
    """Root of the package's exceptions; its text is one line for a person."""


class CaseError(ForensicsError):
    """A mistake in the case or the command, named by file, place and mend."""


class KnowledgeError(ForensicsError):
    """A mistake in the package's own data, named by file and key."""


class LeakError(ForensicsError):
    """A name of the case in an output of the vendor edition, named by file and place."""
