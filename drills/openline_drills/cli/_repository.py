"""How the user's repository names the files of a stack, for what shows findings at their lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openline_drills.report import Repository
    from openline_stacks.sources import Sources

_DECLARATION: Final = "openline.yaml"


def repository(sources: Sources) -> Repository:
    """Of a program its folder in the checkout, and the file that a reader would look into first; of
    what Pulumi wrote the file itself."""
    from openline_drills.report import Repository

    for program in sources.programs:
        declared = (program.folder / _DECLARATION).is_file()
        main = program.folder / _DECLARATION if declared else program.file
        return Repository(_inside(program.root), _below(main, program.root))
    for file in sources.files:
        return Repository(_inside(file.parent), file.name)
    return Repository()


def _inside(folder: Path) -> str:
    """With a slash after it; nothing where there is no checkout."""
    from openline_stacks.preview import toplevel

    top = toplevel(folder)
    if top is None:
        return ""
    inside = folder.resolve().relative_to(top.resolve()).as_posix()
    return "" if inside == "." else f"{inside}/"


def _below(file: Path, root: Path) -> str:
    file, root = file.resolve(), root.resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
