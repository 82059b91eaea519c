"""The plugin's process: that it leaves with whoever started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Whoever started it is killed when the port is told, before another line has run.
PROVIDER = """
import faulthandler, os, signal, time
from openline_stacks.provider import _serve

faulthandler.dump_traceback_later(600, exit=True)
parent = os.getppid()

def told(port, flush):
    os.kill(parent, signal.SIGKILL)
    while os.getppid() == parent:
        time.sleep(0.01)

_serve.print = told
_serve.main(["--with-parent"])
print("left")
"""
PARENT = """
import subprocess, sys
subprocess.run([sys.executable, sys.argv[1]])
"""


def test_it_leaves_also_where_its_parent_is_gone_as_soon_as_it_is_up(tmp_path: Path) -> None:
    for name, text in (("parent.py", PARENT), ("provider.py", PROVIDER)):
        (tmp_path / name).write_text(text)
    command = [sys.executable, str(tmp_path / "parent.py"), str(tmp_path / "provider.py")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    assert done.stdout == "left\n"
