"""Which lines could say something else without any test noticing.

    python benchmarks/mutation.py measure              # every mutant of a room
    python benchmarks/mutation.py verdict --sample 60  # of so many, drawn alike each time
    python benchmarks/mutation.py world/queues         # of one module

Cosmic Ray changes one operator, number or branch at a time in a copy of the tree and runs the
room's tests. Prints how many were noticed, and each that was not as a diff: a line that does
nothing, or a test that is missing. Exits with 10 if fewer than `--at-least` of them were noticed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).parents[1]
DRILLS = "drills/openline_drills"
ROOMS = {  # where its lines are, and what tests them
    "estimate": (f"{DRILLS}/estimate", "tests/drills/estimate"),
    "measure": (f"{DRILLS}/measure", "tests/drills/measure"),
    "rpo": (f"{DRILLS}/rpo", "tests/drills/rpo"),
    "verdict": (f"{DRILLS}/verdict", "tests/drills/verdict"),
    "world": (f"{DRILLS}/world", "tests/drills/world"),
    "forecast": ("stacks/openline_stacks/forecast", "tests/stacks/forecast"),
}
# Types are checked by mypy, and what a decorator or `Final` says is no behaviour.
_NOT_BEHAVIOUR = ("core/RemoveDecorator", "core/ReplaceBinaryOperator_BitOr")


def main() -> int:
    asked = _asked()
    room, _, module = asked.what.partition("/")
    lines, tests = ROOMS[room]
    path = f"{lines}/{module}.py" if module else lines
    own = f"{tests}/test_{module.lstrip('_')}.py"
    with tempfile.TemporaryDirectory() as made:
        tree = _copy(Path(made))
        command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider -p no:randomly"
        if module and (tree / own).exists() and not asked.whole_room:
            tests = own
        (tree / "mutation.toml").write_text(
            f'[cosmic-ray]\nmodule-path = "{path}"\ntimeout = 300.0\nexcluded-modules = []\n'
            f"test-command = '{command} -m \"not slow\" {tests}'\n"
            '[cosmic-ray.distributor]\nname = "local"\n'
        )
        _run(tree, "cosmic-ray", "init", "mutation.toml", "session.sqlite")
        _leave_out(tree, asked.sample)
        _run(tree, "cosmic-ray", "baseline", "mutation.toml")
        _run(tree, "cosmic-ray", "exec", "mutation.toml", "session.sqlite")
        return _tell(tree, asked.at_least)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", help=f"a room, or room/module; rooms: {', '.join(ROOMS)}")
    parser.add_argument("--sample", type=int, help="so many mutants of those that there are")
    parser.add_argument("--at-least", type=float, default=0.0, help="share to be noticed")
    parser.add_argument(
        "--whole-room", action="store_true", help="a module by all its room's tests"
    )
    asked = parser.parse_args()
    if asked.what.partition("/")[0] not in ROOMS:
        parser.error(f"there is no room {asked.what}; there are: {', '.join(ROOMS)}")
    return asked


def _copy(made: Path) -> Path:
    """What is mutated is never the tree that somebody works in."""
    tree = made / "tree"
    tree.mkdir()
    for name in ("components", "stacks", "drills", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "Pulumi.yaml"):
        shutil.copy(ROOT / name, tree)
    return tree


def _run(tree: Path, *command: str) -> None:
    paths = os.pathsep.join(str(tree / name) for name in ("components", "stacks", "drills"))
    here = Path(sys.executable).parent
    subprocess.run(
        [str(here / command[0]), *command[1:]],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )


def _leave_out(tree: Path, sample: int | None) -> None:
    """What is no behaviour, and all but the sample."""
    with use_db(str(tree / "session.sqlite"), WorkDB.Mode.open) as work:
        jobs = {item.job_id: item.mutations[0].operator_name for item in work.work_items}
        wanted = [job for job in sorted(jobs) if not jobs[job].startswith(_NOT_BEHAVIOUR)]
        places = {
            item.job_id: (
                str(item.mutations[0].module_path),
                item.mutations[0].start_pos,
                jobs[item.job_id],
                item.mutations[0].occurrence,
            )
            for item in work.work_items
        }
        wanted.sort(key=places.__getitem__)
        if sample is not None:
            wanted = random.Random(f"{sample}").sample(wanted, min(sample, len(wanted)))
        for job in set(jobs) - set(wanted):
            work.set_result(job, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def _tell(tree: Path, at_least: float) -> int:
    noticed, missed = 0, []
    with use_db(str(tree / "session.sqlite"), WorkDB.Mode.open) as work:
        for _, result in work.results:
            if result.worker_outcome == WorkerOutcome.SKIPPED:
                continue
            if result.test_outcome == TestOutcome.SURVIVED:
                missed.append(result.diff or "")
            else:
                noticed += 1
    for diff in sorted(missed):
        print("\n".join(line for line in diff.splitlines() if line.strip()))
        print()
    total = noticed + len(missed)
    print(f"{noticed} of {total} noticed, {len(missed)} not")
    return 10 if total and noticed / total < at_least else 0


if __name__ == "__main__":
    sys.exit(main())
