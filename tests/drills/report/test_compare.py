"""Two runs side by side on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openline_drills.compare import compare
from openline_drills.report import comparison_page

if TYPE_CHECKING:
    from tests.drills.conftest import Keep


def test_the_terminal_says_what_changed_and_what_came_of_it(
    keep: Keep, rendered: Callable[..., str]
) -> None:
    first = keep(rto_s=1200.0, folder="a", declaration={"failover": {"decision": "1800s"}})
    second = keep(folder="b", declaration={"failover": {"decision": "300s"}})
    shown = rendered(comparison_page(compare(first, second)), 200)
    assert "failover.decision: 1800s → 300s" in shown
    assert "✗ would miss → ✓ would meet" in shown
    assert "10 min less" in shown


def test_nothing_asked_otherwise_is_said_so(keep: Keep, rendered: Callable[..., str]) -> None:
    kept = keep(declaration={"stack": "a"})
    shown = rendered(comparison_page(compare(kept, kept)), 120)
    assert "nothing else was asked" in shown
    assert "→" not in shown


def test_what_is_not_on_one_side_is_not_guessed(keep: Keep, rendered: Callable[..., str]) -> None:
    shown = rendered(comparison_page(compare(keep(("a",), folder="x"), keep(("b",)))), 120)
    assert shown.count("not there") >= 2
