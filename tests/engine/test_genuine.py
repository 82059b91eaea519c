"""The genuine Pulumi CLI, where it is on PATH, against our provider and our plugin."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML
from tests.engine.test_conformance import NETWORK
from tests.stacks.policy.installed import PACK, with_its_venv
from tests.stacks.provider.conftest import local_aws

ROOT: Final = Path(__file__).parents[2]
BIN: Final = Path(sys.executable).parent
yaml: Final = YAML()
pytestmark = [
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("pulumi") is None, reason="the genuine Pulumi CLI is not on PATH"
    ),
]


@pytest.fixture
def cloud() -> Iterator[str]:
    """One a test: programs give the same names to what they make, and AWS takes a name once."""
    with local_aws() as address:
        yield address


class Pulumi:
    """One stack of one program; those of one `home` share their state."""

    def __init__(self, folder: Path, cloud: str, home: Path, *through: str | Path) -> None:
        self.folder, self._through = folder, through
        state, own = home / "state", home / "pulumi"
        for one in (state, own):
            one.mkdir(parents=True, exist_ok=True)
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PULUMI_"))}
        self._surroundings = clean | {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_ENDPOINT_URL": cloud,
            "AWS_REGION": "us-west-2",
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "local",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(own),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self("stack", "init", "dev")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self._through, "pulumi", *words, "--non-interactive"],
            cwd=self.folder,
            env=self._surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __call__(self, *words: str) -> str:
        """What it says on stdout; warnings, which are no JSON, go to stderr."""
        process = self.start(*words)
        told, warned = process.communicate()
        assert process.returncode == 0, told + warned
        return told

    def stays_as_it_is(self) -> None:
        self("preview", "-s", "dev", "--expect-no-changes")
        self("refresh", "-s", "dev", "--yes", "--expect-no-changes")
        self("preview", "-s", "dev", "--expect-no-changes")

    def resources(self) -> list[dict[str, Any]]:
        held = json.loads(self("stack", "export", "-s", "dev"))
        found: list[dict[str, Any]] = held["deployment"].get("resources") or []
        return [one for one in found if one["custom"] and "pulumi:" not in one["type"]]


def _plugins(folder: Path, *names: str) -> dict[str, Any]:
    """What finds our plugins: a path from Pulumi.yaml, as the engine takes it."""
    path = os.path.relpath(BIN, folder)
    return {"providers": [{"name": name, "path": path} for name in names]}


def _written(folder: Path, program: str | None = None, name: str = "shop") -> Path:
    """A program that runs in this virtual environment and finds our provider. Its own settings
    stay, such as the region; that of ours lies elsewhere."""
    if program is not None:
        (folder / "__main__.py").write_text(program)
    project = folder / "Pulumi.yaml"
    held = yaml.load(project) if project.is_file() else {}
    options = {"toolchain": "pip", "virtualenv": str(BIN.parent)}
    ours = {"name": name, "runtime": {"name": "python", "options": options}}
    kept = {key: held[key] for key in held.keys() & {"config"}}
    yaml.dump(kept | ours | {"plugins": _plugins(folder, "aws")}, project)
    return folder


def _copied(folder: Path, beside: Path) -> Path:
    """A program of ours whose resources may be deleted."""
    copy = beside / folder.name
    shutil.copytree(folder, copy)
    declared = copy / "openline.yaml"
    if declared.is_file():
        _unprotect(declared)
    return _written(copy)


def _unprotect(declared: Path) -> None:
    text = re.sub(r"^protection:.*\n", "", declared.read_text(), flags=re.MULTILINE)
    declared.write_text(f"{text}\nprotection: off\n")


STACKS: Final = [ROOT / "stacks" / name for name in ("starter", "retail", "eu-residency")]
EXAMPLES: Final = sorted(
    one.parent
    for pattern in ("*/__main__.py", "plain/*/__main__.py")
    for one in (ROOT / "stacks" / "examples").glob(pattern)
)


@pytest.mark.parametrize("folder", STACKS, ids=lambda one: one.name)
def test_a_stack_is_made_stays_and_is_taken_away(folder: Path, cloud: str, tmp_path: Path) -> None:
    pulumi = Pulumi(_copied(folder, tmp_path), cloud, tmp_path / "home")
    pulumi("preview", "-s", "dev")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    pulumi.stays_as_it_is()
    pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert pulumi.resources() == []


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda one: one.name)
def test_an_example_is_made_and_stays(folder: Path, cloud: str, tmp_path: Path) -> None:
    pulumi = Pulumi(_copied(folder, tmp_path), cloud, tmp_path / "home")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    pulumi.stays_as_it_is()


def test_a_stack_in_parts_is_made_stays_says_who_serves_and_is_taken_away(
    cloud: str, tmp_path: Path
) -> None:
    folder, retail = tmp_path / "stacks" / "examples" / "split", tmp_path / "stacks" / "retail"
    shutil.copytree(ROOT / "stacks" / "examples" / "split", folder)
    retail.mkdir()
    shutil.copy(ROOT / "stacks" / "retail" / "openline.yaml", retail)
    _unprotect(retail / "openline.yaml")
    parts = {
        part: Pulumi(
            _written(folder / part, name=f"openline-example-split-{part}"), cloud, tmp_path / "home"
        )
        for part in ("shared", "us-east-1", "us-west-2", "global")
    }
    for pulumi in parts.values():
        pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    for pulumi in parts.values():
        pulumi.stays_as_it_is()
    for part in ("us-west-2", "global"):
        parts[part]("config", "set", "-s", "dev", "serving_region", "us-west-2")
        parts[part]("up", "-s", "dev", "--yes", "--skip-preview")
        parts[part].stays_as_it_is()
    for pulumi in reversed(parts.values()):
        pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
        assert pulumi.resources() == []


def test_a_declaration_that_changes_changes_what_it_made(cloud: str, tmp_path: Path) -> None:
    """A network is made anew with all that stands in it, a zone is added, a demand grows."""
    pulumi = Pulumi(_copied(ROOT / "stacks" / "starter", tmp_path), cloud, tmp_path / "home")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    declared = pulumi.folder / "openline.yaml"
    for before, after in (
        ("10.61.0.0/16", "10.77.0.0/16"),
        ("us-west-2: [a, b]}", "us-west-2: [a, b, c]}"),
        ("steady: 20/s", "steady: 24/s"),
    ):
        assert before in declared.read_text()
        declared.write_text(declared.read_text().replace(before, after))
        pulumi("up", "-s", "dev", "--yes", "--skip-preview")
        pulumi.stays_as_it_is()
    pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert pulumi.resources() == []


def test_a_local_aws_that_was_saved_has_what_it_had(tmp_path: Path) -> None:
    """Each command has one of its own, made of the file that the last one left."""
    folder, home = _copied(ROOT / "stacks" / "starter", tmp_path), tmp_path / "home"
    saved = ("local", "run", "--state", tmp_path / "aws.json", "--")
    pulumi = Pulumi(folder, "http://127.0.0.1:1", home, BIN / "openline", *saved)
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    pulumi.stays_as_it_is()
    pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert pulumi.resources() == []


def test_updates_replacements_and_deletions(cloud: str, tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    pulumi = Pulumi(_written(folder, NETWORK), cloud, tmp_path / "home")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    for key, value in (("names", "true"), ("subnets", "2"), ("range", "10.8.0.0/16")):
        pulumi("config", "set", "-s", "dev", key, value)
        pulumi("up", "-s", "dev", "--yes", "--skip-preview")
        pulumi.stays_as_it_is()
    ranges = {one["inputs"]["cidrBlock"] for one in pulumi.resources()}
    assert ranges == {"10.8.0.0/16", "10.8.0.0/24", "10.8.1.0/24"}
    pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert pulumi.resources() == []


def test_an_import_takes_in_what_is_there(cloud: str, tmp_path: Path) -> None:
    import boto3

    session: Any = boto3.Session("testing", "testing", region_name="us-west-2")
    vpc = session.client("ec2", endpoint_url=cloud).create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]
    folder = tmp_path / "program"
    folder.mkdir()
    pulumi = Pulumi(_written(folder, "import pulumi\n"), cloud, tmp_path / "home")
    pulumi("import", "aws:ec2/vpc:Vpc", "kept", vpc["VpcId"], "-s", "dev", "--yes",
           "--generate-code=false", "--protect=false")  # fmt: skip
    (held,) = pulumi.resources()
    assert held["id"] == vpc["VpcId"]
    pulumi("refresh", "-s", "dev", "--yes", "--expect-no-changes")


def test_what_somebody_else_made_is_refused_in_the_words_of_aws(cloud: str, tmp_path: Path) -> None:
    import boto3

    session: Any = boto3.Session("testing", "testing", region_name="us-west-2")
    session.client("logs", endpoint_url=cloud).create_log_group(logGroupName="orders")
    folder = tmp_path / "program"
    folder.mkdir()
    text = "import pulumi_aws as aws\naws.cloudwatch.LogGroup('said', name='orders')\n"
    pulumi = Pulumi(_written(folder, text), cloud, tmp_path / "home")
    process = pulumi.start("up", "-s", "dev", "--yes", "--skip-preview")
    told = "".join(process.communicate())
    assert process.returncode != 0
    assert "ResourceAlreadyExistsException" in told
    assert pulumi.resources() == []


def test_what_is_wrong_with_a_resource_is_told_with_its_paths(cloud: str, tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    program = (
        "import pulumi_aws as aws\n"
        "aws.dynamodb.Table('t', hash_key='id', billing_mode='FREE',\n"
        "                   attributes=[{'name': 'id', 'type': 'X'}])\n"
    )
    pulumi = Pulumi(_written(folder, program), cloud, tmp_path / "home")
    process = pulumi.start("preview", "-s", "dev")
    told = "".join(process.communicate())
    assert process.returncode != 0
    assert "billingMode" in told
    assert "attributes[0].type" in told


def _begun(pulumi: Pulumi, home: Path) -> subprocess.Popen[str]:
    """An `up` that has made something: its first checkpoints hold a resource of AWS."""
    process = pulumi.start("up", "-s", "dev", "--yes", "--skip-preview")
    while process.poll() is None:
        states = [*home.rglob("stacks/**/dev.json"), *home.rglob("stacks/**/dev.json.bak")]
        if any('"aws:' in one.read_text() for one in states if one.is_file()):
            break
        time.sleep(0.1)
    return process


def test_an_up_that_was_interrupted_has_written_everything_down(cloud: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pulumi = Pulumi(_copied(ROOT / "stacks" / "starter", tmp_path), cloud, home)
    process = _begun(pulumi, home)
    os.killpg(process.pid, signal.SIGINT)  # a terminal's Ctrl-C reaches everybody in it
    process.communicate()

    held = json.loads(pulumi("stack", "export", "-s", "dev"))["deployment"]
    assert not held.get("pending_operations")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    pulumi.stays_as_it_is()


def test_an_up_that_was_killed_is_gone_on_with(cloud: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pulumi = Pulumi(_copied(ROOT / "stacks" / "starter", tmp_path), cloud, home)
    process = _begun(pulumi, home)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    for one in home.rglob("*.attrs"):
        if not one.stat().st_size:  # as docs/how-to/local-pulumi.md says
            one.unlink()
    pulumi("cancel", "-s", "dev", "--yes")
    pulumi("refresh", "-s", "dev", "--yes", "--clear-pending-creates")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")

    pulumi.stays_as_it_is()
    pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert pulumi.resources() == []


@pytest.mark.skipif(shutil.which("npm") is None, reason="no Node.js here")
def test_a_typescript_program_uses_the_component(cloud: str, tmp_path: Path) -> None:
    languages = tmp_path / "languages"
    shutil.copytree(ROOT / "stacks" / "examples" / "languages", languages)
    folder = languages / "typescript"
    plugins = _plugins(folder, "aws", "openline")
    yaml.dump({"name": "support", "runtime": "nodejs", "plugins": plugins}, folder / "Pulumi.yaml")
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)
    pulumi = Pulumi(folder, cloud, tmp_path / "home")

    pulumi("preview", "-s", "dev")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")

    assert json.loads(pulumi("stack", "output", "-s", "dev", "--json"))["endpoints"]
    pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_yaml_program_uses_the_component(cloud: str, tmp_path: Path) -> None:
    languages = tmp_path / "languages"
    shutil.copytree(ROOT / "stacks" / "examples" / "languages", languages)
    project = languages / "yaml" / "Pulumi.yaml"
    held = yaml.load(project)
    held["plugins"] = _plugins(project.parent, "aws", "openline")
    yaml.dump(held, project)
    pulumi = Pulumi(project.parent, cloud, tmp_path / "home")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert json.loads(pulumi("stack", "output", "-s", "dev", "--json"))["endpoints"]


BROKEN: Final = """
import pulumi_aws as aws

aws.sqs.Queue("late", visibility_timeout_seconds=50_000)
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """components/policy with its own venv, as its README says."""
    copy = tmp_path_factory.mktemp("pack") / "policy"
    shutil.copytree(PACK, copy, ignore=shutil.ignore_patterns("venv"))
    with_its_venv(copy)
    return copy


def _previewed(pulumi: Pulumi, *words: str) -> tuple[int, str]:
    process = pulumi.start("preview", "-s", "dev", *words)
    told = "".join(process.communicate())
    return process.returncode, told


def test_a_broken_rule_stops_the_preview_as_its_level_says(
    cloud: str, pack: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    pulumi = Pulumi(_written(folder, BROKEN), cloud, tmp_path / "home")
    code, told = _previewed(pulumi, "--policy-pack", str(pack))
    assert code != 0, told
    assert "OL155" in told
    assert "late.visibilityTimeoutSeconds: 50000, not 0 to 43200" in told

    levels = tmp_path / "levels.json"
    levels.write_text(json.dumps({"openline": {"levels": {"OL155": "advisory"}}}))
    configured = ("--policy-pack", str(pack), "--policy-pack-config", str(levels))
    code, told = _previewed(pulumi, *configured)
    assert code == 0, told
    assert "OL155" in told

    levels.write_text(json.dumps({"openline": {"levels": {"OL155": "disabled"}}}))
    code, told = _previewed(pulumi, *configured)
    assert code == 0, told
    assert "OL155" not in told

    levels.write_text(json.dumps({"openline": {"levels": {"OL155": "loud"}}}))
    code, told = _previewed(pulumi, *configured)
    assert code != 0, told


def test_the_reference_stack_passes_the_pack(cloud: str, pack: Path, tmp_path: Path) -> None:
    pulumi = Pulumi(_copied(ROOT / "stacks" / "retail", tmp_path), cloud, tmp_path / "home")
    code, told = _previewed(pulumi, "--policy-pack", str(pack))
    assert code == 0, told


@pytest.mark.skipif(shutil.which("go") is None, reason="no Go here")
def test_a_go_program_uses_the_component(cloud: str, tmp_path: Path) -> None:
    languages = tmp_path / "languages"
    shutil.copytree(ROOT / "stacks" / "examples" / "languages", languages)
    folder = languages / "go"
    plugins = _plugins(folder, "aws", "openline")
    yaml.dump({"name": "support", "runtime": "go", "plugins": plugins}, folder / "Pulumi.yaml")
    pulumi = Pulumi(folder, cloud, tmp_path / "home")
    pulumi("up", "-s", "dev", "--yes", "--skip-preview")
    assert json.loads(pulumi("stack", "output", "-s", "dev", "--json"))["endpoints"]
