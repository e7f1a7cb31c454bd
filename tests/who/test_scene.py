"""What several incidents ask of a scene is made once, and anew of another scene."""

from dataclasses import fields, replace

from forensics.reconstruct import Scene
from tests.builders.observed import BAD, observations, scene, seen


def test_what_is_asked_of_a_scene_is_made_once() -> None:
    asked: list[int] = []

    def failures(of: Scene) -> int:
        asked.append(1)
        return of.attempts.height

    shown = scene(observations([seen(at, "SRV1", 4625, BAD) for at in range(3)]))
    found = Scene(**{each.name: getattr(shown, each.name) for each in fields(shown)})
    assert [found.once(failures), found.once(failures)] == [3, 3]
    assert asked == [1]
    fewer = replace(found, attempts=found.attempts.head(1))
    assert fewer.once(failures) == 1
    assert found.once(failures) == 3
    assert asked == [1, 1]
    assert "_made" not in repr(found)
