"""The `openline` command: options in, one call into the room that does it, a page out.

Exit codes: 0 fine, 2 bad input, 10 would miss, 11 inconclusive, 130 interrupted; 1 is a bug of
ours.
"""

import contextlib
import gc
import os
import sys
import threading
import time

__all__ = ["main"]

# What a shell says of a command that ended by Ctrl-C.
_INTERRUPTED = 130
# How long threads that a program left behind may still take, all together.
_PATIENCE_S = 2.0


def main() -> None:
    """Run the command. It is imported in here: Ctrl-C while it loads is no bug either."""
    # What a command makes it keeps until it ends: to walk through all of that after each 700 new
    # objects, the interpreter's usual, is a tenth of a drill.
    gc.set_threshold(50_000, 20, 50)
    callers = set(threading.enumerate())
    try:
        from openline_drills.cli import _app

        _app.main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except SystemExit as left:
        _leave(left.code, callers)
        raise


def _leave(code: object, callers: set[threading.Thread]) -> None:
    """A stack's program may have started a thread that never ends. The interpreter would wait for
    it, and a pipeline for the interpreter. `callers`: threads that were there before, which are
    no program's."""
    others = [one for one in threading.enumerate() if one not in callers and not one.daemon]
    until_s = time.monotonic() + _PATIENCE_S
    with contextlib.suppress(KeyboardInterrupt):
        for one in others:
            one.join(max(0.0, until_s - time.monotonic()))
    stuck = [one.name for one in others if one.is_alive()]
    if stuck and (code is None or isinstance(code, int)):
        sys.stdout.flush()
        told = f"left without waiting for what the program started: {', '.join(stuck)}"
        print(told, file=sys.stderr, flush=True)
        os._exit(code or 0)
