"""The search: every lever alone, then pairs of them until the cheapest that mends all is found."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import combinations
from typing import Final

from openline.contract import TYPES_DECLARED
from openline.declaration import Declaration, from_canonical
from openline_stacks.forecast import Forecast
from openline_stacks.levers._counts import counts
from openline_stacks.levers._levers import levers
from openline_stacks.levers._missed import key, missed, unsure
from openline_stacks.levers._model import Cost, Lever, Missed, Tried, WhatWouldMeet
from openline_stacks.levers._trial import Question, Standing, stands, tried
from openline_stacks.processes import one_each
from openline_stacks.sources import declared_beside
from openline_stacks.states import States

# Each is a run of the program and a forecast; further ones have never been the cheapest.
_MOST_PAIRS: Final = 16
_ENDED: Final = "its program ended the process that it ran in"


class LeversError(ValueError):
    """Nothing can be tried on such a stack. The text is for users."""


def what_would_meet(
    question: Question,
    found: Forecast,
    on_progress: Callable[[float], None] | None = None,
) -> WhatWouldMeet:
    """`found`: the forecast of the stack as it is, under the question's disruptions.

    Raises `LeversError` where there is no program to run again, and whatever reading it raises.
    """
    late = missed(found)
    answer = partial(
        WhatWouldMeet, found.stack, question.trials, question.seed, late, unsure=unsure(found)
    )
    if not late:
        return answer()
    if not question.sources.programs:
        raise LeversError(
            f"{question.sources.name} is what Pulumi wrote, and a change is tried by running the "
            "program again; give the program"
        )
    topology, states = stands(question)
    declaration = _declared(question, states)
    standing = Standing(topology, states, counts(topology, states), late)
    offered = levers(declaration, late)
    tell = on_progress or (lambda share: None)
    attempt = partial(tried, question, standing)
    singles = list(_told(attempt, [(lever,) for lever in offered], tell))
    pair, count = _cheapest(attempt, _worth(singles))
    return answer(singles=_in_order(singles), pair=pair, pairs_tried=count)


def _declared(question: Question, states: States) -> Declaration:
    for state in states.of_type(*TYPES_DECLARED):
        text = state.inputs.get("declaration")
        if isinstance(text, str):
            return from_canonical(text)
    declared = declared_beside(question.sources, states, question.overrides)
    if declared is None:
        raise LeversError(
            f"{question.sources.name} has no declaration whose values could be changed; put an "
            "openline.yaml beside its program"
        )
    return declared


_Attempt = Callable[[tuple[Lever, ...]], Tried]


def _each(attempt: _Attempt, asked: Sequence[tuple[Lever, ...]]) -> Generator[Tried]:
    """In the order that they were asked in."""
    with closing(one_each(attempt, asked)) as answers:
        for levers, answer in zip(asked, answers, strict=True):
            yield answer or Tried(levers, refused=_ENDED)


def _told(
    attempt: _Attempt, asked: Sequence[tuple[Lever, ...]], tell: Callable[[float], None]
) -> Iterator[Tried]:
    for done, one in enumerate(_each(attempt, asked), 1):
        yield one
        tell(done / len(asked))


def _in_order(singles: Sequence[Tried]) -> tuple[Tried, ...]:
    """What mends all, cheapest first; then what mends most; then what the stack cannot be."""

    def rank(one: Tried) -> tuple[object, ...]:
        late = sum(_over(each) for each in (*one.missed, *one.newly))
        worth = (bool(one.newly), len(one.missed), late) if not one.meets else ()
        return (one.refused is not None, not one.meets, *worth, *one.cost.order)

    return tuple(sorted(singles, key=rank))


def _over(one: Missed) -> float:
    """How many times over its target."""
    return 1e6 if one.p95_s is None else one.p95_s / max(one.target_s, 1e-6)


def _worth(singles: Sequence[Tried]) -> list[tuple[Lever, Lever]]:
    """Pairs of different kinds, the strongest step of each, that no single change makes needless:
    first those that mend all between them, then the cheaper ones."""
    cheapest = min((one.cost.order for one in singles if one.meets), default=None)
    strongest = {one.levers[0].kind: one for one in singles if one.refused is None}
    ranked = []
    for first, second in combinations(strongest.values(), 2):
        order = _sum(first.cost, second.cost).order
        if first.meets or second.meets or (cheapest is not None and order >= cheapest):
            continue
        left = {key(one) for one in first.missed} & {key(one) for one in second.missed}
        ranked.append((len(left), order, (first.levers[0], second.levers[0])))
    ranked.sort(key=lambda one: one[:2])
    chosen = ranked[:_MOST_PAIRS]
    return [pair for _, _, pair in sorted(chosen, key=lambda one: one[1])]


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(
        replaced=one.replaced + other.replaced,
        instances=one.instances + other.instances,
        fronts=one.fronts + other.fronts,
        copied_per_s=one.copied_per_s + other.copied_per_s,
        checks=one.checks + other.checks,
        resources=one.resources + other.resources,
    )


def _cheapest(attempt: _Attempt, pairs: Sequence[tuple[Lever, Lever]]) -> tuple[Tried | None, int]:
    """They come cheapest first; the first that mends all is taken."""
    with closing(_each(attempt, pairs)) as attempts:
        for count, one in enumerate(attempts, 1):
            if one.meets:
                return one, count
    return None, len(pairs)
