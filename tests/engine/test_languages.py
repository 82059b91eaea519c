"""Programs in TypeScript, Go and YAML, run by their languages' runtimes: the plugin constructs
the component, and what is registered is what the Python program registers.

The engine's part is played by `tests.engine.monitor`; the genuine one is in `test_genuine.py`. They
take what the registries of npm and Go hold, so they run at night.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import grpc
import pytest
from pulumi.runtime.proto import language_pb2, language_pb2_grpc
from tests.engine.monitor import Monitor, hosting, served

from openline_stacks.engine import preview
from openline_stacks.engine._values import decode, plain
from openline_stacks.states import States

ROOT = Path(__file__).parents[2]
YAML_HOST: Final = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml@v1.25.0"
EXAMPLES = ROOT / "stacks" / "examples" / "languages"

pytestmark = [pytest.mark.nightly, pytest.mark.slow]


@pytest.fixture(scope="module")
def expected() -> States:
    """What the same stack is in Python, in the component's own process."""
    return preview(EXAMPLES / "python")


@pytest.fixture
def languages(tmp_path: Path) -> Path:
    """A copy: tools write beside a program."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "languages"))


@pytest.fixture
def monitor(request: pytest.FixtureRequest) -> Iterator[Monitor]:
    found = Monitor(f"support-{request.param}")
    with served(found), hosting(found):
        yield found


def run(command: list[str], folder: Path, **more: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def same(monitor: Monitor, expected: States) -> None:
    """The same resources under the same parents with the same inputs, and the outputs are there."""
    assert monitor.logged == []
    found = {_after(monitor.urn(one), monitor.project): one for one in monitor.registered}
    wanted = {
        _after(one.urn, "support-python"): one
        for one in expected.resources
        if not one.type.startswith("pulumi:providers:")  # the engine's own, of the default one
    }
    assert set(found) == set(wanted)
    for urn, state in wanted.items():
        if state.type != "pulumi:pulumi:Stack":
            assert plain(decode(found[urn].object)) == dict(state.inputs), urn
    outputs = next(held for urn, held in monitor.outputs.items() if urn.endswith("-dev"))
    assert set(outputs) >= {"endpoints"}


def _after(urn: str, project: str) -> str:
    """Without the project's own name, which the stack's resource bears as well."""
    return urn.replace(f"::{project}::", "::").replace(f"::{project}-dev", "::stack")


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node.js here")
@pytest.mark.parametrize("monitor", ["typescript"], indirect=True)
def test_a_typescript_program_registers_what_the_python_program_does(
    monitor: Monitor, languages: Path, expected: States
) -> None:
    folder = languages / "typescript"
    run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    run(["node_modules/.bin/tsc", "--project", "."], folder)
    # as the language host of Node.js starts a program
    command = ["node", "node_modules/@pulumi/pulumi/cmd/run", f"--project={monitor.project}"]
    command += [f"--stack={monitor.stack}", "--organization=organization", "--parallel=16"]
    command += [f"--monitor={monitor.address}", f"--engine={monitor.address}", "--dry-run"]
    command += [f"--root-directory={folder}", f"--pwd={folder}", "."]
    run(command, folder, PULUMI_NODEJS_TYPESCRIPT="true")
    same(monitor, expected)


@pytest.mark.skipif(shutil.which("go") is None, reason="there is no Go here")
@pytest.mark.parametrize("monitor", ["go"], indirect=True)
def test_a_go_program_registers_what_the_python_program_does(
    monitor: Monitor, languages: Path, expected: States
) -> None:
    folder = languages / "go"
    run(["go", "vet", "."], folder)
    run(
        ["go", "run", "."],
        folder,
        PULUMI_PROJECT=monitor.project,
        PULUMI_STACK=monitor.stack,
        PULUMI_ORGANIZATION="organization",
        PULUMI_MONITOR=monitor.address,
        PULUMI_ENGINE=monitor.address,
        PULUMI_ROOT_DIRECTORY=str(folder),
        PULUMI_DRY_RUN="true",
        PULUMI_PARALLEL="16",
        PULUMI_CONFIG="{}",
    )
    same(monitor, expected)


@pytest.mark.skipif(shutil.which("go") is None, reason="there is no Go here")
@pytest.mark.parametrize("monitor", ["yaml"], indirect=True)
def test_a_yaml_program_registers_what_the_python_program_does(
    monitor: Monitor, languages: Path, expected: States, tmp_path: Path
) -> None:
    folder = languages / "yaml"
    project = folder / "Pulumi.yaml"
    _launcher(tmp_path / "plugin")
    text = project.read_text()
    assert text.count("../../../../.venv/bin") == 1
    project.write_text(text.replace("../../../../.venv/bin", str(tmp_path / "plugin")))
    run(["go", "install", YAML_HOST], tmp_path, GOBIN=str(tmp_path / "bin"))
    command = [str(tmp_path / "bin" / "pulumi-language-yaml"), monitor.address]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as host:
        try:
            answer = _run_by(host, monitor, folder)
        finally:
            host.kill()
    assert not answer.error
    assert not answer.bail
    same(monitor, expected)


def _launcher(folder: Path) -> None:
    """The plugin as `pip install` puts it there, whether or not this environment has it."""
    folder.mkdir()
    plugin = folder / "pulumi-resource-openline"
    plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m openline.hosting "$@"\n')
    plugin.chmod(0o755)


def _run_by(host: subprocess.Popen[bytes], monitor: Monitor, folder: Path) -> Any:
    assert host.stdout is not None
    port = int(host.stdout.readline())
    info = language_pb2.ProgramInfo(
        root_directory=str(folder), program_directory=str(folder), entry_point="."
    )
    info.options.SetInParent()
    asked = language_pb2.RunRequest(
        project=monitor.project,
        stack=monitor.stack,
        organization="organization",
        pwd=str(folder),
        program=".",
        info=info,
        monitor_address=monitor.address,
        dryRun=True,
        parallel=16,
    )
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        return language_pb2_grpc.LanguageRuntimeStub(channel).Run(asked)
