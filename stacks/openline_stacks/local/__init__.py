"""The local AWS behind HTTP: what boto3, the engine's provider and other tools can talk to.

In: signed requests of any AWS client, on loopback ports. Out: what the cloud in this process
answers, moto's own answers as they are, those of the services that are completed here by the same
code as in a rehearsal. `start`, `find` and `every` are for whoever wants one in its own process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openline_stacks.lazily import loading

if TYPE_CHECKING:
    from openline_stacks.local._errors import LocalError
    from openline_stacks.local._running import Running, every, find, start

__all__ = ["LocalError", "Running", "every", "find", "start"]

_MODULES: Final = {
    "LocalError": "_errors",
    "Running": "_running",
    "every": "_running",
    "find": "_running",
    "start": "_running",
}

__getattr__ = loading(__name__, _MODULES)
