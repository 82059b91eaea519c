"""What a rehearsal hands over: before the first seed, and after the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openline_drills.observations import Event
from openline_stacks.recovery import Fault
from openline_stacks.topology import Topology


@dataclass(frozen=True, slots=True)
class Prepared:
    """A stack that stands in the local AWS, and what is going to be done to it.

    `findings`: lines on what the declaration itself says cannot be met; `notes`: lines on what was
    made of it that may surprise; `not_emulated`: lines on inputs that the local AWS does not act
    out; `faults`: in the order in which they are injected,
    times in seconds after each's injection; `runbook`: the user's own that acts for the operators;
    `digest`: sha256 over everything that the result depends on; `declaration`: with its defaults
    filled in, None where the stack does not carry it; `until_sure`: not all of the seeds need to be
    acted out; `made_again`: the exports from which resources were made, where no program was there
    to make them.
    """

    experiment: str
    title: str
    topology: Topology
    region: str
    faults: tuple[Fault, ...]
    runbook: str | None
    seeds: tuple[int, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]
    not_emulated: tuple[str, ...]
    digest: str
    run_folder: Path
    declaration: Mapping[str, Any] | None = None
    until_sure: bool = False
    made_again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is the documented JSON value, `result_json` its bytes on disk and on stdout.

    `exit_code` is the command's: 0 would meet, 10 would miss, 11 inconclusive. `events`: the
    median seed's timeline, microseconds after the fault. `shares`: (system, operation) -> the share
    answered well in every whole second of that seed, from `shares_from_s` after the fault on.
    `simulated_s` and `wall_s`: all seeds together.
    """

    prepared: Prepared
    result: Mapping[str, Any]
    result_json: bytes
    exit_code: int
    median_seed: int | None
    events: tuple[Event, ...]
    shares: Mapping[tuple[str, str], tuple[float | None, ...]]
    shares_from_s: int
    notes: tuple[str, ...]
    simulated_s: float
    wall_s: float
    run_folder: Path
