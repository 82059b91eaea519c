"""A finding is kept quiet until the end of a day, and no longer."""

from __future__ import annotations

from datetime import date

import pytest

from openline.declaration import Suppression
from openline_stacks.preview import Finding
from openline_stacks.preview._codes import RULE_BROKEN, STANDBY_SHRANK
from openline_stacks.preview._suppressing import suppressing

SHRANK = Finding(STANDBY_SHRANK, "it shrank", about="orders", resource="fleet", urn="urn:x")
BROKEN = Finding(RULE_BROKEN, "it is broken", about="table", resource="table", rule="OL160")
LAST = date(2026, 12, 31)


def suppression(rule: str = "OL504", resource: str | None = "fleet") -> Suppression:
    return Suppression(rule=rule, resource=resource, reason="until the sale", until=LAST)


def test_on_its_last_day_it_still_holds_and_the_day_after_it_counts_again() -> None:
    (quiet,) = suppressing([SHRANK], [suppression()], LAST)
    assert quiet.suppressed is not None
    assert (quiet.suppressed.reason, quiet.suppressed.until) == ("until the sale", "2026-12-31")
    loud, over = suppressing([SHRANK], [suppression()], date(2027, 1, 1))
    assert loud.suppressed is None
    assert over.code.id == "OL522"
    assert "OL504 of fleet was suppressed until 2026-12-31 (until the sale)" in over.what


@pytest.mark.parametrize("resource", ["fleet", "orders", "urn:x", None])
def test_it_names_a_resource_a_system_or_all(resource: str | None) -> None:
    (quiet,) = suppressing([SHRANK], [suppression(resource=resource)], LAST)
    assert quiet.suppressed is not None


def test_a_rule_that_is_passed_on_is_named_by_its_own_id_or_by_the_findings() -> None:
    for rule in ("OL160", "OL509"):
        (quiet,) = suppressing([BROKEN], [suppression(rule, "table")], LAST)
        assert quiet.suppressed is not None


def test_one_that_suppresses_nothing_is_said() -> None:
    loud, idle = suppressing([SHRANK], [suppression(resource="another")], LAST)
    assert loud.suppressed is None
    assert (idle.code.id, idle.what) == (
        "OL523",
        "OL504 of another is suppressed and not found (until the sale)",
    )
