"""`openline local`, by its command: real processes, real ports, real boto3 clients."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ReadTimeoutError,
)

EAST, WEST = "us-east-1", "us-west-2"
_PATIENCE_S = 600.0  # a process that ends as it should does so in two, on an idle machine
COMMAND = [str(Path(sys.executable).with_name("openline")), "local"]
Local = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return clean | {"XDG_STATE_HOME": str(tmp_path_factory.mktemp("state"))}


@pytest.fixture(scope="module")
def local(surroundings: Mapping[str, str]) -> Iterator[Local]:
    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], capture_output=True, text=True, env=surroundings, check=False
        )

    yield call
    call("down", "--all")


@pytest.fixture(scope="module")
def told(local: Local) -> Mapping[str, str]:
    """The environment of one that runs for the whole module."""
    done = local("up", "--format", "json")
    assert done.returncode == 0, done.stderr
    environment: dict[str, str] = json.loads(done.stdout)
    return environment


def client(address: str, service: str, region: str = WEST, **config: Any) -> Any:
    session: Any = boto3.Session("testing", "testing", region_name=region)
    held = Config(retries={"max_attempts": 0}, **config)
    return session.client(service, endpoint_url=address, config=held)


def left(surroundings: Mapping[str, str]) -> list[Path]:
    """What is written of those that run."""
    return sorted((Path(surroundings["XDG_STATE_HOME"]) / "openline" / "local").iterdir())


def test_one_address_answers_for_every_region_and_each_has_its_own(
    told: Mapping[str, str],
) -> None:
    client(told["AWS_ENDPOINT_URL"], "sns", EAST).create_topic(Name="here")
    own = client(told["OPENLINE_LOCAL_US_EAST_1"], "sns", EAST).list_topics()["Topics"]
    assert [one["TopicArn"] for one in own] == [f"arn:aws:sns:{EAST}:123456789012:here"]
    assert client(told["AWS_ENDPOINT_URL"], "sns").list_topics()["Topics"] == []


def test_it_listens_on_loopback_alone(told: Mapping[str, str]) -> None:
    ports = {int(v.rsplit(":", 1)[1]) for v in told.values() if v.startswith("http://")}
    ports.add(int(told["PULUMI_DEBUG_PROVIDERS"].split(":")[1]))
    listening = [
        line.split()[1].split(":")
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    ours = [address for address, port in listening if int(port, 16) in ports]
    assert len(ours) == len(ports)
    mapped = "0000000000000000FFFF00000100007F"
    assert set(ours) <= {"0100007F", mapped}


def test_what_a_shell_evaluates_is_what_json_tells(local: Local, told: Mapping[str, str]) -> None:
    lines = local("env").stdout
    script = f"{lines}\nenv"
    seen = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert {f"{key}={value}" for key, value in told.items()} <= set(seen.splitlines())


def test_a_second_of_the_same_name_is_refused_and_another_name_is_not(
    local: Local, told: Mapping[str, str]
) -> None:
    again = local("up")
    assert again.returncode == 2
    assert "runs already" in again.stderr
    assert "Traceback" not in again.stderr

    other = json.loads(local("up", "--name", "other", "--format", "json").stdout)
    client(told["AWS_ENDPOINT_URL"], "sqs").create_queue(QueueName="mine")
    assert "QueueUrls" not in client(other["AWS_ENDPOINT_URL"], "sqs").list_queues()
    names = [
        one["name"] for one in json.loads(local("status", "--format", "json").stdout)["running"]
    ]
    assert names == ["default", "other"]
    assert local("down", "--name", "other").returncode == 0
    with pytest.raises(EndpointConnectionError):
        client(other["AWS_ENDPOINT_URL"], "sqs").list_queues()


def test_a_dark_region_drops_what_needs_it_and_nothing_else(
    local: Local, told: Mapping[str, str]
) -> None:
    address = told["AWS_ENDPOINT_URL"]
    impatient = {"read_timeout": 1, "connect_timeout": 1}
    assert local("black-out", EAST).returncode == 0
    with pytest.raises(ReadTimeoutError):
        client(address, "sns", EAST, **impatient).list_topics()
    with pytest.raises(ReadTimeoutError):  # IAM is configured there, whoever asks
        client(address, "iam", WEST, **impatient).list_users()
    assert client(address, "sns", WEST).list_topics()["Topics"] == []

    assert local("restore", EAST).stdout == f"{EAST} answers\n"
    assert client(address, "iam").list_users()["Users"] == []


def test_a_region_that_refuses_has_nobody_at_its_port(
    local: Local, told: Mapping[str, str]
) -> None:
    own = told["OPENLINE_LOCAL_US_EAST_1"]
    local("black-out", EAST, "--mode", "refuse")
    with pytest.raises(EndpointConnectionError):
        client(own, "sns", EAST).list_topics()
    with pytest.raises(ConnectionClosedError):
        client(told["AWS_ENDPOINT_URL"], "sns", EAST).list_topics()
    local("restore")
    client(own, "sns", EAST).list_topics()


def test_one_service_on_one_plane_can_be_dark(local: Local, told: Mapping[str, str]) -> None:
    address = told["AWS_ENDPOINT_URL"]
    local("black-out", WEST, "--service", "dynamodb", "--plane", "data", "--mode", "refuse")
    assert client(address, "dynamodb").list_tables()["TableNames"] == []
    with pytest.raises(ConnectionClosedError):
        client(address, "dynamodb").get_item(TableName="orders", Key={"id": {"S": "1"}})
    status = local("status").stdout
    assert "refuses dynamodb on the data plane" in status
    local("restore", WEST)


def test_what_was_saved_is_there_again_with_the_same_ids(local: Local, tmp_path: Path) -> None:
    kept = tmp_path / "shop.json"
    first = json.loads(
        local("up", "--name", "kept", "--state", str(kept), "--format", "json").stdout
    )
    ec2 = client(first["AWS_ENDPOINT_URL"], "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.describe_vpcs()
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]
    key = client(first["AWS_ENDPOINT_URL"], "kms").create_key()["KeyMetadata"]
    other = local("up", "--name", "other", "--state", str(kept))
    assert other.returncode == 2
    assert "the local AWS 'kept' saves to it" in other.stderr
    local("down", "--name", "kept")

    again = json.loads(
        local("up", "--name", "kept", "--state", str(kept), "--format", "json").stdout
    )
    held = client(again["AWS_ENDPOINT_URL"], "ec2").describe_subnets(
        SubnetIds=[subnet["SubnetId"]]
    )["Subnets"]
    found = client(again["AWS_ENDPOINT_URL"], "kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    local("down", "--name", "kept")

    assert held[0]["VpcId"] == vpc
    assert found["CreationDate"] == key["CreationDate"]


def test_a_file_that_is_no_state_is_refused(local: Local, tmp_path: Path) -> None:
    kept = tmp_path / "state.json"
    kept.write_text("{}")
    done = local("up", "--name", "bad", "--state", str(kept))
    assert done.returncode == 2
    assert f"{kept}: this is no saved local AWS" in done.stderr
    assert kept.read_text() == "{}"


def test_run_hands_everything_on_and_leaves_nothing(
    local: Local, surroundings: Mapping[str, str]
) -> None:
    program = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    done = local("run", "--", "sh", "-c", f'{sys.executable} -c "{program}"; exit 7')
    assert (done.returncode, done.stdout) == (7, "123456789012\n")
    names = [
        one["name"] for one in json.loads(local("status", "--format", "json").stdout)["running"]
    ]
    assert not [name for name in names if name.startswith("run-")]
    assert not [path.name for path in left(surroundings) if path.name.startswith("run-")]


# It is told to end in the moment in which its command has started.
TOLD_AT_ONCE = """
import os, signal, subprocess, sys
from openline_drills.cli import main

class Started(subprocess.Popen):
    def __init__(self, words, **more):
        super().__init__(words, **more)
        if words[0] == "sleep":
            print(self.pid, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)

subprocess.Popen = Started
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here to look into")
def test_a_command_is_ended_with_one_that_is_told_to_as_it_starts(
    surroundings: Mapping[str, str],
) -> None:
    words = [sys.executable, "-c", TOLD_AT_ONCE, "local", "run", "--", "sleep", "600"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=surroundings) as told:
        assert told.stdout is not None
        command = int(told.stdout.readline())
        code = told.wait()
        left_behind = Path(f"/proc/{command}").exists()
        if left_behind:
            os.kill(command, signal.SIGKILL)
    assert (code, left_behind) == (128 + signal.SIGTERM, False)


def test_a_command_that_is_not_there_is_told(local: Local) -> None:
    done = local("run", "--", "pulumi-that-is-not-there", "up")
    assert done.returncode == 2
    assert "is it on PATH?" in done.stderr
    assert "write it after --" in local("run").stderr


def test_nothing_is_left_of_one_whose_parent_is_killed(surroundings: Mapping[str, str]) -> None:
    command = [*COMMAND, "up", "--name", "left", "--foreground", "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings)
    assert process.stdout is not None
    text = ""
    while not text.endswith("}\n"):
        line = process.stdout.readline()
        assert line, f"it ended before it was up: {text}"
        text += line.decode()
    port = int(json.loads(text)["AWS_ENDPOINT_URL"].rsplit(":", 1)[1])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ends = [os.pidfd_open(int(child)) for child in children]

    process.send_signal(signal.SIGKILL)
    process.wait()

    for end in ends:
        assert select.select([end], [], [], _PATIENCE_S)[0]  # it has ended, whoever buries it
        os.close(end)
    assert not [path.name for path in left(surroundings) if path.name.startswith("left")]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_one_whose_starter_is_gone_before_it_is_up_ends_in_silence() -> None:
    command = [sys.executable, "-m", "openline_stacks.local"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc here to look into")
@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "openline_stacks.local"],
        [*COMMAND, "up", "--name", "hup", "--foreground"],
    ],
    ids=["the process", "the command"],
)
def test_a_terminal_that_goes_away_is_none_of_what_nohup_started(
    surroundings: Mapping[str, str], command: list[str]
) -> None:
    nohup, pipe = ["nohup", *command], subprocess.PIPE
    with subprocess.Popen(nohup, stdin=pipe, stdout=pipe, stderr=pipe, env=surroundings) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.terminate()
    (ignored,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigIgn")]
    assert int(ignored, 16) >> (signal.SIGHUP - 1) & 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("up", "--account", "12"), "an account has 12 digits"),
        (("up", "--region", "oregon"), "no region; such as us-west-2"),
        (("up", "--name", "../x"), "letters, digits"),
        (("down", "--name", "nobody"), "no local AWS named 'nobody' runs"),
        (("black-out", "eu-west-1"), "has no port for that region"),
        (("black-out", EAST, "--service", "dynamo"), "did you mean dynamodb?"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(
    local: Local, told: Mapping[str, str], words: tuple[str, ...], says: str
) -> None:
    done = local(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_of_awss_is_still_awss(told: Mapping[str, str]) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        client(told["AWS_ENDPOINT_URL"], "iam").get_role(RoleName="nobody")
