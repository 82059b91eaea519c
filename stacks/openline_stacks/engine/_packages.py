"""pulumi_aws's packages as a program needs them: one resource's module at a time.

Whoever names one resource of `pulumi_aws.ec2` imports the 180 modules of all of them. While a
program runs here a package imports a module when something of it is first named. These packages
are generated and look alike to the line; one that looks otherwise is imported as it is.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_PACKAGE: Final = re.compile(r"pulumi_aws\.\w+")
_STAR: Final = re.compile(r"from \.(\w+) import \*")
_ALIKE: Final = frozenset(
    {"", "import builtins as _builtins", "from .. import _utilities", "import typing"}
)
_OUTPUTS: Final = "from . import outputs"
_QUOTED: Final = re.compile(r"""['"](\w+)['"]""")


@contextmanager
def bit_by_bit() -> Iterator[None]:
    """For what is imported in here for the first time, and for good."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is None or not _PACKAGE.fullmatch(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        homes = _homes(Path(self.path)) if self.is_package(module.__name__) else None
        if homes is None:
            super().exec_module(module)
            return
        module.__dict__["_homes"] = homes
        module.__dict__["__all__"] = sorted(name for name in homes if not name.startswith("_"))
        module.__class__ = _Package


class _Package(ModuleType):
    """`_homes`: name -> the module that has it; of a module itself nothing."""

    _homes: Mapping[str, str]

    def __getattr__(self, name: str) -> Any:
        home = self._homes.get(name)
        if home is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        module = importlib.import_module(f"{self.__name__}.{home or name}")
        value = self.__dict__[name] = getattr(module, name) if home else module
        return value

    def __setattr__(self, name: str, value: object) -> None:
        """A module that is imported is put into its package: `get_ami` the module, where the
        function of that name belongs."""
        if not (isinstance(value, ModuleType) and self._homes.get(name)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *self._homes})


def _homes(init: Path) -> dict[str, str] | None:
    """None of a package that looks otherwise than the others. Of one name in two modules the last
    counts, as it does where all are imported in turn."""
    homes: dict[str, str] = {}
    for line in init.read_text(encoding="utf-8").splitlines():
        star = _STAR.fullmatch(line)
        if star is not None:
            names = _exported(init.with_name(f"{star[1]}.py"))
            if names is None:
                return None
            homes |= {star[1]: "", **dict.fromkeys(names, star[1])}
        elif line == _OUTPUTS:
            homes["outputs"] = ""
        elif not (line in _ALIKE or line.startswith("#")):
            return None
    return homes


def _exported(file: Path) -> list[str] | None:
    """A module's `__all__`, which stands near its top."""
    if not file.is_file():
        return None
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("__all__ = ["):
                text = line
                while "]" not in text[-3:]:
                    more = next(lines, None)
                    if more is None:
                        return None
                    text += more
                return _QUOTED.findall(text)
    return None
