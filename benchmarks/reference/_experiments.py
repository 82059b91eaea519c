"""The page of the experiments: its list, and what each does to the reference stack.

What an experiment is there to show is written on the page by hand; between the marks stand figures.
One seed each; experiments that suppose the same of the stack share it.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from chaoslib.configuration import load_configuration

from benchmarks.reference._markdown import between, code, table
from openline_drills.rehearsal import Described, described, load_experiment
from openline_drills.rehearsal._seeds import SeedOutcome, act_out
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand, stand_up
from openline_drills.report import duration, faults_in_words, whole
from openline_drills.result import assemble


def text(shown: str) -> str:
    """The page with what is between its marks written anew."""
    return with_figures_of({each.name for each in _catalogue()}, shown)


def with_figures_of(names: Container[str], shown: str) -> str:
    """The page with its list, and of these experiments what they do, written anew."""
    for name, line in (("list", _list()), *_figures(names)):
        shown = between(shown, name, line)
    return shown


def _catalogue() -> list[Described]:
    return [each for each in described() if isinstance(each, Described) and each.bundled]


def _list() -> str:
    rows = (
        (
            f"[`{each.name}`](#{each.name})",
            faults_in_words(each.faults),
            each.judged_by,
            ", ".join(map(code, each.premise)),
        )
        for each in _catalogue()
    )
    head = ("experiment", "takes away", "judged by the targets for a", "supposes")
    return "\n".join(table(head, rows)).rstrip()


def _figures(names: Container[str]) -> Iterator[tuple[str, str]]:
    """Of each of these experiments the line that the page shows."""
    catalogue = [each for each in _catalogue() if each.name in names]
    stand: Stand | None = None
    for premise in sorted({each.premise for each in catalogue}):
        alike = [each.name for each in catalogue if each.premise == premise]
        for name in alike:
            experiment = load_experiment(name)
            configuration = load_configuration(experiment["configuration"]) | {"seeds": 1}
            if name == alike[0]:
                if stand is not None:
                    stand.close()  # one local AWS a process
                stand = stand_up(resolve(configuration))
            assert stand is not None
            outcome = act_out(stand, experiment | {"configuration": configuration}, 1)
            yield name, _line(stand, name, outcome)
    if stand is not None:
        stand.close()


def _line(stand: Stand, name: str, outcome: SeedOutcome) -> str:
    result = assemble(
        topology=stand.topology,
        experiment=name,
        faults=outcome.faults,
        runbook=None,
        measurements=[outcome.measurement],
        knock_outs=(),
        parameters=stand.parameters,
        findings=(),
    )
    systems = json.loads(result.to_json())["systems"]
    parts = [f"**What retail does.** It *{result.verdict}*", _slowest(systems)]
    parts += _oldest(systems)
    lost = sum(o["lost_requests"] or 0 for s in systems for o in s["operations"])
    parts.append(f"{whole(lost)} requests lost")
    seen = [s for s, m in outcome.measurement.milestones.items() if m.detected_us is not None]
    parts.append(f"detected for {len(seen)} of {len(systems)} systems")
    return f"{'; '.join(parts)}."


def _slowest(systems: list[Mapping[str, Any]]) -> str:
    operations = [(s["name"], o) for s in systems for o in s["operations"] if o["critical"]]
    name, worst = max(operations, key=lambda pair: _never_last(pair[1]["rto"]["p50_s"]))
    if all(o["rto"]["p50_s"] == 0 for _, o in operations):
        return "every operation stays at its level"
    what = f"`{name} · {worst['name']}`, target {duration(worst['target_s'])}"
    if worst["rto"]["p50_s"] is None:
        return f"worst is {what}: not served until the fault is lifted"
    return f"worst RTO {duration(worst['rto']['p50_s'])} ({what})"


def _never_last(rto_s: float | None) -> float:
    return float("inf") if rto_s is None else rto_s


def _oldest(systems: list[Mapping[str, Any]]) -> Iterator[str]:
    stores = [(s["name"], st) for s in systems for st in s["stores"] if st["rpo"]["p50_s"]]
    if stores:
        name, worst = max(stores, key=lambda pair: pair[1]["rpo"]["p50_s"])
        target = duration(worst["target_s"])
        yield f"worst RPO {duration(worst['rpo']['p50_s'])} (`{name}`, target {target})"
