"""A drill as a GitHub comment, read as GitHub's own kind of parser reads it."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from openline_drills.observations import Event
from openline_drills.report import markdown_page

if TYPE_CHECKING:
    from markdown_it.token import Token
    from tests.drills.report.conftest import Make

    from openline_drills.rehearsal import Outcome

HOSTILE = [
    "a|b", "`x`", "<script>alert(1)</script>", "**b**", "[x](http://e.vil)", "@everyone", "#1",
    "![x](http://e.vil/x.png)", "a\n\n# b", "</pre></details>", "https://e.vil", "\\|", "&lt;b&gt;",
]  # fmt: skip


def tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page)


def cells(page: str) -> list[list[str]]:
    """The table's rows, each with the text of its cells."""
    rows: list[list[str]] = []
    inside = False
    for token in tokens(page):
        if token.type == "tr_open":
            rows.append([])
        inside = token.type in ("td_open", "th_open") or (inside and token.type == "inline")
        if inside and token.type == "inline":
            assert token.children is not None
            assert {child.type for child in token.children} <= {"text", "text_special"}
            rows[-1].append("".join(child.content for child in token.children))
    return rows


def renamed(outcome: Outcome, name: str) -> Outcome:
    result = copy.deepcopy(dict(outcome.result))
    result["stack"] = result["experiment"] = name
    result["findings"] = [name]
    for system in result["systems"]:
        system["name"] = name
        if system["reason"] is not None:
            system["reason"]["text"] = name
        for entry in (*system["operations"], *system["stores"]):
            entry["name"] = name
    events = (Event(0, name, name),)
    return replace(outcome, result=result, events=events, notes=(name,))


def test_the_verdict_is_the_first_line(make: Make) -> None:
    first = markdown_page(make()).splitlines()[0]
    assert first == (
        "### ❌ Openline: region-outage of retail: a target would be missed (rehearsal, 4 seeds)"
    )


def test_every_operation_and_store_has_a_row_with_its_figures(make: Make) -> None:
    rows = cells(markdown_page(make()))
    assert rows[1:] == [
        ["agent-chat", "use RTO", "15 min", "4m 25s", "4m 25s", "1,000", "✅ would meet"],
        ["order-management", "browse-freely RTO", "-", "lift only", "lift only", "1,000",
         "no target"],
        ["order-management", "place-order RTO", "15 min", "21m 05s", "21m 05s", "26,190,412",
         "❌ would miss"],
        ["order-management", "orders RPO", "15 s", "2.9 s", "2.9 s", "", "✅ would meet"],
    ]  # fmt: skip


def test_the_timeline_and_what_was_done_are_folded(make: Make) -> None:
    page = markdown_page(make())
    assert page.count("<details>") == page.count("</details>") == 2
    folded = page.partition("<details>")[2]
    assert "+11:05  order-management  recovered" in folded
    assert "us-east-1 drops everything for 1 h" in folded
    assert "finding: objectives.region.rto" in folded


def test_a_long_timeline_leaves_room_in_the_comment(make: Make) -> None:
    events = tuple(Event(at, "orders", "checked") for at in range(5000))
    page = markdown_page(replace(make(), events=events))
    assert len(page) < 65_536
    assert "and 4800 more" in page


def test_no_median_seed_is_not_named(make: Make) -> None:
    page = markdown_page(replace(make(), median_seed=None))
    assert "<summary>Timeline</summary>" in page
    assert "None" not in page


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_ever_text(make: Make, name: str) -> None:
    page = markdown_page(renamed(make(), name))
    rows = cells(page)
    assert [len(row) for row in rows] == [7] * 5
    assert rows[1][0] == " ".join(name.split())
    kinds = {token.type for token in tokens(page)}
    assert not kinds & {"fence", "code_block", "hr", "blockquote_open", "ordered_list_open"}
    html = "".join(token.content for token in tokens(page) if token.type == "html_block")
    for tag in ("<script", "<img", "<a"):
        assert tag not in html
    assert html.count("</details>") == html.count("</pre>") == 2
    inline = [child for token in tokens(page) for child in token.children or ()]
    assert {child.type for child in inline} <= {
        "text", "text_special", "strong_open", "strong_close", "softbreak",
    }  # fmt: skip
    # the only bold there is is ours: the name before a reason
    assert sum(child.type == "strong_open" for child in inline) == 1
    assert not any(mark in page.partition("<details>")[0] for mark in ("@", "http:", "https:"))


@given(name=st.text(max_size=40))
def test_no_name_at_all_breaks_the_table(make: Make, name: str) -> None:
    rows = cells(markdown_page(renamed(make(), name)))
    assert [len(row) for row in rows] == [7] * 5
