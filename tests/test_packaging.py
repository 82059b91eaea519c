"""What is built is what a stranger needs: three packages, the reference stack, the experiments."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from openline_stacks.engine import BUNDLED

ROOT = Path(__file__).parents[1]
FIRST_NAME = """
from chaoslib.discovery.package import get_importname_from_package
print(get_importname_from_package("openline"))
"""
EDITABLE = "import sys; from hatchling.build import build_editable; build_editable(sys.argv[1])"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = ["-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("editable")
    command = [sys.executable, "-c", EDITABLE, str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def discovered(wheel: zipfile.ZipFile, folder: Path) -> str:
    """The package that chaoslib takes for this distribution once it is installed."""
    wheel.extractall(folder)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    found = subprocess.run(
        [sys.executable, "-c", FIRST_NAME],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip()


def test_the_wheel_carries_three_typed_packages(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for package in ("openline", "openline_stacks", "openline_drills"):
        assert {f"{package}/__init__.py", f"{package}/py.typed"} <= names
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"openline", "openline_stacks", "openline_drills"}


def test_the_wheel_carries_every_bundled_stack_and_every_experiment(
    wheel: zipfile.ZipFile,
) -> None:
    names = set(wheel.namelist())
    for stack in BUNDLED:
        assert {f"openline_stacks/{stack}/{file}" for file in ("openline.yaml", "__main__.py")
                } <= names  # fmt: skip
    assert {
        f"openline_stacks/{stack}/Pulumi.yaml" for stack in ("starter", "eu-residency")
    } <= names
    experiments = {path.relative_to(ROOT) for path in (ROOT / "drills/experiments").rglob("*.yaml")}
    assert experiments
    for path in experiments:
        assert f"openline_drills/{path.relative_to('drills').as_posix()}" in names


@pytest.mark.parametrize("stack", BUNDLED)
def test_an_installed_wheel_finds_its_stacks(
    wheel: zipfile.ZipFile, tmp_path: Path, stack: str
) -> None:
    wheel.extractall(tmp_path)
    asked = f"from openline_stacks.engine import bundled_stack; print(bundled_stack({stack!r}))"
    found = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == str(tmp_path / "openline_stacks" / stack)


def test_an_installed_wheel_starts_a_stack_of_ones_own(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "installed")
    subprocess.run(
        [sys.executable, "-c", "from openline_drills.cli import main; main()", "init", "desk"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert {path.name for path in (tmp_path / "desk").iterdir()} == {
        "openline.yaml", "__main__.py", "Pulumi.yaml", "openline.schema.json",
    }  # fmt: skip


def test_the_sdist_can_be_tested_and_run(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.split("/", 1)[-1] for name in sdist.getnames()}
    assert {
        "CONTRIBUTING.md",
        "Pulumi.yaml",
        "README.md",
        "hatch_build.py",
        "drills/experiments/region-outage.yaml",
        "stacks/retail/openline.yaml",
        "tests/test_packaging.py",
    } <= names


def test_chaos_discover_finds_the_drills_in_a_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    assert discovered(wheel, tmp_path) == "openline_drills"


def test_chaos_discover_finds_the_drills_in_an_editable_install(
    editable: zipfile.ZipFile, tmp_path: Path
) -> None:
    assert discovered(editable, tmp_path) == "openline_drills"
    assert not [
        name
        for name in editable.namelist()
        if name.startswith("openline") and ".dist-info" not in name
    ], "an editable install must not copy the packages"
