"""AWS's service models: read from disk once a process, whoever asks for them.

botocore reads them again for each session, moto makes a session for each service, and EC2's model
alone takes 0.1 s: without this a quarter of a rehearsal of one seed went into reading JSON.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from unittest.mock import patch

import botocore.loaders
from botocore.loaders import JSONFileLoader, Loader

# What loaders with the same search path have found; a loader's memory is botocore's own idea.
_FOUND: Final[dict[tuple[str, ...], dict[Any, Any]]] = {}


class _KeptFiles(JSONFileLoader):
    """Files by their path: loaders that search more folders find the same ones."""

    _read: Final[dict[str, Any]] = {}

    def load_file(self, file_path: str) -> Any:
        if file_path not in self._read:
            self._read[file_path] = super().load_file(file_path)
        return self._read[file_path]


class KeptLoader(Loader):
    """A loader of its own for a session, which may add folders to it, with a common memory."""

    FILE_LOADER_CLASS = _KeptFiles

    @property
    def _cache(self) -> dict[Any, Any]:
        return _FOUND.setdefault(tuple(self.search_paths), {})

    @_cache.setter
    def _cache(self, value: dict[Any, Any]) -> None:
        """botocore gives each loader an empty memory of its own."""


@contextmanager
def kept() -> Iterator[None]:
    """Sessions made in here share what they read; moto keeps what it works out from its code."""
    # Imported here: who asks only for a shape need not pay for moto.
    import moto.core.responses
    import moto.core.utils

    responses: Any = moto.core.responses
    utils: Any = moto.core.utils
    # the names of a class's methods, which moto lists anew for each call
    names = functools.cache(responses.method_names_from_class)
    with ExitStack() as stack:
        for owner, name, ours in (
            (botocore.loaders, "Loader", KeptLoader),
            (utils, "create_loader", functools.cache(utils.create_loader)),
            (responses, "method_names_from_class", names),
        ):
            stack.enter_context(patch.object(owner, name, ours))
        yield
