"""`starts`: the cold start of each command, and what it imports, beside Chaos Toolkit's command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.measuring import ROOT, Line, in_turns, seconds

_COMMANDS: Final[tuple[tuple[str, ...], ...]] = (
    ("--help",), ("drill", "--list"), ("parameters",), ("schema",), ("topology",), ("check",),
)  # fmt: skip
_HEAVY: Final = ("boto3", "chaoslib", "moto", "numpy", "pulumi", "pulumi_aws", "pydantic", "rich")
_OURS: Final = "from openline_drills.cli import main"
_THEIRS: Final = "from chaostoolkit.__main__ import cli as main"
# What a command prints is nobody's; what it took is told on standard error.
_CHILD: Final = """\
import sys, time
sys.argv = {argv!r}
try:
    {start}
    main()
except SystemExit:
    pass
import json
named = [name for name in {heavy!r} if name in sys.modules]
print(json.dumps([time.process_time(), len(sys.modules), named]), file=sys.stderr)
"""


def lines(tiny: bool) -> Iterator[Line]:
    for command in _COMMANDS[:2] if tiny else _COMMANDS:
        asked = command if command[0] not in ("topology", "check") else (*command, "starter")
        modules, named = _modules(asked)
        times = in_turns(
            lambda: _start(_OURS, ("openline", *asked))[0],  # noqa: B023
            lambda: _start(_THEIRS, ("chaos", "--help"))[0],
            1 if tiny else 5,
        )
        yield Line(
            f"`openline {' '.join(asked)}`: {modules:,} modules ({', '.join(named) or 'none'})",
            seconds(times.ours_s),
            f"`chaos --help`, {seconds(times.theirs_s)}",
            f"{times.ratio:.2f} times",
        )


def _modules(command: Sequence[str]) -> tuple[int, list[str]]:
    _, modules, named = _start(_OURS, ("openline", *command))
    return modules, named


def _start(start: str, argv: Sequence[str]) -> tuple[float, int, list[str]]:
    code = _CHILD.format(argv=list(argv), start=start, heavy=_HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    spent_s, modules, named = json.loads(done.stderr.strip().splitlines()[-1])
    return float(spent_s), int(modules), list(named)
