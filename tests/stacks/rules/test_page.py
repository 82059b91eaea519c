"""The documented rules and the documented JSON are those of the table."""

from __future__ import annotations

import re

from openline_stacks.rules import RULES, SCHEMA_VERSION, check_schema, rules_page


def test_the_version_stands_in_the_schema() -> None:
    assert check_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_every_id_has_an_anchor_and_stands_once() -> None:
    anchors = re.findall(r'<a id="(ol\d{3})"></a>', rules_page())
    assert sorted(anchors) == [rule.id.lower() for rule in RULES]
    assert len(set(anchors)) == len(RULES)


def test_every_rule_says_all_there_is_to_say_in_sentences() -> None:
    for rule in RULES:
        assert re.fullmatch(r"OL[1-9]\d\d", rule.id)
        assert rule.title
        assert not rule.title.endswith(".")
        assert rule.why.endswith(".")
        assert rule.mend.endswith(".")
        assert rule.source
