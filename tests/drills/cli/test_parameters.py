"""`openline parameters`: which figures there are, and how far to trust each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from openline_stacks.recovery import PARAMETERS, Constant

if TYPE_CHECKING:
    from tests.drills.cli.conftest import Refused, Run


def listed(openline: Run, *arguments: str) -> list[str]:
    ran = openline("parameters", *arguments, "--format", "json")
    return [each["name"] for each in json.loads(ran.out)["parameters"]]


def test_every_figure_of_the_model_is_listed(openline: Run) -> None:
    assert listed(openline) == list(PARAMETERS)
    said = openline("parameters").out
    for one in PARAMETERS.values():
        assert f"\n    {one.what}\n    source: {one.source}\n" in said


def test_json_has_everything_that_the_catalogue_has(openline: Run) -> None:
    found = json.loads(openline("parameters", "--format", "json").out)
    assert found["schema_version"] == 1
    for each in found["parameters"]:
        one = PARAMETERS[each["name"]]
        assert (each["what"], each["source"]) == (one.what, one.source)
        assert (each["grade"], each["date"]) == (one.grade, one.date)
        if isinstance(one.distribution, Constant):
            assert each["distribution"] == {"kind": "constant", "value": one.distribution.value}


def test_a_part_of_a_name_stands_for_all_below_it(openline: Run) -> None:
    dns = [name for name in PARAMETERS if name.startswith("dns.")]
    assert len(dns) > 1
    assert listed(openline, "dns") == dns
    assert listed(openline, "dns.", "warm_s") == [*dns, "warm_s"]


def test_only_what_has_the_grade(openline: Run) -> None:
    found = listed(openline, "--grade", "documented")
    assert found == [one.name for one in PARAMETERS.values() if one.grade == "documented"]
    assert 0 < len(found) < len(PARAMETERS)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["warm"], "no parameter is called warm; did you mean warm_s?"),
        (["zzz"], "no parameter is called zzz; `openline parameters` lists them"),
        (
            ["--grade", "sure"],
            "--grade sure: no figure has this grade; there are assumed, documented, third-party",
        ),
    ],
)
def test_a_name_or_grade_that_is_not_there_is_refused(
    refused: Refused, arguments: list[str], line: str
) -> None:
    assert refused("parameters", *arguments) == [line]


def test_in_a_narrow_window_nothing_is_cut_off(
    openline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = openline("parameters", "dns").out
    assert "…" not in said
    assert "dns.tail_share" in said
