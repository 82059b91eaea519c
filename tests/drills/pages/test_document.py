"""One file: whole, harmless, small, the same for the same run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_drills.pages import MOST_BYTES, report_html
from openline_drills.result import KeptRun

if TYPE_CHECKING:
    from tests.drills.conftest import Keep

VOID = {"meta", "link", "br", "img", "input", "hr"}
SECTIONS = (
    "targets", "answered", "causes", "map", "writes", "seeds", "figures", "doubts", "audit",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></svg><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "]]><!--",
    "\u202eright to left\x1b[2J\x00",
    "&lt;b&gt;",
)


class Page(HTMLParser):
    """What a browser makes of a text: which elements there are, and what they refer to."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action", "xlink:href", "data", "poster"}:
                self.refers.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open[-1] == tag, (tag, self.open[-5:])
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(text: str) -> Page:
    page = Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert not page.tags & {"iframe", "object", "embed", "link", "img", "form"}
    assert page.handlers == []
    assert all(each.startswith("#") for each in page.refers)
    assert {each[1:] for each in page.refers} <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)
    return page


def test_a_rehearsed_run_has_every_section_and_loads_nothing(rehearsed: KeptRun) -> None:
    text = report_html(rehearsed)
    page = harmless(text)
    assert set(SECTIONS) <= set(page.ids)
    assert "default-src 'none'" in text
    assert not re.findall(r"url\((?!#)", text)
    assert len(text.encode()) < MOST_BYTES


def test_it_says_the_verdict_first_and_what_decides_it(rehearsed: KeptRun) -> None:
    page = Page(report_html(rehearsed))
    assert page.text.index(rehearsed.result.verdict) < page.text.index("Targets")
    for system in rehearsed.result.systems:
        for operation in system.operations:
            assert f"{system.name} ·" in page.text
            assert operation.name in page.text


def test_an_auditor_finds_whose_run_it_was_and_how_to_repeat_it(rehearsed: KeptRun) -> None:
    page = Page(report_html(rehearsed))
    run = rehearsed.run
    for known in (
        rehearsed.result.declaration_digest,
        rehearsed.digests["journal.jsonl"],
        rehearsed.digests["result.json"],
        run.commit or "not in a repository",
        run.operator or "not kept",
        str(run.started_at),
        str(run.ended_at),
        "in 2 of 2 seeds; in the median seed a boto3 call into what was lost met it",
    ):
        assert known in page.text


def test_every_figure_of_the_model_stands_with_its_source(rehearsed: KeptRun) -> None:
    page = Page(report_html(rehearsed))
    assert len(rehearsed.details.figures) > 50
    for figure in rehearsed.details.figures:
        assert figure.name in page.text
        assert figure.source[:300] in page.text


def test_the_same_run_is_the_same_page(rehearsed: KeptRun) -> None:
    assert report_html(rehearsed) == report_html(rehearsed)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_text(keep: Keep, text: str) -> None:
    page = harmless(report_html(keep(text=text)))
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    if text.isprintable():
        assert page.text.count(text) > 8


@pytest.mark.parametrize("name", HOSTILE[:4])
def test_a_hostile_name_is_text_in_tables_charts_and_map(keep: Keep, name: str) -> None:
    page = harmless(report_html(keep((name, "chat"))))
    assert name[:12] in page.text


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_no_text_at_all_breaks_out(keep: Keep, text: str) -> None:
    harmless(report_html(keep(text=text, seconds=60)))


def test_a_hundred_and_twenty_systems_still_fit(keep: Keep) -> None:
    names = [f"system-{index:03d}-with-a-name-of-some-length" for index in range(120)]
    text = report_html(keep(names, text="x" * 2000))
    page = harmless(text)
    assert len(text.encode()) < MOST_BYTES
    assert all(name in page.text for name in names)
    assert "have no chart here" in page.text


def test_what_was_never_below_its_level_is_folded_away(keep: Keep) -> None:
    page = Page(report_html(keep(rto_s=0.0)))
    assert "2 operations that were never below their levels" in page.text
    assert "In no seed was an operation below its level" in page.text


def test_a_run_without_a_way_back_says_so(keep: Keep) -> None:
    page = Page(report_html(keep(rto_s=None)))
    assert "would be missed" in page.text
    assert "not before the lift" in page.text
