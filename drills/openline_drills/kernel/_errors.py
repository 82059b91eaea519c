"""What ends a run.

KernelError            the clock was used in a way that it cannot carry
`-- ActorCrashed       an actor or a callback raised; `name` says which, `__cause__` what
"""

from __future__ import annotations


class KernelError(RuntimeError):
    """The clock cannot go on. Once raised, every later `run_until` raises it again."""


class ActorCrashed(KernelError):  # noqa: N818, it reads as what happened
    """An actor or callback raised. Its own error is the `__cause__`."""

    def __init__(self, name: str, error: BaseException) -> None:
        super().__init__(f"{name} crashed: {type(error).__name__}: {error}")
        self.name = name
