"""Finds the Pulumi program that a path means, and says plainly why a path means none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openline.declaration import DeclarationError, read_mapping
from openline_stacks.engine._errors import ProgramError

PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")
ENTRY = "__main__.py"


@dataclass(frozen=True, slots=True)
class Program:
    """A Pulumi program written in Python.

    `file` is what runs, `root` the project's folder (`Pulumi.<stack>.yaml` lies there), `name`
    the project's name, the second part of every URN.
    """

    file: Path
    root: Path
    name: str

    @property
    def folder(self) -> Path:
        """The working folder of the program, the first entry of its import path."""
        return self.file.parent

    @classmethod
    def find(cls, path: str | Path) -> Program:
        """The program of a folder with `Pulumi.yaml` or `__main__.py`, or of a `.py` file.

        Raises `ProgramError` where there is none, or where its runtime is not Python.
        """
        place = Path(path).expanduser().absolute()
        if not place.exists():
            raise ProgramError(f"{path}: no such file or folder; give a Pulumi program")
        if place.is_dir():
            return _from_folder(place)
        if place.name in PROJECT_FILES:
            return _from_project(place)
        if place.suffix == ".py":
            folder = place.parent
            name = folder.name if place.name == ENTRY else place.stem
            return cls(place, folder, name)
        raise ProgramError(f"{path}: not a Pulumi program; give a folder or a .py file")


def _from_folder(folder: Path) -> Program:
    for project in PROJECT_FILES:
        if (folder / project).is_file():
            return _from_project(folder / project)
    if (folder / ENTRY).is_file():
        return Program(folder / ENTRY, folder, folder.name)
    raise ProgramError(
        f"{folder}: neither Pulumi.yaml nor {ENTRY} is here; name the program's folder"
    )


def _from_project(project: Path) -> Program:
    settings = read_settings(project)
    name = settings.get("name")
    if not isinstance(name, str) or not name:
        raise ProgramError(f"{project}: name: is missing; give the project a name")
    _require_python(project, settings.get("runtime"))
    return Program(_entry(project, settings.get("main")), project.parent, name)


def _require_python(project: Path, runtime: object) -> None:
    named = runtime.get("name") if isinstance(runtime, Mapping) else runtime
    if named != "python":
        raise ProgramError(
            f"{project}: runtime: is {named or 'missing'}; only python programs run here "
            "(for another language run `pulumi preview --json --show-sames > plan.json` or "
            "`pulumi stack export > stack.json`, and give that file)"
        )


def _entry(project: Path, main: object) -> Path:
    place = project.parent / str(main) if main else project.parent
    place = Path(*place.parts)  # `main: stacks/retail/` has a slash at its end
    file = place if place.suffix == ".py" else place / ENTRY
    if not file.is_file():
        raise ProgramError(f"{project}: main: {file} does not exist")
    return file


def read_settings(path: Path) -> dict[str, Any]:
    """The mapping in a project's file, YAML 1.2 as the genuine CLI reads it."""
    try:
        return read_mapping(path)
    except DeclarationError as error:
        raise ProgramError(str(error)) from None
