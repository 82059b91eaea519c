"""What a shell is offered when somebody presses tab, asked as shells ask."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'openline'\n"
           "from openline_drills.cli import main; main()"]  # fmt: skip


def offered(line: str) -> list[str]:
    words = line.split(" ")
    asked = {
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_OPENLINE_COMPLETE": "complete_bash",
    }
    ran = subprocess.run(
        COMMAND, env={**os.environ, **asked}, check=True, capture_output=True, text=True
    )
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("openline para", ["parameters"]),
        ("openline drill region-o", ["region-outage"]),
        ("openline drill region-outage --stack sta", ["starter"]),
        ("openline check eu-", ["eu-residency"]),
        ("openline topology ret", ["retail"]),
        ("openline replay 2025", ["2025-10-20"]),
        ("openline drill x --set failover.decid", ["failover.decide="]),
        ("openline drill x --parameter runbook.", ["runbook.call_s="]),
        ("openline parameters runbook.", ["runbook.call_s"]),
        ("openline schema res", ["result"]),
        ("openline drill --mark", ["--markdown"]),
    ],
)
def test_tab_offers_what_can_stand_there(line: str, right: list[str]) -> None:
    found = offered(line)
    assert set(right) <= set(found)
    assert all(word.startswith(line.split(" ")[-1]) for word in found)
