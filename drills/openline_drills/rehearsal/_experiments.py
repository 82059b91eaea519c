"""Experiments: found by name or path, read as Chaos Toolkit reads them, refused with a reason."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from chaoslib.exceptions import ChaosException
from chaoslib.experiment import ensure_experiment_is_valid
from chaoslib.loader import parse_experiment_from_file

from openline_drills.rehearsal._bounds import DEEPEST, require_bounds
from openline_drills.rehearsal._errors import BadInput

Experiment: TypeAlias = dict[str, Any]

CONTROL: Final = "openline_drills.chaos.controls.rehearsal"
HOW_TO_ADD_CONTROL: Final = (
    "add `controls: [{name: openline, provider: {type: python, module: " + CONTROL + "}}]`"
)
_PACKAGE: Final = Path(__file__).resolve().parent.parent
# A wheel carries the experiments inside the package; a checkout has them beside it.
_FOLDERS: Final = (_PACKAGE / "experiments", _PACKAGE.parent / "experiments")
OWN_FOLDER: Final = "experiments"  # the user's, where the command runs
_SUFFIXES: Final = (".yaml", ".yml", ".json")
# The parser makes a thousand bytes of one, and reads some hundred kB a second.
_MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """An experiment that can be named. `bundled`: it comes with Openline, else it is the user's."""

    name: str
    path: Path
    bundled: bool


def experiments() -> tuple[Listed, ...]:
    """Those that come with Openline and those in `experiments/` here, by name. Nothing is read:
    shells ask at every key. One of the user's goes before a bundled one of the same name."""
    found: dict[str, Listed] = {}
    for folder in (Path(OWN_FOLDER), *_FOLDERS):
        if folder.is_dir():
            for path in sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES):
                bundled = folder.resolve() in [each.resolve() for each in _FOLDERS]
                found.setdefault(path.stem, Listed(path.stem, path, bundled))
    return tuple(found[name] for name in sorted(found))


def load_experiment(source: str | Path) -> Experiment:
    """An experiment by its name or its file, checked by Chaos Toolkit's own rules.

    Raises `BadInput` where there is none, where it is no experiment, and where our control is
    missing: without it nothing would lift the fault or compute the verdict.
    """
    path = _find(source)
    experiment = _parsed(path)
    try:
        with silent_chaos():
            ensure_experiment_is_valid(experiment)
    except ChaosException as error:
        raise BadInput([f"{path}: {error}"]) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput([f"{path}: no Chaos Toolkit experiment: {error}"]) from error
    _require_runtime(path, experiment)
    if not has_control(experiment):
        raise BadInput([f"{path}: controls: Openline's control is missing; {HOW_TO_ADD_CONTROL}"])
    return experiment


def _require_runtime(path: Path, experiment: Mapping[str, Any]) -> None:
    """Chaos Toolkit looks into it unchecked, when the stack stands already."""
    runtime = experiment.get("runtime") or {}
    parts = {"runtime": runtime}
    if isinstance(runtime, dict):
        parts |= {f"runtime.{name}": runtime.get(name, {}) for name in ("hypothesis", "rollbacks")}
    for where, part in parts.items():
        if not isinstance(part, dict):
            raise BadInput([f"{path}: {where}: no mapping; write e.g. `strategy: default` in it"])


def has_control(experiment: Mapping[str, Any]) -> bool:
    """As Chaos Toolkit looks for it: one whose provider is of another type is passed over."""
    providers = (control.get("provider", {}) for control in experiment.get("controls") or ())
    return any(
        provider.get("module") == CONTROL and provider.get("type") == "python"
        for provider in providers
    )


@contextmanager
def silent_chaos() -> Iterator[None]:
    """Chaos Toolkit's log lines are for `chaos run`; here the caller reports."""
    logger = logging.getLogger("chaostoolkit")
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers[:], logger.propagate = [logging.NullHandler()], False
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.handlers[:], logger.propagate = before[0], before[1]
        logger.setLevel(before[2])


def bundled_folders() -> tuple[Path, ...]:
    """Where the experiments are that come with Openline."""
    return _FOLDERS


def _find(source: str | Path) -> Path:
    path = Path(source)
    if path.is_file():
        return path
    known = {listed.name: listed.path for listed in experiments()}
    if str(source) in known:
        return known[str(source)]
    if path.is_dir() and str(source):
        raise BadInput([f"{source}: this is a folder; give an experiment's path or name"])
    if path.suffix in _SUFFIXES or len(path.parts) > 1:
        raise BadInput([f"{source}: there is no such file; give an experiment's path or name"])
    close = difflib.get_close_matches(str(source), sorted(known), n=1, cutoff=0.4)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(known))}"
    called = " ".join(str(source).split()) or "''"
    raise BadInput([f"no experiment is called {called}; {hint}"])


def _parsed(path: Path) -> Experiment:
    if path.suffix not in _SUFFIXES:
        raise BadInput([f"{path}: an experiment is a .yaml, .yml or .json file"])
    try:
        if path.stat().st_size > _MOST_BYTES:
            right = f"an experiment has at most {_MOST_BYTES // 1024} KiB"
            raise BadInput([f"{path}: the file is too large; {right}"])
        content = parse_experiment_from_file(str(path))
    except UnicodeDecodeError as error:
        raise BadInput([f"{path}: no text; an experiment is YAML or JSON in UTF-8"]) from error
    except (ChaosException, ValueError) as error:
        raise BadInput([f"{path}: {' '.join(str(error).split())}"]) from error
    except OSError as error:
        raise BadInput([f"{path}: cannot be read: {error.strerror}"]) from error
    except RecursionError as error:
        raise BadInput([f"{path}: nested too deeply; nest at most {DEEPEST} levels"]) from error
    except (AttributeError, LookupError, OverflowError, TypeError) as error:
        # what the parser trips over where a value does not fit its tag
        raise BadInput([f"{path}: neither YAML nor JSON: it cannot be parsed"]) from error
    if not isinstance(content, dict) or "method" not in content:
        raise BadInput([f"{path}: no Chaos Toolkit experiment: it needs a title and a method"])
    require_bounds(path, content)
    return content
