"""Programs that are none, or that do not run to their end: one line, and exit 2."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Refused, Run


def program(folder: Path, text: str, project: str = "") -> str:
    place = folder / "infrastructure"
    place.mkdir()
    (place / "__main__.py").write_text(text)
    if project:
        (place / "Pulumi.yaml").write_text(project)
    return str(place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('no customer')", "__main__.py:1: RuntimeError: no customer"),
        ("import sys\nsys.exit(0)", "__main__.py:2: the program left by sys.exit(0)"),
        ("import os\nos._exit(0)", "__main__.py:2: the program left by os._exit(0)"),
        ("from .parts import bucket", "import its neighbours without the dot"),
        ("import nowhere.inside", "install nowhere there too"),
        ("def (", "__main__.py:1: SyntaxError"),
    ],
)
def test_it_is_told_in_one_line(folder: Path, refused: Refused, text: str, said: str) -> None:
    (line,) = refused("check", program(folder, text))
    assert said in line


def test_a_virtual_environment_of_its_own_is_told_not_to_be_used(
    folder: Path, refused: Refused
) -> None:
    project = "name: own\nruntime: {name: python, options: {virtualenv: venv}}\n"
    (line,) = refused("topology", program(folder, "import of_its_own", project))
    assert f"({sys.prefix}), not in a virtual environment of its own" in line


@pytest.mark.parametrize("command", ["check", "topology", "forecast"])
def test_a_program_in_typescript_is_told_to_be_exported(
    folder: Path, refused: Refused, command: str
) -> None:
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n")
    (folder / "index.ts").write_text('import * as aws from "@pulumi/aws"\n')
    (line,) = refused(command, str(folder))
    assert "runtime: is nodejs" in line
    assert "`pulumi stack export > stack.json`, and give that file" in line


def test_what_a_program_prints_is_not_in_the_result(folder: Path, openline: Run) -> None:
    text = (
        "import os\nimport pulumi_aws as aws\nprint('hello')\nos.system('echo aloud')\n"
        "aws.sns.Topic('alarms', region='us-east-1')\n"
    )
    ran = openline("check", program(folder, text), "--format", "json")
    assert ran.exit_code == 10
    assert json.loads(ran.out)["findings"]
    assert ran.err.split() == ["hello", "aloud"]


COMMAND = "from openline_drills.cli import main; main()"
WITHIN = """
import threading
from openline_drills.cli import main

over = threading.Event()
threading.Thread(target=over.wait).start()
try:
    main()
except SystemExit:
    print("goes on")
over.set()
"""


def alone(*arguments: str, command: str = COMMAND) -> subprocess.CompletedProcess[str]:
    """In an interpreter of its own, which ends or does not."""
    return subprocess.run(
        [sys.executable, "-c", command, *arguments], capture_output=True, text=True, check=False
    )


def test_a_thread_that_never_ends_keeps_nobody_waiting(folder: Path) -> None:
    text = (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(1e6,), name='pump').start()\n"
    )
    ran = alone("check", program(folder, text))
    assert ran.returncode == 0
    assert "none broken" in ran.stdout
    assert ran.stderr == "left without waiting for what the program started: pump\n"


def test_a_thread_of_whoever_calls_the_command_ends_nothing() -> None:
    ran = alone("--version", command=WITHIN)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("goes on\n")


@pytest.mark.slow
def test_a_program_that_catches_every_interruption_is_ended_all_the_same(folder: Path) -> None:
    text = (
        "import time\n"
        "while True:\n    try:\n        time.sleep(60)\n    except BaseException: pass\n"
    )
    ran = alone("--timeout", "1s", "check", program(folder, text))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "__main__.py: still running after 1 s, and it catches every inter" in ran.stderr
