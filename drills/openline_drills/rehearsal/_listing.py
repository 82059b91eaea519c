"""What an experiment is going to do, to any stack: read off its file, without one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chaoslib.configuration import load_configuration
from chaoslib.exceptions import ChaosException

from openline_drills.chaos._places import Places
from openline_drills.measure import Disruption, disruption
from openline_drills.rehearsal._errors import BadInput
from openline_drills.rehearsal._experiments import (
    Listed,
    experiments,
    load_experiment,
    silent_chaos,
)
from openline_drills.rehearsal._faults import faults_of
from openline_stacks.recovery import Fault

# Stands for whatever the stack has there.
_ANY: Final = Places(lost="PRIMARY", survivor="STANDBY", zone="PRIMARY-a", system="SYSTEM")


@dataclass(frozen=True, slots=True)
class Described:
    """`premise`: entries of the declaration or the model that it supposes."""

    name: str
    title: str
    description: str
    faults: tuple[Fault, ...]
    premise: tuple[str, ...]
    judged_by: Disruption
    path: Path
    bundled: bool

    @property
    def lasts_s(self) -> float:
        return max((fault.to_s for fault in self.faults), default=0.0)


def described() -> Iterator[Described | BadInput]:
    """Every experiment that can be named, by name; what is wrong with one instead of it."""
    for listed in experiments():
        try:
            yield _described(listed)
        except BadInput as error:
            yield error


def _described(listed: Listed) -> Described:
    experiment = load_experiment(listed.path)
    try:
        with silent_chaos(), redirect_stderr(io.StringIO()):
            configuration = load_configuration(experiment.get("configuration") or {})
        faults = tuple(faults_of(experiment, configuration, _ANY))
    except (ChaosException, TypeError, ValueError) as error:
        raise BadInput([f"{listed.path}: {error}"]) from error
    return Described(
        name=listed.name,
        title=str(experiment["title"]),
        description=" ".join(str(experiment["description"]).split()),
        faults=faults,
        premise=tuple(_premise(configuration.get("premise"))),
        judged_by=disruption(faults),
        path=listed.path,
        bundled=listed.bundled,
    )


def _premise(premise: Any) -> Iterator[str]:
    for entries in premise.values() if isinstance(premise, dict) else ():
        yield from (f"{name}={value}" for name, value in sorted(dict(entries).items()))
