"""Two runs side by side: all that differs, nothing that does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_drills.compare import Change, compare, comparison_schema
from openline_drills.compare._compare import _changes, _flat
from openline_drills.pages import comparison_html, comparison_sentence

if TYPE_CHECKING:
    from tests.drills.conftest import Keep

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


def test_a_run_against_itself_has_no_changes(keep: Keep) -> None:
    found = compare(keep(), keep())
    assert (found.asked, found.declaration, found.parameters) == ((), (), ())
    assert all(pair.before == pair.after for pair in found.operations)
    assert comparison_sentence(found) == "No verdict on a target changed."


def test_what_was_changed_is_named_by_its_path(keep: Keep) -> None:
    first = keep(declaration={"failover": {"decision": "1800s"}, "stack": "a"}, folder="first")
    second = keep(declaration={"failover": {"decision": "300s"}, "stack": "a"}, folder="second")
    found = compare(first, second)
    assert found.declaration == (Change(path="failover.decision", before="1800s", after="300s"),)
    assert found.declaration_known
    assert (found.before.run, found.after.run) == ("first", "second")


def test_a_declaration_that_was_not_kept_is_said_not_to_be_known(keep: Keep) -> None:
    assert not compare(keep(declaration={}), keep(declaration=None)).declaration_known


def test_verdicts_that_turn_are_counted_each_way(keep: Keep) -> None:
    good, bad = keep(rto_s=600.0, folder="good"), keep(rto_s=1200.0, folder="bad")
    better, worse = compare(bad, good), compare(good, bad)
    assert comparison_sentence(better) == "2 targets would be met that would not before."
    assert comparison_sentence(worse) == "2 targets would no longer be met."
    assert better.operations[0].before == worse.operations[0].after


def test_a_system_that_only_one_run_has_stands_on_one_side(keep: Keep) -> None:
    found = compare(keep(("orders",), folder="a"), keep(("orders", "chat"), folder="b"))
    assert [(pair.system, pair.before is None) for pair in found.operations] == [
        ("chat", True),
        ("orders", False),
    ]


def test_its_json_is_as_documented(keep: Keep) -> None:
    found = compare(keep(folder="a"), keep(rto_s=None, folder="b"))
    value = json.loads(found.to_json())
    jsonschema.validate(value, comparison_schema())
    assert value["operations"][0]["after"]["not_before_lift"] is True
    assert value["operations"][0]["after"]["p95_s"] is None


def test_the_page_says_the_same(keep: Keep) -> None:
    first = keep(rto_s=1200.0, folder="a", declaration={"failover": {"decision": "1800s"}})
    second = keep(folder="b", declaration={"failover": {"decision": "300s"}})
    shown = comparison_html(compare(first, second))
    for said in ("failover.decision", "1800s", "✗ would miss → ✓ would meet", "10 min less"):
        assert said in shown


@settings(suppress_health_check=list(HealthCheck))
@given(JSON, JSON)
def test_changes_are_those_leaves_that_differ(before: object, after: object) -> None:
    first, second = dict(_flat(before, "x")), dict(_flat(after, "x"))
    changes = list(_changes(first, second))
    assert not list(_changes(first, first))
    patched = {**first, **{each.path: each.after for each in changes}}
    assert {path: text for path, text in patched.items() if text is not None} == second


@pytest.mark.parametrize("name", ["compare"])
def test_the_reference_has_the_schema(name: str) -> None:
    reference = Path(__file__).parents[3] / "docs" / "reference" / f"{name}.schema.json"
    assert json.loads(reference.read_text("utf-8")) == comparison_schema()
