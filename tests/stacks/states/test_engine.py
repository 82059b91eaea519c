"""What the genuine engine writes is read as the embedded one records it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from benchmarks.preview import project
from openline_stacks.engine import preview
from openline_stacks.preview import compare
from openline_stacks.states import States, read_files
from openline_stacks.topology import read

pytestmark = [
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no Pulumi CLI on PATH"),
]
Pulumi = Callable[..., Path]
STREAMING = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Mapping[str, str]]]:
    with project("starter", tmp_path_factory.mktemp("engine")) as made:
        yield made


@pytest.fixture
def pulumi(there: tuple[Path, Mapping[str, str]], tmp_path: Path) -> Pulumi:
    """What a command prints, as a file."""
    folder, environment = there

    def run(*arguments: str, **more: str) -> Path:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--stack", "bench"],
            cwd=folder,
            env={**os.environ, **environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        path = tmp_path / f"{arguments[0]}.json"
        path.write_text(done.stdout)
        return path

    return run


def names(states: States) -> set[tuple[str, str]]:
    return {(one.type, one.name) for one in states.resources if one.type.startswith("aws:")}


def test_previews_and_an_export_hold_what_the_program_makes(
    pulumi: Pulumi, there: tuple[Path, Mapping[str, str]]
) -> None:
    ours = preview(there[0])
    plain = read_files([pulumi("preview", "--json")]).after
    streaming = read_files([pulumi("preview", "--json", **STREAMING)]).after
    assert names(plain) == names(streaming) == names(ours)
    assert read(plain).not_understood == read(ours).not_understood == ()
    made = {one.urn: one for one in plain.resources}
    for one in (s for s in ours.resources if s.type.startswith("aws:")):
        theirs = made[one.urn.replace(":dev::", ":bench::")]
        assert theirs.source == one.source
        if one.region:  # what is global has the region of whoever ran it, or none
            assert theirs.region in {None, one.region}
        assert set(theirs.dependencies) == {
            u.replace(":dev::", ":bench::") for u in one.dependencies
        }
    assert compare(plain, ours).changes == compare(streaming, ours).changes == ()
    pulumi("up", "--yes", "--skip-preview")
    export = read_files([pulumi("stack", "export")]).after
    assert names(export) == names(ours)
    assert read(export).not_understood == ()
    assert compare(export, ours).changes == ()
