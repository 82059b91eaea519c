"""A drill as JUnit XML: what a pipeline's reader counts, and names that would break out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from openline_drills.report import junit_xml

if TYPE_CHECKING:
    from tests.drills.report.conftest import Make

    from openline_drills.rehearsal import Outcome

HOSTILE = "a\"b'<script>&amp;]]>|`x`\x00\x1b[31m\ud800\uffff\n# x"
KINDS = {"failure": "failures", "error": "errors", "skipped": "skipped"}
Change = Callable[[dict[str, Any]], None]


def changed(outcome: Outcome, change: Change) -> Outcome:
    """The same outcome with another result."""
    import copy
    from dataclasses import replace

    result = copy.deepcopy(dict(outcome.result))
    change(result)
    return replace(outcome, result=result)


def root(outcome: Outcome) -> ElementTree.Element:
    return ElementTree.fromstring(junit_xml(outcome).encode())


def test_a_suite_is_a_system_and_a_case_an_operation_or_a_store(make: Make) -> None:
    found = {
        suite.get("name"): [case.get("name") for case in suite.iter("testcase")]
        for suite in root(make())
    }
    assert found == {
        "order-management": ["browse-freely RTO", "place-order RTO", "orders RPO"],
        "agent-chat": ["use RTO"],
    }


def test_a_missed_target_is_a_failure_with_the_figures_that_decide(make: Make) -> None:
    (failure,) = root(make()).iter("failure")
    assert failure.text is not None
    assert "RTO p50 21m 05s, p95 21m 05s, target 15 min, lost requests 26,190,412" in failure.text
    assert failure.get("message", "").startswith("would miss: ")


def test_what_promises_nothing_is_skipped(make: Make) -> None:
    (case,) = root(make()).findall(".//testcase[skipped]")
    assert case.get("name") == "browse-freely RTO"


def test_inconclusive_is_an_error_not_a_green_case(make: Make) -> None:
    def doubt(result: dict[str, Any]) -> None:
        reason = {"code": "too-few-seeds", "text": "4 seeds say little"}
        result["systems"][1]["operations"][0] |= {"verdict": "inconclusive", "reason": reason}

    (error,) = root(changed(make(), doubt)).iter("error")
    assert error.get("type") == "too-few-seeds"
    assert error.get("message") == "inconclusive: 4 seeds say little"


def test_counts_are_those_of_the_elements(make: Make) -> None:
    suites = root(make())
    for element in (suites, *suites):
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        for kind, count in KINDS.items():
            assert element.get(count) == str(len(list(element.iter(kind)))), kind


def test_it_is_built_as_the_readers_schema_wants_it(make: Make) -> None:
    """Jenkins' junit-10.xsd: these elements, these attributes, in this nesting."""
    suites = root(make())
    assert suites.tag == "testsuites"
    for suite in suites:
        assert suite.tag == "testsuite"
        assert {"name", "tests", "failures", "errors"} <= set(suite.keys())
        for case in suite:
            assert case.tag == "testcase"
            assert {"name", "classname", "time"} == set(case.keys())
            kinds = [child.tag for child in case]
            assert set(kinds) <= {"skipped", "error", "failure", "system-out"}
            assert kinds[-1] == "system-out"  # the schema's order
            assert set(case[0].keys()) <= {"message", "type"}


@pytest.mark.parametrize("name", [HOSTILE, "客服聊天", "x" * 5000])
def test_no_name_breaks_out_of_the_document(make: Make, name: str) -> None:
    def rename(result: dict[str, Any]) -> None:
        result["stack"] = result["experiment"] = name
        for system in result["systems"]:
            system["name"] = name
            for entry in (*system["operations"], *system["stores"]):
                entry["name"] = name
                if entry["reason"] is not None:
                    entry["reason"]["text"] = name

    found = root(changed(make(), rename))
    assert len(list(found.iter("testcase"))) == 4
    assert {element.tag for element in found.iter()} == {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out",
    }  # fmt: skip
    if name != HOSTILE:
        assert found[0].get("name") == name
