"""Who takes part in an invented incident: machines, their account databases, and clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Era(Enum):
    """The Windows generation of a machine, which decides what its log holds."""

    NT4 = "NT 4"
    W2000 = "Windows 2000"
    W2003 = "Server 2003"
    MODERN = "Vista and later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A lockout policy; a duration of zero lasts until an administrator unlocks."""

    threshold: int
    window: timedelta
    duration: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine that keeps a Security log; `domain` is the domain it belongs to."""

    name: str
    era: Era
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An account database: a domain's, or the local one of a member server.

    Attributes:
        name: The domain, or the name of the machine itself.
        keeper: The machine that checks passwords against it and records what it finds.
        policy: When it locks.
        accounts: Account name as the keeper spells it -> SID.
        controllers: Further domain controllers; the keeper is then the primary one.
    """

    name: str
    keeper: str
    policy: Policy
    accounts: Mapping[str, str]
    controllers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The machines whose logs are the evidence, and the databases they ask."""

    machines: tuple[Machine, ...]
    databases: tuple[Database, ...]

    def machine(self, name: str) -> Machine:
        """Return the machine called `name`."""
        return next(each for each in self.machines if each.name == name)

    def asked(self, target: str, domain: str) -> Database:
        """Return the database that decides when `target` is presented with `domain`.

        A known domain answers for itself; an unknown one, such as the client's own name, makes
        the accessed machine look into its own database (Q103390, Q102716).
        """
        named = [each for each in self.databases if each.name == domain]
        kept = [each for each in self.databases if target in (each.keeper, *each.controllers)]
        return (named or kept)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The machine that an attempt comes from."""

    name: str
    address: str
