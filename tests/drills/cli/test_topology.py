"""`openline topology`: the same tree however it is printed, and a broken stack in lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.drills.cli.conftest import CHAT

from openline_stacks.topology import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.drills.cli.conftest import Program, Refused, Run
    from tests.drills.conftest import WriteShop


def test_the_page_says_who_serves_whom_and_what_was_not_understood(
    openline: Run, shop: Path
) -> None:
    ran = openline("topology", str(shop))
    assert (ran.exit_code, ran.err) == (0, "")
    assert ran.out.startswith("stack shop · us-east-1 primary, us-west-2 standby · ")
    for said in ("fails over together: chat (manual, 5 min to decide)", "chat.shop.example.net"):
        assert said in ran.out
    assert "everything was understood" in ran.out
    assert "\x1b" not in ran.out


def test_an_operation_says_which_store_it_reads_and_writes(
    openline: Run, folder: Path, write_shop: WriteShop
) -> None:
    keeps = "operations: {look: {reads: talks}, tell: {writes: talks}}\n    stores: {talks: {}}"
    shop = write_shop(folder / "shop", f"{CHAT}    {keeps}\n")
    lines = openline("topology", str(shop)).out.splitlines()
    (look,) = (line for line in lines if "operation look" in line)
    (tell,) = (line for line in lines if "operation tell" in line)
    assert " · reads talks · " in look
    assert " · writes talks · " in tell


def test_json_is_versioned_and_in_a_stable_order(openline: Run, shop: Path) -> None:
    first, second = (openline("topology", str(shop), "--format", "json") for _ in range(2))
    assert first == second
    found: dict[str, Any] = json.loads(first.out)
    assert found["schema_version"] == SCHEMA_VERSION
    assert list(found) == sorted(found)
    assert [system["name"] for system in found["systems"]] == ["chat"]
    assert first.err == ""


def test_what_is_set_on_the_command_line_is_read(openline: Run, shop: Path) -> None:
    ran = openline("topology", str(shop), "--set", "failover.decision=30m")
    assert "(manual, 30 min to decide)" in ran.out


def test_lines_of_a_page_in_a_pipe_are_whole(openline: Run, shop: Path) -> None:
    out = openline("topology", str(shop)).out
    (entry,) = [line for line in out.splitlines() if line.split()[:1] == ["entry"]]
    assert entry.rstrip().endswith("PRIMARY us-east-1, SECONDARY us-west-2")


def test_what_a_program_prints_is_no_part_of_the_json(openline: Run, program: Program) -> None:
    loud = "import os\nprint('hello')\nos.system('echo from a child')\n"
    folder = program(loud + "from pathlib import Path\n" + PROGRAM)
    ran = openline("topology", folder, "--format", "json")
    assert json.loads(ran.out)["stack"] == "shop"
    assert ("hello" in ran.err, "from a child" in ran.err) == (True, True)


PROGRAM = """
from openline import CustomerServiceStack
from openline.declaration import load
declaration = load(Path(__file__).with_name("openline.yaml"))
CustomerServiceStack(declaration.stack, declaration)
"""


def test_a_declarations_mistakes_are_told_as_a_drill_tells_them(
    refused: Refused, shop: Path
) -> None:
    declaration = shop / "openline.yaml"
    declaration.write_text(declaration.read_text().replace("strategy", "strategi"))
    told = refused("topology", str(shop))
    assert told == [f'{declaration}:10: strategi: unknown key; did you mean "strategy"?']
    assert refused("drill", "region-outage", "--stack", str(shop)) == told


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["retial"], "stack retial: there is no such folder; did you mean retail?"),
        (
            ["--set", "failover.decison=1m"],
            "--set: failover.decison: there is no such path; did you mean failover.decision?",
        ),
        (["--set", "x"], "--set x: no PATH=VALUE, such as failover.decision=30m"),
        (["--set", "=x"], "--set =x: no PATH=VALUE, such as failover.decision=30m"),
    ],
)
def test_bad_input_is_a_line(refused: Refused, arguments: list[str], line: str) -> None:
    assert refused("topology", *arguments) == [line]


def test_a_narrow_window_folds_names_and_cuts_none_off(
    openline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    out = openline("topology", "starter").out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 50
