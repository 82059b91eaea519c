"""What the page shows of each rule is Python that pulumi-aws takes."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator

import pytest

from openline_stacks.rules import RULES, snippets


def calls(program: str) -> Iterator[tuple[str, str, set[str]]]:
    """(module, class, arguments) of every resource that a snippet makes."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).count(".") == 2:
            aws, module, name = ast.unparse(node.func).split(".")
            assert aws == "aws"
            yield module, name, {one.arg for one in node.keywords if one.arg} - {"opts"}


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_snippet_makes_resources_that_there_are(rule: str) -> None:
    example = snippets(rule)
    assert example.bad != example.good
    for program in (example.bad, example.good):
        for module, name, arguments in calls(program):
            made = getattr(importlib.import_module(f"pulumi_aws.{module}"), name)
            known = set(inspect.signature(made._internal_init).parameters)
            assert arguments <= known, f"{rule}: {module}.{name}: {arguments - known}"


def test_resources_name_each_other_and_wait_for_each_other() -> None:
    assert "child = " not in snippets("OL144").bad
    assert "bucket=logs.bucket" in snippets("OL144").bad
    assert "opts=pulumi.ResourceOptions(depends_on=[policy])" in snippets("OL144").good


def test_only_what_is_written_otherwise_is_shown_as_mended() -> None:
    assert snippets("OL114").good == 'west = aws.ec2.Vpc("west", cidr_block="10.1.0.0/16")'
    assert snippets("OL174").good == "# no two"
    assert snippets("OL200").good == "# without it"


def test_a_residency_is_shown_as_the_declaration_has_it() -> None:
    assert snippets("OL199").bad.splitlines()[0] == "# openline.yaml: residency: [eu]"
