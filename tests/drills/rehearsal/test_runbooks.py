"""A user's own runbook: found without being run, performed in virtual time, sealed off from all
that is real."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from chaoslib.exceptions import ActivityFailed

from openline_drills.chaos import actions, probes
from openline_drills.observations import MICROSECONDS
from openline_drills.rehearsal import BadInput
from openline_drills.rehearsal import _interrupts as interrupts
from openline_drills.rehearsal._runbooks import find_runbook
from openline_drills.rehearsal._session import Session

EAST, WEST = "us-east-1", "us-west-2"
EXAMPLES = Path(__file__).parents[3] / "drills" / "examples" / "runbooks"

Write = Callable[[str], str]
Perform = Callable[[str], dict[str, object]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a runbook `book.py` with these lines and names its function."""
    monkeypatch.chdir(tmp_path)

    def written(text: str) -> str:
        (tmp_path / "book.py").write_text(text)
        return "book.py:fail_over"

    return written


@pytest.fixture
def perform(stage: Session, write: Write) -> Perform:
    """Blacks the region out, waits for people, and calls a runbook of these lines."""

    def performed(text: str) -> dict[str, object]:
        actions.black_out_region()
        (done,) = actions.run_runbook(write(text))
        return done

    return performed


# Found, and refused before anything of it runs


def test_a_runbook_is_found_by_its_file_or_its_module(write: Write) -> None:
    text = "raise SystemExit('imported')\n\ndef fail_over(lost_region): ...\n"
    assert find_runbook(write(text)).file == find_runbook("book:fail_over").file
    Path("acme/ops").mkdir(parents=True)
    Path("acme/__init__.py").write_text("raise SystemExit('imported')")
    Path("acme/ops/book.py").write_text(text)
    found = find_runbook("acme.ops.book:fail_over")
    assert (found.folder, found.module) == (Path.cwd(), "acme.ops.book")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("book.py", "no module and function; write module:function or path/to/file.py:function"),
        ("book.py:", "no module and function"),
        (":fail_over", "no module and function"),
        ("other.py:fail_over", "there is no such file"),
        ("other:fail_over", "there is no module other"),
        ("book.inner:fail_over", "there is no module book.inner"),
        ("book.py:fail_ovre", "there is no function fail_ovre in it; did you mean fail_over?"),
        ("book.py:zzz", "there are: boto3, fail_over, later, odd, strict, told"),
        ("book.py:odd", "line 5: nobody knows the argument lost_regoin; did you mean lost_region?"),
        ("book.py:told", "line 8: nobody knows the argument zzz; a runbook is told lost_region, "),
        ("book.py:strict", "line 11: survivor cannot be given by name; remove the /"),
        ("book.py:later", "line 14: later is async; a plain function is needed"),
    ],
)
def test_a_runbook_that_cannot_be_is_refused_with_a_reason(
    write: Write, named: str, why: str
) -> None:
    write(
        "import boto3\n\ndef fail_over(group, mine=1): ...\n\ndef odd(lost_regoin): ...\n\n\n"
        "def told(*, zzz): ...\n\n\ndef strict(survivor, /): ...\n\n\nasync def later(): ...\n"
    )
    with pytest.raises(BadInput) as refused:
        find_runbook(named)
    (line,) = refused.value.lines
    assert line.startswith(f"runbook {named}: ")
    assert why in line


@pytest.mark.parametrize(
    ("text", "why"),
    [("def fail_over(:\n", "line 1: "), ("\0", "null bytes"), ("", "there are")],
)
def test_a_file_that_is_no_python_is_refused(write: Write, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        find_runbook(write(text))


def test_a_name_that_is_imported_or_made_is_taken_at_its_word(write: Write) -> None:
    write("from elsewhere import *\n")
    assert find_runbook("book.py:whatever").function == "whatever"
    write("from elsewhere import act as fail_over\n")
    assert find_runbook("book.py:fail_over").function == "fail_over"


# Performed


def test_a_runbook_is_told_what_it_asks_for(perform: Perform, stage: Session) -> None:
    done = perform(
        "def fail_over(lost_region, survivor, group, systems, switches, fleets, outputs):\n"
        "    print(lost_region, survivor, group, systems, sorted(outputs))\n"
        "    print(switches['orders']['region'], fleets['orders']['full'] > 1)\n"
    )
    assert done == {"group": "shop", "runbook": "book.py:fail_over", "took_s": 0.0}
    first, second = (line.split(" s  ")[1] for line in stage.written.lines)
    assert first == "us-east-1 us-west-2 shop ['orders'] ['endpoints', 'zone']"
    assert second == "us-west-2 True"


def test_sleeps_deadlines_and_calls_pass_virtual_time(perform: Perform) -> None:
    began = time.perf_counter()
    done = perform(
        "import datetime, time\n"
        "from time import sleep, monotonic\n"
        "import boto3\n"
        "client = boto3.client('cloudwatch', region_name='us-west-2')\n"
        "def fail_over(**told):\n"
        "    for clock in (time.time, monotonic, time.perf_counter):\n"
        "        deadline = clock() + 100\n"
        "        while clock() < deadline:\n"
        "            sleep(10)\n"
        "    now = datetime.datetime.now\n"
        "    deadline = now() + datetime.timedelta(seconds=100)\n"
        "    while now() < deadline:\n"
        "        client.describe_alarms()\n"  # without a sleep: each takes its 0.2 s
    )
    assert done["took_s"] == pytest.approx(400, abs=0.3)
    assert time.perf_counter() - began < 300  # of sleeps alone


def test_a_waiter_waits_in_virtual_time(perform: Perform) -> None:
    with pytest.raises(ActivityFailed, match=r"book\.py:4: WaiterError: .*Max attempts exceeded"):
        perform(
            "import boto3\n"
            "def fail_over():\n"
            "    cloudwatch = boto3.client('cloudwatch', region_name='us-west-2')\n"
            "    cloudwatch.get_waiter('alarm_exists').wait(AlarmNames=['none-of-it'])\n"
        )


def test_its_changes_count(perform: Perform, stage: Session) -> None:
    perform((EXAMPLES / "raise_and_switch.py").read_text())
    time.sleep(180)
    assert probes.serving_region("orders") == WEST
    group = stage.topology.system("orders").fleet(WEST)
    assert group is not None
    asked = stage.client("autoscaling", WEST).describe_auto_scaling_groups(
        AutoScalingGroupNames=[group.group_name]
    )
    (found,) = asked["AutoScalingGroups"]
    assert found["MinSize"] == group.full


def test_a_call_into_the_dark_hangs_for_five_minutes(perform: Perform) -> None:
    done = perform((EXAMPLES / "look_first.py").read_text())
    took_s = done["took_s"]
    assert isinstance(took_s, float)
    assert 300 < took_s < 330  # five attempts of 60 s, and the pauses between them


def test_an_error_names_the_runbooks_own_line(perform: Perform, stage: Session) -> None:
    with pytest.raises(ActivityFailed) as failed:
        perform(
            "import json\n"
            "def fail_over():\n"
            "    read('not json')\n"
            "def read(text):\n"
            "    json.loads(text)\n"
        )
    assert str(failed.value).startswith("book.py:5: JSONDecodeError: Expecting value")
    assert not [line for line in stage.written.lines if "_performing" in line]
    assert any("in fail_over" in line for line in stage.written.lines)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("raise SystemExit(3)", r"ended with exit\(3\)"),
        ("import nowhere", "book.py:3: ModuleNotFoundError"),
        ("import threading; threading.Thread(target=print).start()", "it starts a thread"),
        ("import subprocess; subprocess.run(['true'])", "it starts a program"),
        ("import os; os.system('true')", "it starts a program"),
        ("import urllib.request as r; r.urlopen('http://127.0.0.1:9/')", "it opens a socket"),
        ("import asyncio; asyncio.Runner().get_loop()", "it runs asyncio"),
    ],
)
def test_what_cannot_be_acted_out_is_refused(perform: Perform, body: str, why: str) -> None:
    with pytest.raises(ActivityFailed, match=why):
        perform(f"def fail_over():\n\n    {body}\n")


def test_what_was_refused_counts_even_where_the_runbook_goes_on(perform: Perform) -> None:
    with pytest.raises(ActivityFailed, match=r"^book\.py:5: it starts a program"):
        perform(
            "import subprocess\n"
            "def fail_over():\n"
            "    try:\n"
            "        # the AWS command line would call the real AWS\n"
            "        subprocess.run(['aws', 's3', 'ls'])\n"
            "    except Exception:\n"
            "        pass\n"
        )


def test_a_runbook_that_leaves_by_exit_0_is_fine(perform: Perform) -> None:
    assert perform("import sys\ndef fail_over():\n    sys.exit(0)\n")["group"] == "shop"


@pytest.mark.parametrize(
    "body",
    [
        "while True: time.sleep(5)",
        "while True: boto3.client('sts', region_name='us-west-2').get_caller_identity()",
    ],
)
def test_a_runbook_without_end_is_ended_with_the_fault(
    perform: Perform, stage: Session, body: str
) -> None:
    swallowing = (
        "import time, boto3\n"
        "def fail_over():\n"
        "    while True:\n"
        "        try:\n"
        f"            {body}\n"
        "        except Exception: pass\n"
    )
    if "sts" in body:  # 17,000 calls: only those of the last minute
        swallowing = swallowing.replace(
            "    while True:\n        try",
            "    time.sleep(3200)\n" + "    while True:\n        try",
            1,
        )
    with pytest.raises(ActivityFailed, match="had not come to its end when the fault was over"):
        perform(swallowing)
    assert stage.fault_us is not None
    assert stage.now_us == stage.fault_us + 3600 * MICROSECONDS


def test_a_runbook_that_lets_no_time_pass_is_ended(
    perform: Perform, stage: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "_PATIENCE_S", 0.5)
    stage._interrupts.install()
    try:
        with pytest.raises(ActivityFailed, match="let no virtual time pass and hangs"):
            perform("def fail_over():\n    while True:\n        pass\n")
    finally:
        stage._interrupts.restore()


def test_an_activitys_own_time_out_holds(perform: Perform, stage: Session) -> None:
    stage.limit(700)
    with pytest.raises(ActivityFailed, match="its time-out of 700 s is over"):
        perform("import time\ndef fail_over():\n    time.sleep(3000)\n")


# Sealed off


@pytest.mark.parametrize(
    "client",
    [
        "boto3.client('sts', region_name='us-west-2')",
        "boto3.Session(profile_name='production').client('sts', region_name='us-west-2')",
        "boto3.Session('AKIA', 'secret', region_name='us-west-2').client('sts')",
        "botocore.session.get_session().create_client('sts', region_name='us-west-2')",
    ],
)
def test_no_client_leaves_the_process_whenever_it_is_made(
    perform: Perform, stage: Session, client: str
) -> None:
    perform(
        "import boto3, botocore.session\n"
        f"at_import = {client}\n"
        "def fail_over():\n"
        f"    for client in (at_import, {client}):\n"
        "        print(client.get_caller_identity()['Account'])\n"
    )
    said = [line.split()[-1] for line in stage.written.lines]
    assert said.count("123456789012") == 2


def test_an_endpoint_of_its_own_is_not_reached(perform: Perform) -> None:
    with pytest.raises(ActivityFailed, match="was about to leave this process"):
        perform(
            "import boto3\n"
            "def fail_over():\n"
            "    client = boto3.client('sts', 'us-west-2', endpoint_url='http://127.0.0.1:9')\n"
            "    client.get_caller_identity()\n"
        )


def test_what_it_prints_and_logs_is_kept_and_not_shown(
    perform: Perform, stage: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    perform(
        "import logging, sys, time\n"
        "logging.basicConfig(level=logging.DEBUG)\n"
        "def fail_over():\n"
        "    print('one')\n"
        "    time.sleep(60)\n"
        "    print('two', file=sys.stderr)\n"
        "    logging.getLogger('book').info('three')\n"
    )
    said = stage.written.lines
    assert [line.split("  ")[-1] for line in said] == ["one", "two", "INFO book: three"]
    at = [float(line.split(" s  ")[0]) for line in said]
    assert at[1] - at[0] == pytest.approx(60, abs=0.01)
    assert capsys.readouterr() == ("", "")


def test_a_runbook_is_imported_afresh_and_forgotten(perform: Perform, stage: Session) -> None:
    Path("helper.py").write_text("from time import sleep\n")
    sys.modules["book"] = sys
    try:
        perform("import helper\ndef fail_over():\n    helper.sleep(60)\n")
        assert sys.modules["book"] is sys
    finally:
        del sys.modules["book"]
    assert "helper" not in sys.modules
    assert str(Path.cwd()) not in sys.path
