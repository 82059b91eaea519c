"""Names of a package that are loaded when first used, so that nobody waits for what is not.

In: which module has which name. Out: a package's `__getattr__`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["loading"]


def loading(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """`modules`: name -> its module, below `package`."""

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{modules[name]}"), name)

    return load
