"""The Dockerfile says what `run` does. It is read, not built: that takes Docker and a network."""

import re

from forensics.doctor.systems import PACKAGES
from tests.setup.project import CHECKOUT, pyproject

TEXT = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [
    (word, rest.split()) for word, rest in re.findall(r"^([A-Z]+) (.*)$", TEXT, flags=re.MULTILINE)
]
RUN = (CHECKOUT / "run").read_text(encoding="utf-8")


def steps(word: str) -> list[list[str]]:
    return [rest for each, rest in STEPS if each == word]


def test_its_python_will_do() -> None:
    ((image,),) = steps("FROM")
    found = re.fullmatch(r"python:3\.(\d+)-slim", image)
    assert found
    least = pyproject()["project"]["requires-python"].removeprefix(">=3.")
    assert int(found[1]) >= int(least)
    assert f"python3.{found[1]} " in RUN


def test_it_installs_the_packages_that_a_set_up_installs() -> None:
    (installed,) = re.findall(r"apt-get install -y --no-install-recommends (.*?) +&&", TEXT)
    assert installed == PACKAGES["apt"]
    assert set(installed.split()) <= set(re.findall(r"lib[\w.-]+", RUN))


def test_its_libraries_are_the_locked_ones_held_against_their_hashes() -> None:
    calls = [" ".join(call.split()) for call in re.findall(r"pip install ([^&]*?)(?:&&|\n)", TEXT)]
    common = "--no-cache-dir --require-hashes --only-binary=:all:"
    source = "--no-binary=hexdump --no-build-isolation --use-pep517"
    assert calls == [
        f"{common} -r requirements-build.lock",
        f"{common} {source} -r requirements.lock",
    ]
    assert source in RUN


def test_what_it_copies_is_there_and_is_all_that_it_is_given() -> None:
    copied = {name for *names, _ in steps("COPY") for name in names}
    assert {name for name in copied if not (CHECKOUT / name).exists()} == set()
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == copied


def test_it_runs_the_program_as_a_user_without_rights() -> None:
    words = [word for word, _ in STEPS]
    assert steps("USER") == [["analyst"]]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
    assert STEPS[-1] == ("ENTRYPOINT", ['["python",', '"-I",', '"-m",', '"forensics"]'])


def test_its_example_gives_it_no_network_and_evidence_that_it_cannot_change() -> None:
    example = TEXT.partition("FROM")[0]
    assert "docker run --rm --network none" in example
    assert ":/case:ro" in example
