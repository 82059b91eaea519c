"""The page of what would meet: each change with its outcome and its cost."""

from __future__ import annotations

from rich.console import Console

from openline_drills.report import levers_page
from openline_stacks.levers import Cost, Lever, Missed, Replaced, Tried, WhatWouldMeet

LATE = Missed("region us-east-1", "region", "orders", "place", "RTO", 900.0, None)
QUICK = Lever("decision", "people decide within 1 min", (("failover.decision", "60s"),), "people")
STRONG = Lever("consistency", "strong consistency", (("x.stores.y.consistency", "strong"),))
TABLE = Replaced("urn::orders", "aws:dynamodb/table:Table", "orders", "replicas", "only when made")


def shown(found: WhatWouldMeet) -> str:
    console = Console(width=200)
    with console.capture() as held:
        console.print(levers_page(found))
    return held.get()


def test_what_is_missed_tried_replaced_and_refused_is_told() -> None:
    singles = (
        Tried((QUICK,), cost=Cost(checks=1)),
        Tried((STRONG,), missed=(LATE,), cost=Cost(replaced=1), replaces=(TABLE,)),
        Tried((STRONG,), refused="a strong store needs three regions"),
    )
    text = shown(WhatWouldMeet("shop", 200, 1, (LATE,), singles))
    assert "missed: orders · place · RTO p95 not before the lift against 15 min" in text
    (row,) = [line for line in text.splitlines() if line.lstrip().startswith(QUICK.what)]
    assert row.split("  ")[0].strip() == QUICK.what
    assert "✓ all" in row
    assert "+1 checks" in row
    assert "replaced: orders (aws:dynamodb/table:Table): replicas: only when made" in text
    assert "not counted: people decide within 1 min: people" in text
    assert "not possible: strong consistency: a strong store needs three regions" in text
    assert text.rstrip().endswith("would meet, the cheapest: --set failover.decision=60s")


def test_where_nothing_helps_it_says_how_many_were_tried() -> None:
    found = WhatWouldMeet("shop", 200, 1, (LATE,), (Tried((QUICK,), missed=(LATE,)),), None, 3)
    assert "would meet: none of 1 changes, nor of 3 pairs" in shown(found)


def test_a_stack_that_meets_all_needs_no_table() -> None:
    assert "every target would be met" in shown(WhatWouldMeet("shop", 200, 1, ()))
    unsure = shown(WhatWouldMeet("shop", 200, 1, (), unsure=("the declaration: nobody answers",)))
    assert unsure.startswith("stack shop · 200 trials: no target is known to be missed\n")
