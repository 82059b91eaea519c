"""What a program makes of values that only the cloud can tell, with texts that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openline_stacks.engine import shown
from openline_stacks.preview._compare import Differs, Untold, one
from openline_stacks.preview._pairs import Pairs
from openline_stacks.states import ResourceState, States, Value

StandIns = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Stood:
    """URN -> inputs, of before and of after. `renamed`: what resources were called -> their name
    now."""

    before: StandIns
    after: StandIns
    renamed: Mapping[str, str]

    def differs(
        self, old: ResourceState, state: ResourceState, key: str, path: str
    ) -> tuple[Differs, ...] | None:
        """What differs at a path or below it; None where that cannot be told either."""
        olds, news = self.before.get(old.urn), self.after.get(state.urn)
        if olds is None or news is None:
            return None
        found = [
            each
            for each in one(shown(olds.get(key), self.renamed), shown(news.get(key)), key)
            if each.path == path or each.path.startswith((f"{path}.", f"{path}["))
        ]
        if any(isinstance(each, Untold) for each in found):
            return None
        return tuple(each for each in found if isinstance(each, Differs))


def anything_untold(after: States, pairs: Pairs) -> bool:
    """Whether a resource of both sides has a property that is not known yet on one of them. A
    second run of a program is worth it for nothing else: a secret stays one."""
    now = after.by_urn()
    return any(
        isinstance(found, Untold) and found.why == "unknown"
        for urn, old in pairs.both.items()
        for key in old.inputs.keys() & now[urn].inputs.keys()
        for found in one(old.inputs[key], now[urn].inputs[key], key)
    )


def stood(before: StandIns | None, after: StandIns | None, pairs: Pairs) -> Stood | None:
    if before is None or after is None:
        return None
    names = ((old.name, new.rpartition("::")[2]) for new, old in pairs.both.items())
    return Stood(before, after, {old: new for old, new in names if old != new})
