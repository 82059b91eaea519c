"""What verdicts rest on, in lines: the same wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Resting = Sequence[Mapping[str, Any]]

_NOT_ASKED: Final = "which guesses the verdicts rest on: not asked: --sensitivity"


def resting_lines(resting: Resting | None) -> Iterator[str]:
    """`resting`: as the documents have it; None: nobody asked. Verdicts that one figure turns alike
    stand together."""
    if resting is None:
        yield _NOT_ASKED
        return
    if not resting:
        yield "no verdict rests on one figure alone: none turns within any figure's range"
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in resting:
        line = tuple(one[key] for key in ("verdict", "parameter", "grade", "now", "flips_at"))
        what = f"{one['system']} · {one['name']} {one['measure']} ({one['disruption']})"
        alike.setdefault(line, []).append(f"{what} {one['becomes']}")
    for (verdict, name, grade, now, flips_at), turned in alike.items():
        yield f"{verdict} rests on {name} ({grade}: {now}); from about {flips_at} on:"
        yield from (f"   {what}" for what in turned)
