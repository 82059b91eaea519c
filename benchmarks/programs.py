"""Pulumi programs run once more in a process of their own, and the CPU seconds that took.

    python -m benchmarks.programs embedded|mocks FOLDER

prints the seconds of the second run: what the first one imports stands by then.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pulumi

from benchmarks.measuring import in_a_process, took_s
from openline_stacks.engine import Program, preview


class Mocks(pulumi.runtime.Mocks):
    """The SDK's own way to run a program without an engine: every resource is its inputs."""

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[Any, Any]]:
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        return {}


def program_s(how: str, folder: Path) -> float:
    return float(in_a_process("benchmarks.programs", how, str(folder)))


def _mocked(folder: Path) -> None:
    """As the SDK's own unit tests run one."""
    pulumi.runtime.set_mocks(Mocks())

    def program() -> None:
        runpy.run_path(str(folder / "__main__.py"), run_name="__main__")

    waiting: Any = pulumi.runtime.test  # for every resource; it ships no types
    waiting(program)()


def main() -> None:
    how, folder = sys.argv[1], Path(sys.argv[2])
    sys.path.insert(0, str(folder))

    def run() -> None:
        if how == "embedded":
            preview(Program.find(folder))
        else:
            _mocked(folder)

    run()
    print(took_s(run))


if __name__ == "__main__":
    main()
