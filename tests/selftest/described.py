"""The case.toml of a case of the corpus: as much as an analyst would know."""

from collections.abc import Mapping, Sequence

from tests.builders.played.stage import Play
from tests.builders.site import Policy
from tests.selftest.worlds import Scene

Places = Sequence[tuple[str, str]]
"""Path of an exhibit that tells neither zone, year nor machine -> its machine."""


def of_scene(scene: Scene, places: Places, year: int) -> str:
    """Return what is known of a drawn world: its servers, and maybe its policy."""
    controllers = scene.world.controllers()
    roles = {
        machine.name: ("dc" if machine.name in controllers else "fileserver",)
        for machine in scene.world.machines()
    }
    policy = scene.world.site.databases[0].policy if scene.stated else None
    return _toml(scene.name, scene.about, roles, policy, {}, _exhibits(places, year))


def of_play(world: Play, places: Places, year: int) -> str:
    """Return what the operator of a played article can state."""
    locks = world.policy.threshold != 0
    policy = world.site.databases[0].policy if locks else None
    about = f"The site that {world} describes, played."
    text = _toml(str(world), about, world.roles, policy, world.answers, _exhibits(places, year))
    return text if locks else f"{text}\n[policy]\nthreshold = 0\n"


def _exhibits(places: Places, year: int) -> str:
    return "".join(
        f'\n[[exhibit]]\npath = "{path}"\nhost = "{name}"\ntimezone = "UTC"\nyear = {year}\n'
        for path, name in places
    )


def _toml(
    name: str,
    about: str,
    roles: Mapping[str, Sequence[str]],
    policy: Policy | None,
    facts: Mapping[str, Sequence[str]],
    exhibits: str,
) -> str:
    parts = [f'[case]\nid = "{name}"\ntitle = "{about} (invented)"\n']
    if policy is not None:
        window = int(policy.window.total_seconds())
        duration = int(policy.duration.total_seconds())
        parts.append(
            f"\n[policy]\nthreshold = {policy.threshold}\n"
            f'window = "{window}s"\nduration = "{duration}s"\n'
        )
    parts += [
        f'\n[[host]]\nname = "{machine}"\nroles = {_list(given)}\n'
        for machine, given in roles.items()
    ]
    parts.append(exhibits)
    if facts:
        parts.append("\n[facts]\n")
        parts += [f'"{fact}" = {_list(values)}\n' for fact, values in facts.items()]
    return "".join(parts)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in values) + "]"
