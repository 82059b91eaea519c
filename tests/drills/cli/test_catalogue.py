"""`openline drill --list` and the completion of names: the bundled experiments and one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from openline_drills.cli._catalogue import names
from openline_drills.rehearsal import load_experiment

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Run

MINE = """
title: Two zones
description: mine
configuration: {duration: 2h}
controls: [{name: openline, provider: {type: python,
  module: openline_drills.chaos.controls.rehearsal}}]
method:
  - name: two zones go dark
    type: action
    provider:
      type: python
      module: openline_drills.chaos.actions
      func: inject_faults
      arguments:
        faults:
          - {selector: {region: lost, zone: one}, mode: drop, to_s: "${duration}"}
          - {selector: {region: survivor, zone: c}, mode: drop, from_s: 5m, to_s: "${duration}"}
"""


def own(name: str, text: str) -> Path:
    Path("experiments").mkdir(exist_ok=True)
    path = Path("experiments") / f"{name}.yaml"
    path.write_text(text)
    return path


def test_each_is_listed_with_what_it_does_to_any_stack(openline: Run) -> None:
    ran = openline("drill", "--list")
    assert (ran.exit_code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    at = lines.index("zone-outage  Zone outage · 1 h, by the targets for a zone")
    assert lines[at + 1] == "    zone PRIMARY-a drops everything for 1 h"
    assert "    supposing replication.stall_s=10m" in lines


def test_ones_own_are_listed_and_named_like_the_bundled(openline: Run) -> None:
    path = own("two-zones", MINE)
    lines = openline("drill", "--list").out.splitlines()
    at = lines.index(f"two-zones  Two zones · 2 h, by the targets for a zone · {path}")
    assert lines[at + 1] == (
        "    zone PRIMARY-a drops everything for 2 h; zone STANDBYc drops everything for 1h 55m "
        "after 5 min"
    )
    assert load_experiment("two-zones")["title"] == "Two zones"


def test_one_that_cannot_be_read_stops_nobody_from_using_the_others(openline: Run) -> None:
    own("broken", "title: [")
    own("wrong", MINE.replace('"${duration}"', "soon"))
    ran = openline("drill", "--list")
    assert ran.exit_code == 0
    assert "region-outage" in ran.out
    broken, wrong = ran.err.splitlines()
    assert broken.startswith("experiments/broken.yaml: Failed parsing YAML")
    assert wrong.startswith("experiments/wrong.yaml: faults[0]: fault.to_s: ")


def test_a_program_reads_the_list_as_json(openline: Run) -> None:
    value = json.loads(openline("drill", "--list", "--format", "json").out)
    assert value["schema_version"] == 1
    listed = {each["name"]: each for each in value["experiments"]}
    surge = listed["surge-during-failover"]
    assert surge["bundled"] is True
    assert surge["judged_by"] == "region"
    assert surge["faults"] == [
        {"what": "PRIMARY drops everything", "from_s": 0.0, "to_s": 3600.0},
        {"what": "every system has 1.5 times its demand", "from_s": 300.0, "to_s": 3600.0},
    ]
    assert listed["retry-storm"]["premise"] == [
        "clients.tries=5",
        "defaults.capacity.standby=25%",
    ]


def test_a_shell_completes_names(openline: Run) -> None:
    own("region-mine", "not even read")
    assert list(names("region-")) == ["region-mine", "region-outage"]
