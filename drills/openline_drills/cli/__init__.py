"""The `openline` command: options in, one call into the room that does it, a page out.

Exit codes: 0 fine, 2 bad input, 10 would miss, 11 inconclusive, 130 interrupted; 1 is a bug of
ours.
"""

import gc
import sys

__all__ = ["main"]

# What a shell says of a command that ended by Ctrl-C.
_INTERRUPTED = 130


def main() -> None:
    """Run the command. It is imported in here: Ctrl-C while it loads is no bug either."""
    # What a command makes it keeps until it ends: to walk through all of that after each 700 new
    # objects, the interpreter's usual, is a tenth of a drill.
    gc.set_threshold(50_000, 20, 50)
    try:
        from openline_drills.cli import _app

        _app.main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
