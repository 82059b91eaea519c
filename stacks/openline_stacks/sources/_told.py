"""What is wrong with a source, as the lines that a person reads."""

from __future__ import annotations

from openline.declaration import DeclarationError


def told(error: BaseException) -> list[str]:
    """A declaration's mistakes are told as such, not as those of the program that read it."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and cause not in seen:  # the SDK makes errors their own cause
        if isinstance(cause, DeclarationError):
            return str(cause).splitlines()
        seen.append(cause)
        cause = cause.__cause__
    return str(error).splitlines()
