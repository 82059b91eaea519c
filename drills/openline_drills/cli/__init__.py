"""The `openline` command: options in, one call into the room that does it, a page out.

Exit codes: 0 fine, 2 bad input, 10 would miss, 11 inconclusive; 1 is a bug of ours.
"""

from openline_drills.cli._app import main

__all__ = ["main"]
