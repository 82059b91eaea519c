"""Loads what a run on the stack of its argument loads, and forks for each command that it is told.

A line in is JSON: the command, its folder, its environment, and the file for what it says. A line
out is its exit code. A child runs the script of the command, as it is installed, from the start.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
from importlib import import_module
from typing import Any, Final, NoReturn

from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import stand_up

_LOADED: Final = (
    "chaostoolkit.__main__",
    "openline_drills.chaos.controls.rehearsal",
    "openline_drills.chaos.tolerances",
)


def main() -> None:
    for module in _LOADED:
        import_module(module)
    # the program loads most, and the services of the cloud load when they are first called
    stand_up(resolve({"stack": sys.argv[1]})).close()
    gc.freeze()  # or each child's collector would copy every page
    while line := sys.stdin.readline():
        job = json.loads(line)
        child = os.fork()
        if not child:
            _become(job)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)


def _become(job: dict[str, Any]) -> NoReturn:
    said = os.open(job["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, number in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(stream, number)
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environ"])
    sys.argv = job["command"]
    sys.path[:1] = job["environ"]["PYTHONPATH"].split(os.pathsep)
    runpy.run_path(sys.argv[0], run_name="__main__")
    raise SystemExit


if __name__ == "__main__":
    main()
