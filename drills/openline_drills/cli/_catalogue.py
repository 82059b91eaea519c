"""`openline drill --list`: every experiment that can be named, and what it does to any stack."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from openline_drills.cli._console import say
from openline_drills.cli._options import Format

if TYPE_CHECKING:
    from openline_drills.rehearsal import Described

_SCHEMA_VERSION = 1


def list_experiments(format_: Format) -> None:
    """Those that cannot be read are told on stderr, and stop nobody from using the others."""
    from openline_drills.rehearsal import BadInput, described

    found = []
    for each in described():
        if isinstance(each, BadInput):
            say(each.lines, err=True)
        else:
            found.append(each)
    if format_ is Format.JSON:
        listed = [_value(each) for each in found]
        json.dump({"schema_version": _SCHEMA_VERSION, "experiments": listed}, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    say(_lines(found))


def names(incomplete: str) -> Iterator[str]:
    """For shells that complete a word. Reads no experiment: they ask at every key."""
    from openline_drills.rehearsal import experiments

    return (each.name for each in experiments() if each.name.startswith(incomplete))


def _lines(found: Iterable[Described]) -> Iterator[str]:
    from openline_drills.report import duration, faults_in_words

    for each in found:
        own = "" if each.bundled else f" · {each.path}"
        lasts = duration(each.lasts_s)
        yield f"{each.name}  {each.title} · {lasts}, by the targets for a {each.judged_by}{own}"
        yield f"    {faults_in_words(each.faults)}"
        if each.premise:
            yield f"    supposing {', '.join(each.premise)}"


def _value(each: Described) -> dict[str, Any]:
    from openline_stacks.recovery import in_words

    return {
        "name": each.name,
        "title": each.title,
        "description": each.description,
        "faults": [
            {"what": in_words(fault), "from_s": fault.from_s, "to_s": fault.to_s}
            for fault in each.faults
        ],
        "premise": list(each.premise),
        "judged_by": each.judged_by,
        "lasts_s": each.lasts_s,
        "path": str(each.path),
        "bundled": each.bundled,
    }
