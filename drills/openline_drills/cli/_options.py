"""Options that several commands share, and how their text is read."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer


def stack_names(incomplete: str) -> Iterator[str]:
    """The stacks that come with Openline, folders here that hold a program, files of Pulumi's."""
    from openline_stacks.engine import BUNDLED

    yield from (name for name in BUNDLED if name.startswith(incomplete))
    beside = Path(incomplete if incomplete.endswith("/") else Path(incomplete).parent)
    if beside.is_dir():
        found = sorted(str(each.parent) for each in beside.glob("*/Pulumi.yaml"))
        found += sorted(map(str, beside.glob("*.json")))
        yield from (name for name in found if name.startswith(incomplete.removeprefix("./")))


def declared_paths(incomplete: str) -> Iterator[str]:
    """`PATH=` of the declaration's own format, as far as nobody had to choose a name."""
    from openline.declaration import settable_paths

    said = (f"{path}=" for path in settable_paths() if "<" not in path)
    return (path for path in said if path.startswith(incomplete))


def figure_names(incomplete: str) -> Iterator[str]:
    from openline_stacks.recovery import PARAMETERS

    return (name for name in PARAMETERS if name.startswith(incomplete))


def _figures(incomplete: str) -> Iterator[str]:
    return (f"{name}=" for name in figure_names(incomplete))


_PATH_VALUE, _CHANGE = "PATH=VALUE", "failover.decision=30m"
_NAME_VALUE, _FIGURE = "NAME=VALUE", "replication.stall_s=10m"
_FORMS: Final = {
    "--set": f"{_PATH_VALUE}, such as {_CHANGE}",
    "--parameter": f"{_NAME_VALUE}, such as {_FIGURE}",
}
_WHAT: Final = (
    "A folder with a Pulumi program in Python, its Pulumi.yaml or its .py file; or a .json file "
    "that `pulumi preview --json` or `pulumi stack export` wrote. Several are read as one stack. "
    "By default the reference stack, `retail`."
)
Stack = Annotated[
    list[str] | None,
    typer.Option(
        "--stack",
        help=f"{_WHAT} Repeatable, or with commas between.",
        autocompletion=stack_names,
        show_default=False,
    ),
]
StackArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="STACK", help=_WHAT, autocompletion=stack_names, show_default=False),
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        metavar=_NAME_VALUE,
        autocompletion=_figures,
        help=f"Replace a figure of the model, e.g. `{_FIGURE}`. Repeatable.",
    ),
]
FiguresFile = Annotated[
    Path | None,
    typer.Option("--parameters", help="A YAML or JSON file of such figures.", show_default=False),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar=_PATH_VALUE,
        autocompletion=declared_paths,
        help="Change the declaration and run the program again, e.g. "
        f"`{_CHANGE}` or `failover.decide=automatic`. Repeatable.",
    ),
]

Today = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="The day against which suppressions end, e.g. `2026-12-31`; by default today.",
        show_default=False,
    ),
]


class Format(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


AsFormat = Annotated[
    Format, typer.Option("--format", help="`json` prints only the result, schema-versioned.")
]


def day_of(text: str | None) -> date:
    """What `--today` says. The wall clock is read here and nowhere else. Raises `BadInput`."""
    from openline_drills.rehearsal import BadInput

    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([f"--today {text}: no day; write it as 2026-12-31"]) from None


def joined(stacks: list[str] | None) -> str | None:
    """As an experiment's configuration holds it: one text."""
    return ",".join(stacks) if stacks else None


def pairs(flag: str, entries: Iterable[str] | None) -> dict[str, str]:
    """`x=y` entries as a mapping. Raises `BadInput` naming every entry that is none."""
    from openline_drills.rehearsal import BadInput

    found: dict[str, str] = {}
    problems = []
    for entry in entries or ():
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            problems.append(f"{flag} {entry}: no {_FORMS[flag]}")
        found[name.strip()] = value.strip()
    if problems:
        raise BadInput(problems)
    return found


def writable(path: Path, flag: str) -> Path:
    """The path, or `BadInput` where no file can come to be there: said before the work is done."""
    from openline_drills.rehearsal import BadInput

    if path.is_dir():
        raise BadInput([f"{flag} {path}: this is a folder; name a file"])
    if not path.parent.is_dir():
        raise BadInput([f"{flag} {path}: there is no folder {path.parent}; make it first"])
    return path


def write(path: Path, text: str) -> None:
    """Raises `BadInput` where it cannot be written."""
    from openline_drills.rehearsal import BadInput

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput([f"{path}: cannot be written: {error.strerror or error}"]) from error


def figures_given(file: Path | None, single: dict[str, str]) -> dict[str, str]:
    """Those of the file, and over them those on the command line. Every wrong one is told."""
    from openline_drills.rehearsal import BadInput
    from openline_stacks.recovery import ParameterError, load_parameters, parse_override

    problems: list[str] = []
    found: dict[str, str] = {}
    for name, value in single.items():
        try:
            parse_override(f"{name}={value}")
        except ParameterError as error:
            problems.append(str(error))
    if file is not None:
        try:
            found = load_parameters(_existing(file, "--parameters"))
        except ParameterError as error:
            problems += str(error).splitlines()
    if problems:
        raise BadInput(problems)
    return found | single


def _existing(path: Path, flag: str) -> Path:
    """The path, or `BadInput` where there is no such file."""
    from openline_drills.rehearsal import BadInput

    if not path.is_file():
        raise BadInput([f"{flag} {path}: there is no such file"])
    return path
