"""docs/install.md says what `forensics doctor` says, and names the bundle as it is named."""

import re

import pytest

from forensics import __version__
from forensics.doctor.systems import PACKAGES, installation
from tests.setup.project import CHECKOUT, pyproject

PAGE = (CHECKOUT / "docs/install.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "manager", ["apt-get", "dnf", "brew", "winget", r"C:\msys64\usr\bin\bash.exe"]
)
def test_the_command_for_a_system_is_the_one_that_doctor_names(manager: str) -> None:
    command = installation(lambda program: program if program == manager else None)
    assert [part for part in command.split(" && ") if f"`{part}`" not in PAGE] == []


def test_every_kind_of_packages_is_told() -> None:
    assert [packages for packages in PACKAGES.values() if packages not in PAGE] == []


def test_the_python_that_is_asked_for_is_the_one_that_will_do() -> None:
    least = pyproject()["project"]["requires-python"].removeprefix(">=")
    assert f"Python {least} or newer" in PAGE


def test_the_bundle_s_version_is_this_one() -> None:
    assert set(re.findall(r"lockout-forensics-(\d+\.\d+\.\d+)", PAGE)) == {__version__}
