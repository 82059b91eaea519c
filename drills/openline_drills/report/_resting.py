"""What verdicts rest on, in lines: the same wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Resting = Sequence[Mapping[str, Any]]

LEFT_OUT: Final = "which guesses the verdicts rest on: left out: --no-sensitivity"


def not_looked_at(grades: Mapping[str, int]) -> str:
    """Where nobody asked. `grades`: how many figures of the model have each."""
    return (
        f"{grades.get('assumed', 0)} figures of the model are assumed: on which of them a verdict "
        "rests was not looked at; --sensitivity does, and takes longer"
    )


def resting_lines(resting: Resting | None, unknown: str) -> Iterator[str]:
    """`resting`: as the documents have it; None: nobody found it
    out, and `unknown` says why. Verdicts that one figure turns alike
    stand together, those of a system on one line."""
    if resting is None:
        yield unknown
        return
    if not resting:
        yield "no verdict rests on one figure alone: none turns within any figure's range"
    alike: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for one in resting:
        line = tuple(one[key] for key in ("verdict", "parameter", "grade", "now", "flips_at"))
        turned = tuple(one[key] for key in ("system", "measure", "disruption", "becomes"))
        alike.setdefault(line, {}).setdefault(turned, []).append(one["name"])
    for (verdict, name, grade, now, flips_at), by_system in alike.items():
        yield f"{verdict} rests on {name} ({grade}: {now}); from about {flips_at} on:"
        for (system, measure, disruption, becomes), names in by_system.items():
            yield f"   {system} · {', '.join(names)} {measure} ({disruption}) {becomes}"


def modelled(grades: Mapping[str, int]) -> str:
    """The evidence of a forecast."""
    counted = ", ".join(f"{count} {grade}" for grade, count in grades.items())
    return f"evidence: modelled, nothing was deployed · parameters: {counted}"
