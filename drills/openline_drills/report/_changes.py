"""Changes of resources in words: alike ones together, each property with what it was and is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from openline_drills.report._figures import duration
from openline_drills.report._resting import Resting
from openline_stacks.forecast import resting_models
from openline_stacks.preview import Preview, PropertyChange, RecoveryChange, ResourceChange
from openline_stacks.states import UNKNOWN, SourcePosition, Value

MARKS: Final = {"create": "+", "update": "~", "replace": "±", "delete": "-", "rename": "→"}
_ORDER: Final = ("replace", "delete", "create", "update", "rename")
_LONGEST: Final = 60  # of a value: a policy is longer than anybody reads in a list
_NAMED: Final = 3  # of alike changes


@dataclass(frozen=True, slots=True)
class Alike:
    """Changes of one kind to resources of one type, at the same properties."""

    changes: tuple[ResourceChange, ...]

    @property
    def first(self) -> ResourceChange:
        return self.changes[0]

    def named(self) -> str:
        return names([one.name for one in self.changes])

    def places(self) -> str:
        return places(one.source for one in self.changes)


def alike(changes: Sequence[ResourceChange]) -> list[Alike]:
    """What destroys first; within that in the order of the program."""
    groups: dict[tuple[object, ...], list[ResourceChange]] = {}
    for change in changes:
        paths = tuple((one.path, one.kind, bool(one.replaces)) for one in change.properties)
        groups.setdefault((_ORDER.index(change.op), change.type, paths), []).append(change)
    return [Alike(tuple(groups[key])) for key in sorted(groups, key=lambda key: key[0])]  # type: ignore[arg-type,return-value]


def counted(preview: Preview) -> str:
    """`2 to replace, 5 to update, 530 stay as they are`."""
    diff = preview.resources
    told = [f"{diff.count(op)} to {op}" for op in _ORDER if diff.count(op)]
    return ", ".join([*told, f"{diff.same} stay as they are"])


def resting_of(preview: Preview) -> Resting | None:
    """What its verdicts rest on, as the documents have it."""
    if preview.resting is None:
        return None
    return [one.model_dump() for one in resting_models(preview.resting)]


def unjudged_lines(preview: Preview) -> Iterator[str]:
    """Whom the verdict says nothing of, a system on a line."""
    if not preview.unjudged:
        return
    yield (
        "not judged, for they rest on what is not understood (`openline topology` says on what):"
    )
    by_system: dict[str, dict[str, None]] = {}
    for one in preview.unjudged:
        told = f"{one.name} {one.measure} ({one.disruption})"
        by_system.setdefault(one.system, {})[told] = None
    for system, names in by_system.items():
        kept = list(names)[:_NAMED]
        more = len(names) - len(kept)
        yield f"   {system} · {', '.join(kept)}" + (f" and {more} more" if more else "")


def unsaid(preview: Preview) -> Iterator[str]:
    """What is not in the list of changes, and how much of it."""
    diff = preview.resources
    unknown = sum(one.why == "unknown" for one in diff.uncompared)
    if unknown:
        yield (
            f"{unknown} properties are known only after deployment; they come from the same "
            "resources as before and are not compared"
        )
    unread = sum(one.why == "unread" for one in diff.uncompared)
    if unread:
        yield (
            f"{unread} files and folders cannot be read on one side; what they hold is not compared"
        )
    secret = len(diff.uncompared) - unknown - unread
    if secret:
        yield f"{secret} secrets are not compared"
    for why, count in diff.folded.items():
        yield f"{count} × {why}"
    if diff.grouping:
        yield f"{len(diff.grouping)} components and providers change, which no cloud holds"


def property_lines(group: Alike) -> Iterator[str]:
    """`requestInterval: 30 → 10 (replaces it: …)`; where not all have the same, whose it is."""
    for at, first in enumerate(group.first.properties):
        whose: dict[str, list[str]] = {}
        for change in group.changes:
            whose.setdefault(_became(change.properties[at]), []).append(change.name)
        told = list(whose)
        if len(told) > 1:
            kept = [f"{what} ({names(whose[what])})" for what in told[:_NAMED]]
            more = sum(len(whose[what]) for what in told[_NAMED:])
            told = [", ".join(kept) + (f", another of {more} more" if more else "")]
        why = f" (replaces it: {first.replaces})" if first.replaces else ""
        yield f"{first.path}: {told[0]}{why}"


def _became(one: PropertyChange) -> str:
    if one.follows is not None:
        return f"comes from {one.follows.rpartition('::')[2]} now"
    said = {"add": f"{_value(one.after)} is new", "remove": f"{_value(one.before)} is gone"}
    return said.get(one.kind, f"{_value(one.before)} → {_value(one.after)}")


def names(all_: Sequence[str]) -> str:
    """`a, b, c and 4 more`."""
    more = len(all_) - _NAMED
    return ", ".join(all_[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def places(sources: Iterable[SourcePosition | None]) -> str:
    """Every line of the program that made one of them."""
    return names(list(dict.fromkeys(place(at) for at in sources if at)))


def place(at: SourcePosition | None) -> str:
    return f"{at.file}:{at.line}" if at else ""


def kind(type_: str) -> str:
    """`aws:ec2/subnet:Subnet` as `aws:ec2:Subnet`."""
    package, module, name = type_.split(":", 2) if type_.count(":") == 2 else ("", "", type_)
    return f"{package}:{module.split('/')[0]}:{name}" if package else name


def figure(seconds: float | None, row: RecoveryChange, absent: bool) -> str:
    if absent:
        return "-"
    return duration(seconds, absent=f"> {duration(row.censored_s)}")


def before_after(row: RecoveryChange) -> tuple[str, str]:
    return (
        figure(row.before_s, row, row.turn == "new"),
        figure(row.after_s, row, row.turn == "gone"),
    )


def causes_line(row: RecoveryChange, most: int = 2) -> str:
    """What did it most, and the figure without it."""
    told = []
    for cause in row.causes[:most]:
        first = cause.fields[0]
        what = f"{first.path.partition('.')[2]}: {_shown(first.before)} → {_shown(first.after)}"
        more = f" and {len(cause.fields) - 1} more" if len(cause.fields) > 1 else ""
        without = duration(cause.without_s, absent=f"> {duration(row.censored_s)}")
        told.append(f"{what}{more} (without it {without})")
    rest = len(row.causes) - len(told)
    return "; ".join(told) + (f"; {rest} more" if rest > 0 else "")


def _value(value: Value) -> str:
    if value is UNKNOWN:
        return "(known after deployment)"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
