"""The bill of materials: valid by its schema, whole, and the same for the same files."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement

from release.bill import bill, json_text
from release.components import OURS, components
from tests.setup.project import extra_requirements, locked, pyproject, runtime_requirements

CONTROL = """Package: invented
Version: 1:2.0+b~1-3
Architecture: all
Maintainer: Nobody <nobody@example.invalid>
Description: invented
"""


@cache
def pins() -> dict[str, str]:
    """Return the version of each library that the program is set up with on this machine."""
    names = {text.partition("==")[0] for text in locked("requirements.lock")}
    names |= {Requirement(text).name for text in runtime_requirements()}
    here = {re.sub(r"[-_.]+", "-", each.name).lower(): each for each in metadata.distributions()}
    return {name: here[name].version for name in [*sorted(names), "setuptools"] if name in here}


def our_wheel(folder: Path) -> None:
    """Write a wheel of ours that has its metadata only."""
    wheel = folder / "lockout_forensics-0.1.0-py3-none-any.whl"
    extras = [f'{text}; extra == "{_extra(text)}"' for text in extra_requirements()]
    lines = [
        *("Metadata-Version: 2.4", f"Name: {OURS}", "Version: 0.1.0"),
        f"License-Expression: {pyproject()['project']['license']}",
        *(f"Requires-Dist: {text}" for text in [*runtime_requirements(), *extras]),
    ]
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("lockout_forensics-0.1.0.dist-info/METADATA", "\n".join(lines) + "\n")


def _extra(text: str) -> str:
    extras: dict[str, list[str]] = pyproject()["project"]["optional-dependencies"]
    return next(extra for extra, texts in extras.items() if text in texts)


def invented(bundle: Path) -> None:
    """Lay a file for each library, one package and our wheel."""
    wheels = bundle / "wheels"
    wheels.mkdir(parents=True)
    (bundle / "debs").mkdir()
    for name, version in pins().items():
        ending = ".zip" if name == "hexdump" else "-py3-none-any.whl"
        file = wheels / f"{name.replace('-', '_')}-{version}{ending}"
        file.write_text(f"invented {name}", encoding="utf-8")
    if shutil.which("dpkg-deb"):
        package = bundle / "package" / "DEBIAN" / "control"
        package.parent.mkdir(parents=True)
        package.write_text(CONTROL, encoding="utf-8")
        subprocess.run(
            [
                "dpkg-deb",
                "--build",
                "-Znone",
                package.parents[1],
                bundle / "debs" / "invented_1%3a2.0+b~1-3_all.deb",
            ],
            check=True,
            capture_output=True,
        )
    our_wheel(wheels)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    invented(folder)
    return folder


@pytest.fixture(scope="module")
def made(bundle: Path) -> dict[str, Any]:
    (wheel,) = (bundle / "wheels").glob("lockout_forensics-*")
    return bill(components(bundle), wheel)


def entry(made: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in made["components"] if each["name"] == name]
    assert isinstance(found, dict)
    return found


def ref(name: str) -> str:
    return f"pkg:pypi/{name}@{pins()[name]}"


def test_it_is_valid_by_the_schema(made: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json_text(made)) is None


def test_every_file_of_the_bundle_has_an_entry(made: dict[str, Any], bundle: Path) -> None:
    entries = [made["metadata"]["component"], *made["components"]]
    files = [unquote(each["externalReferences"][0]["url"]) for each in entries]
    there = [path for path in bundle.glob("*/*") if path.is_file()]
    assert sorted(files) == sorted(path.relative_to(bundle).as_posix() for path in there)


def test_a_library_is_told_with_its_file_hash_and_licence(made: dict[str, Any]) -> None:
    hashes = [
        {
            "alg": "SHA-256",
            "content": "3aecbbccab81dbab04846d995067612698fbfcaea765d84c474cae01b24aea93",
        }
    ]
    version = pins()["markupsafe"]
    assert entry(made, "markupsafe") == {
        "type": "library",
        "bom-ref": f"pkg:pypi/markupsafe@{version}",
        "name": "markupsafe",
        "version": version,
        "purl": f"pkg:pypi/markupsafe@{version}",
        "scope": "required",
        "licenses": [{"expression": "BSD-3-Clause"}],
        "hashes": hashes,
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"wheels/markupsafe-{version}-py3-none-any.whl",
                "hashes": hashes,
            }
        ],
    }


def test_a_licence_is_named_as_its_author_names_it(made: dict[str, Any]) -> None:
    assert entry(made, "segno")["licenses"] == [{"license": {"name": "BSD License"}}]
    assert entry(made, "certifi")["licenses"] == [{"license": {"id": "MPL-2.0"}}]
    assert entry(made, "polars")["licenses"] == [{"license": {"name": "MIT License"}}]


def test_every_library_has_a_licence_that_spdx_knows_or_a_name(made: dict[str, Any]) -> None:
    libraries = [each for each in made["components"] if each["purl"].startswith("pkg:pypi/")]
    said = [licence for each in libraries for licence in each["licenses"]]
    assert [each["name"] for each in libraries if not each["licenses"]] == []
    assert [
        each for each in said if "expression" in each and not is_expression(*each.values())
    ] == []
    named = [each["license"] for each in said if "license" in each]
    assert [each for each in named if "id" in each and not is_supported_id(each["id"])] == []


def test_addresses_of_packages_are_written_as_their_specification_writes_them(
    made: dict[str, Any],
) -> None:
    purls = [each["purl"] for each in made["components"]]
    assert [purl for purl in purls if PackageURL.from_string(purl).to_string() != purl] == []


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="makes a package with dpkg-deb")
def test_a_package_of_the_system_is_told_too(made: dict[str, Any]) -> None:
    package = entry(made, "invented")
    assert package["version"] == "1:2.0+b~1-3"
    assert package["scope"] == "required"
    assert "licenses" not in package
    read = PackageURL.from_string(package["purl"])
    assert (read.type, read.name, read.version) == ("deb", "invented", "1:2.0+b~1-3")
    assert read.qualifiers == {"arch": "all"}


def test_who_needs_whom_is_told_with_what_extras_bring(made: dict[str, Any]) -> None:
    needs = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    assert needs[ref("jinja2")] == [ref("markupsafe")]
    assert needs[ref("fonttools")] == [ref("brotli"), ref("zopfli")]
    assert ref("pyhanko") in needs[f"pkg:pypi/{OURS}@0.1.0"]
    assert needs[ref("hexdump")] == []


def test_only_what_builds_another_library_is_no_part_of_the_program(made: dict[str, Any]) -> None:
    outside = [each["name"] for each in made["components"] if each["scope"] == "excluded"]
    assert outside == ["setuptools"]


def test_equal_files_give_an_equal_bill_and_another_file_another_number(
    made: dict[str, Any], bundle: Path
) -> None:
    (wheel,) = (bundle / "wheels").glob("lockout_forensics-*")
    found = components(bundle)
    assert json_text(bill(found, wheel)) == json_text(made)
    changed = [replace(found[0], sha256="0" * 64), *found[1:]]
    assert bill(changed, wheel)["serialNumber"] != made["serialNumber"]


def test_a_version_that_was_fetched_but_is_not_installed_ends_it(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "segno-0.0.1-py3-none-any.whl").touch()
    with pytest.raises(SystemExit, match=r"segno .* is installed, and 0\.0\.1 was fetched"):
        components(tmp_path)
