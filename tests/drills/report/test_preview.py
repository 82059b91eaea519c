"""A preview in words, as a comment within its bounds, as SARIF and as JUnit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final
from xml.etree import ElementTree

import jsonschema
import pytest
from rich.console import Console

from openline_drills.report import (
    preview_junit,
    preview_markdown,
    preview_page,
    verdict_line,
)
from openline_stacks.preview import (
    CODES,
    Cause,
    FieldChange,
    Finding,
    Preview,
    PropertyChange,
    RecoveryChange,
    ResourceChange,
    ResourceDiff,
    Suppressed,
    Uncompared,
    Unjudged,
    preview_schema,
    to_json,
)
from openline_stacks.states import UNKNOWN, SourcePosition
from openline_stacks.topology import Source

BY_ID: Final = {code.id: code for code in CODES}
AT: Final = SourcePosition("__main__.py", 22)
EVIL: Final = "<script>|`@team`|\n# x --> \x1b[31m"


def resource(op: Any, name: str, *properties: PropertyChange) -> ResourceChange:
    type_ = "aws:dynamodb/table:Table"
    return ResourceChange(
        op, f"urn:pulumi:dev::a::{type_}::{name}", type_, name, "us-east-1", properties, source=AT
    )


def preview(**to: Any) -> Preview:
    field = FieldChange("groups.shop.decision_s", 600.0, 2700.0, Source("urn:a::b", "declaration"))
    row = RecoveryChange(
        "region us-east-1", "orders", "place", "RTO", 900.0, 900.0, 660.0, None, 3600.0,
        "newly missed", (Cause((field,), 661.0),),
    )  # fmt: skip
    urn = resource("replace", "orders").urn
    finding = Finding(
        BY_ID["OL517"], "orders would be replaced", "orders", urn, "orders", "hashKey", AT
    )
    quiet = Finding(BY_ID["OL504"], "it shrank", suppressed=Suppressed("a sale", "2026-12-31"))
    fields: dict[str, Any] = {
        "name": "shop",
        "against": "main",
        "resources": ResourceDiff(
            (
                resource(
                    "replace", "orders", PropertyChange("hashKey", "change", "a", "b", "it must")
                ),
                resource("create", "sales"),
                resource(
                    "update", "x", PropertyChange("arn", "change", "a", UNKNOWN, follows="u::y")
                ),
            ),
            (),
            530,
            (Uncompared(urn, "policy", "unknown"), Uncompared(urn, "word", "secret")),
            {"filled in by the provider": 7},
        ),
        "fields": (field,),
        "recovery": (row,),
        "findings": (finding, quiet),
    }
    return Preview(**fields | to)


def text(found: Preview) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    console.print(preview_page(found))
    return console.export_text()


def test_the_page_says_what_changes_what_did_it_and_what_is_not_compared() -> None:
    said = text(preview())
    for line in (
        "shop against main · 1 to replace, 1 to create, 1 to update, 530 stay as they are",
        "± replace aws:dynamodb:Table  orders  __main__.py:22",
        "hashKey: a → b (replaces it: it must)",
        "arn: comes from y now",
        "1 properties are known only after deployment",
        "1 secrets are not compared",
        "7 × filled in by the provider",
        "shop.decision_s: 600.0 → 2700.0 (without it 11m 01s)",
        "newly missed",
        "> 1 h",
        "OL517  Data goes with its resource: orders would be replaced  __main__.py:22",
        "suppressed until 2026-12-31: a sale",
        "verdict: worse: 1 findings (1 suppressed)",
    ):
        assert line in said, line


def test_what_nobody_can_judge_is_not_told_as_fine() -> None:
    strange = tuple(
        Unjudged("region us-east-1", "orders", name, "RTO") for name in ("a", "b", "c", "d")
    )
    found = preview(findings=(), unjudged=strange)
    assert verdict_line(found) == "verdict: nothing is worse of what is understood"
    assert "   orders · a RTO (region us-east-1), b RTO (region us-east-1)" in text(found)
    assert "and 1 more" in text(found)
    page = preview_markdown(found)
    assert "nothing is worse of what is understood" in page.splitlines()[1]
    assert "<details><summary>Not judged" in page
    assert len(to_json(found)["unjudged"]) == 4


def test_alike_changes_are_one_line_with_their_count() -> None:
    tags = PropertyChange("tags.a", "change", "1", "2")
    many = tuple(resource("update", f"t{at}", tags) for at in range(40))
    said = text(preview(resources=ResourceDiff(many, (), 0)))
    assert "~ update 40 × aws:dynamodb:Table  t0, t1, t2 and 37 more" in said


def test_alike_changes_to_other_values_say_whose_each_is() -> None:
    def sized(name: str, to: int) -> ResourceChange:
        return resource("update", name, PropertyChange("minSize", "change", 6, to))

    def said(*changes: ResourceChange) -> str:
        return text(preview(resources=ResourceDiff(changes, (), 0)))

    two = said(sized("east", 4), sized("west", 2))
    assert "update 2 × aws:dynamodb:Table  east, west" in two
    assert "minSize: 6 → 4 (east), 6 → 2 (west)\n" in two
    many = said(*(sized(f"t{at}", at) for at in range(6)))
    assert "6 → 0 (t0), 6 → 1 (t1), 6 → 2 (t2), another of 3 more" in many
    assert "minSize: 6 → 4\n" in said(sized("east", 4), sized("west", 4))
    below = replace(sized("west", 4), source=SourcePosition("__main__.py", 30))
    assert "east, west  __main__.py:22, __main__.py:30" in said(sized("east", 4), below)


@pytest.mark.parametrize(
    ("to", "code", "said"),
    [
        ({}, 10, "worse: 1 findings"),
        ({"findings": ()}, 0, "nothing is worse"),
        ({"findings": (), "unforeseen": ("main: no declaration",)}, 11, "inconclusive"),
        ({"findings": (Finding(BY_ID["OL521"], "x"),)}, 11, "inconclusive"),
        ({"findings": (Finding(BY_ID["OL523"], "x"),)}, 0, "nothing is worse"),
    ],
)
def test_what_decides_the_exit_code(to: dict[str, Any], code: int, said: str) -> None:
    assert preview(**to).exit_code == code
    assert said in verdict_line(preview(**to))


def test_json_is_what_its_schema_says() -> None:
    found = to_json(preview())
    jsonschema.validate(found, preview_schema())
    assert found["resources"]["changes"][2]["properties"][0]["after"] == {"unknown": True}
    assert found["recovery"][0]["causes"][0]["without_s"] == 661.0
    assert json.loads(json.dumps(found)) == found


def test_a_comment_of_any_stack_has_room_and_says_what_it_left_out() -> None:
    many = tuple(
        resource("update", f"table-{at}", PropertyChange(f"tags.{at}", "add", None, "x" * 50))
        for at in range(3000)
    )
    findings = tuple(Finding(BY_ID["OL504"], f"standby {at} " + "y" * 90) for at in range(400))
    rows = preview().recovery * 900
    page = preview_markdown(
        preview(resources=ResourceDiff(many, (), 1), findings=findings, recovery=rows)
    )
    assert len(page) < 60_000
    assert page.startswith(
        "<!-- openline preview of shop -->\n### ❌ Openline: shop against main: 400 findings"
    )
    assert "more findings" in page or "more figures" in page
    assert page.count("<details>") == page.count("</details>")


def test_alike_findings_are_one_line_with_their_count_and_json_has_them_all() -> None:
    def lost(at: int, what: str = "no key of its own", **of: Any) -> Finding:
        name = f"queue-{at}"
        known: dict[str, Any] = {"urn": f"urn:{name}", "resource": name, "property": "key"}
        return Finding(BY_ID["OL508"], f"{name}: {what}", name, **known | {"at": AT} | of)

    quiet = Suppressed("a test", "2026-12-31")
    other = (lost(7, "another thing"), lost(8, rule="OL150"), lost(9, property="other"))
    hushed = (lost(10, suppressed=quiet), lost(11, suppressed=quiet))
    many = preview(findings=(*map(lost, range(6)), *other, *hushed))
    said, page = text(many), preview_markdown(many)
    title = BY_ID["OL508"].title
    first = f"6 × {title}: queue-0: no key of its own"
    assert (
        f"OL508  {first}  __main__.py:22\n      also queue-1, queue-2, queue-3 and 2 more" in said
    )
    assert f"2 × {title}: queue-10: no key of its own" in said
    assert "also queue-11\n      suppressed until 2026-12-31: a test" in said
    assert "9 findings (2 suppressed)" in said
    assert said.count("OL508") == page.count("OL508") == 5
    assert f"**OL508** {first}".replace("0:", "0&#58;") in page
    assert "; also queue-1, queue-2, queue-3 and 2 more\n" in page
    assert "OL508 2 × queue-10: no key of its own (also queue-11): until 2026-12-31, a test" in page
    assert len(to_json(many)["findings"]) == 11


def test_what_has_no_room_in_a_comment_is_counted_by_finding_not_by_line() -> None:
    alike = tuple(
        Finding(BY_ID["OL508"], f"q{at}-{n}: {'x' * 900}{at}", f"q{at}-{n}", resource=f"q{at}-{n}")
        for at in range(100)
        for n in range(2)
    )
    page = preview_markdown(preview(findings=alike))
    shown = page.count("2 × Encryption")
    assert 0 < shown < 100
    assert f"and {200 - 2 * shown} more findings" in page


def test_no_name_gets_out_of_a_comment() -> None:
    evil = Finding(BY_ID["OL504"], EVIL, about=EVIL)
    named = ResourceDiff((resource("create", EVIL),), (), 0)
    page = preview_markdown(preview(name=EVIL, resources=named, findings=(evil,)))
    body = page.split("\n", 1)[1]
    assert "<script>" not in body
    assert "@team" not in body.replace("&#64;team", "").replace("`@team`", "")
    assert "\n# x" not in body


def test_junit_counts_what_it_holds() -> None:
    root = ElementTree.fromstring(preview_junit(preview()).encode())
    failed = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == ["OL517 Data goes with its resource", "place RTO, region us-east-1"]
    assert root.get("failures") == "2"
    assert root.get("tests") == str(len(list(root.iter("testcase"))))


def test_junit_is_not_green_where_nobody_can_say() -> None:
    def said(**to: Any) -> tuple[str | None, str | None, str | None]:
        root = ElementTree.fromstring(preview_junit(preview(findings=(), recovery=(), **to)))
        return root.get("failures"), root.get("errors"), root.get("skipped")

    assert said() == ("0", "0", "0")
    assert said(unforeseen=("main: no declaration",)) == ("0", "1", "0")
    strange = (Unjudged("region us-east-1", "orders", "place", "RTO"),)
    assert said(unjudged=strange) == ("0", "0", "1")


def test_every_code_is_told_apart_and_says_why_and_how_to_mend() -> None:
    assert len(BY_ID) == len(CODES)
    assert [code.id for code in CODES] == sorted(BY_ID)
    assert all(code.why and code.mend and code.title for code in CODES)
