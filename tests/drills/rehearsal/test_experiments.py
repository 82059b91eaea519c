"""Finding and reading experiments: what is wrong is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from openline_drills.rehearsal import BadInput, experiments, load_experiment

GOOD = """
title: mine
description: mine
controls: [{name: openline, provider: {type: python,
  module: openline_drills.chaos.controls.rehearsal}}]
method: []
"""


def said(source: str | Path) -> str:
    with pytest.raises(BadInput) as error:
        load_experiment(source)
    assert len(error.value.lines) == 1
    return error.value.lines[0]


def test_the_bundled_one_is_listed_and_loads() -> None:
    (bundled,) = [each for each in experiments() if each.name == "region-outage"]
    assert bundled.bundled
    assert load_experiment("region-outage") == load_experiment(bundled.path)


def test_a_name_that_nothing_has_is_told_with_the_nearest() -> None:
    assert said("region-outtage") == (
        "no experiment is called region-outtage; did you mean region-outage?"
    )
    assert "there are: control-planes, demand-surge" in said("zzzz")


def test_a_path_that_is_not_there_is_told_as_one(tmp_path: Path) -> None:
    assert "there is no such file" in said(tmp_path / "mine.yaml")
    assert "there is no such file" in said("mine.yaml")


def test_one_of_the_users_own_loads(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(GOOD)
    assert load_experiment(mine)["title"] == "mine"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title: [", "Failed parsing YAML"),
        ("just words", "no Chaos Toolkit experiment"),
        ("- a\n- b\n", "no Chaos Toolkit experiment"),
        ("title: mine\ndescription: mine\n", "no Chaos Toolkit experiment"),
        (GOOD.replace("title: mine", ""), "experiment requires a title"),
        (GOOD.replace("method: []", "method: [{type: action}]"), "must have a name"),
        (GOOD.replace("method: []", "method: 7"), "no Chaos Toolkit experiment"),
        ("title: a\ndescription: b\nmethod: []\n", "Openline's control is missing"),
        (GOOD.replace("controls.rehearsal", "controls.none"), "Openline's control is missing"),
    ],
)
def test_what_is_no_experiment_is_refused_with_the_reason(
    tmp_path: Path, text: str, why: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(text)
    line = said(mine)
    assert line.startswith(str(mine))
    assert why in line


def test_other_files_are_no_experiments(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("hello")
    assert "an experiment is a .yaml, .yml or .json file" in said(notes)
