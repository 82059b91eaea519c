"""Every figure has a source, and every override is either taken or refused with the way out."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline_stacks.recovery import (
    PARAMETERS,
    Constant,
    Lognormal,
    ParameterError,
    Stream,
    Uniform,
    load_parameters,
    parameters,
    parse_override,
)


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_figure_has_a_unit_a_source_and_a_date(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter.name == name
    assert re.search(r"(_s|_share|_per_s|_count|_exponent|\.count|agree_down)$", name)
    assert parameter.what
    assert parameter.source
    assert date.fromisoformat(parameter.date)


def test_documented_figures_name_their_document() -> None:
    for parameter in PARAMETERS.values():
        if parameter.grade == "documented":
            assert re.search(r"(developer|user) guide, '", parameter.source), parameter.name


def test_without_overrides_nothing_is_yours() -> None:
    figures = parameters()
    assert figures.overridden == ()
    assert "yours" not in figures.by_grade()
    assert sum(figures.by_grade().values()) == len(PARAMETERS)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("replication.stall_s", "600", Constant(600.0)),
        ("replication.stall_s", "10m", Constant(600.0)),
        ("fluid.tick_s", "500ms", Constant(0.5)),
        ("checker.healthy_share", "25%", Constant(0.25)),
        ("writes.sampled_per_s", "50/s", Constant(50.0)),
        ("checker.count", "8", Constant(8.0)),
        ("switch.delay_s", "45s", Constant(45.0)),
        ("switch.delay_s", "uniform(30s, 1m)", Uniform(30.0, 60.0)),
        ("replication.lag_s", "lognormal(2, 0.4)", Lognormal(2.0, 0.4)),
    ],
)
def test_an_override_is_yours(name: str, text: str, expected: object) -> None:
    figures = parameters(overrides={name: text})
    assert figures.get(name).distribution == expected
    assert figures.get(name).grade == "yours"
    assert figures.overridden == (name,)
    assert figures.by_grade()["yours"] == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("replication.stal_s=1", "did you mean replication.stall_s?"),
        ("replication.stall_s=5%", "a time such as 90s"),
        ("replication.stall_s=-5s", "a time such as 90s"),
        ("checker.healthy_share=180%", "a share from 0 to 1"),
        ("checker.count=2.5", "a whole number"),
        ("replication.rate_per_s=0", "a rate above zero"),
        ("fluid.tick_s=0", "a time above zero"),
        ("switch.delay_s=uniform(120, 60)", "LOW no more than HIGH"),
        ("switch.delay_s=gauss(1, 2)", "a time such as 90s"),
        ("replication.lag_s=lognormal(0, 1)", "lognormal(MEDIAN, SIGMA)"),
        ("warm_s=uniform(1, 2)", "one figure, not a distribution"),
        ("warm_s", "NAME=VALUE"),
        ("=3", "NAME=VALUE"),
    ],
)
def test_a_wrong_override_says_what_would_be_right(text: str, right: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(right)):
        parse_override(text)


@given(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=30))
def test_any_text_is_taken_or_refused_but_never_breaks(name: str, text: str) -> None:
    try:
        figures = parameters(overrides={name: text})
    except ParameterError:
        return
    assert figures.overridden == (name,)


def test_what_is_declared_is_not_overridden_here() -> None:
    with pytest.raises(ParameterError, match="--set"):
        parameters(overrides={"clients.tries_count": "5"})


def test_fewer_checkers_need_fewer_to_agree() -> None:
    assert parameters().value("checker.agree_down") == 14
    assert parameters(overrides={"checker.count": "8"}).value("checker.agree_down") == 7
    with pytest.raises(ParameterError, match="more than the 16"):
        parameters(overrides={"checker.agree_down": "17"})


def test_a_constant_takes_its_draw_too() -> None:
    """So that fixing one figure leaves every other draw of the stream as it was."""
    drawn, fixed = Stream(0, "a", "b"), Stream(0, "a", "b")
    parameters().draw("switch.delay_s", drawn)
    parameters(overrides={"switch.delay_s": "45s"}).draw("switch.delay_s", fixed)
    assert drawn.uniform() == fixed.uniform()


def test_a_distribution_is_drawn_not_read() -> None:
    with pytest.raises(ParameterError, match="drawn, not read"):
        parameters().value("switch.delay_s")
    with pytest.raises(ParameterError, match=r"did you mean switch\.delay_s"):
        parameters().value("switch.delay")


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_overrides_come_from_a_file(tmp_path: Path, suffix: str) -> None:
    overrides = {"replication.stall_s": "10m", "checker.count": 8}
    path = tmp_path / f"figures.{suffix}"
    path.write_text(json.dumps(overrides))
    assert load_parameters(path) == {"replication.stall_s": "10m", "checker.count": "8"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[1, 2]", "holds no mapping"),
        ("a: [", "not YAML"),
        ("warm_s: soon", "a time such as"),
        ("warm_up_s: 3", "did you mean warm_s"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(content)
    with pytest.raises(ParameterError, match=rf"figures\.yaml:.*{what}"):
        load_parameters(path)


def test_every_wrong_figure_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text("warm_s: soon\nchecker.count: 8\nwarm_up_s: 3\n")
    with pytest.raises(ParameterError) as caught:
        load_parameters(path)
    lines = str(caught.value).splitlines()
    assert [line.split(": ", 1)[1][:9] for line in lines] == ["warm_s=so", "no parame"]
    assert all(line.startswith(f"{path}: ") for line in lines)
    with pytest.raises(ParameterError) as caught:
        parameters(overrides={"clients.tries_count": "5", "warm_s": "soon", "wrm_s": "1"})
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "clients.tries_count", "warm_s=soon:", "no"
    ]  # fmt: skip


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"none\.yaml: there is no such file"):
        load_parameters(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("text", "source", "when"),
    [
        ("90s", "yours", "2026-11-23"),
        ("90s from our last game day", "yours: our last game day", "2026-11-23"),
        ("90s from our last game day on 2026-10-02", "yours: our last game day", "2026-10-02"),
        ("uniform(60s, 2m) from a page on call on 2026-10-02", "yours: a page on call", None),
    ],
)
def test_a_value_says_where_it_comes_from(text: str, source: str, when: str | None) -> None:
    figure = parameters(overrides={"switch.delay_s": text}).get("switch.delay_s")
    assert (figure.grade, figure.source) == ("yours", source)
    assert figure.date == (when or "2026-10-02")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("90s from a day on 2026-13-02", "2026-13-02 is no day"),
        (f"90s from {'x' * 501}", "at most 500 characters"),
        ("90s from a\x1b[31m page", "one line"),
        ("soon from a page", "a time such as 90s"),
    ],
)
def test_a_source_that_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(said)):
        parameters(overrides={"switch.delay_s": text})


def test_a_file_holds_values_with_their_sources(tmp_path: Path) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(
        "switch.delay_s: {value: 70s, source: two drills, date: 2026-10-02}\n"
        "replication.stall_s: {value: 10m}\n"
        "checker.count: 8\n"
    )
    figures = parameters(overrides=load_parameters(path))
    switch = figures.get("switch.delay_s")
    assert (switch.distribution, switch.source) == (Constant(70.0), "yours: two drills")
    assert switch.date == "2026-10-02"
    assert figures.get("replication.stall_s").source == "yours"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("{source: x}", "switch.delay_s has no value"),
        ("{value: 1s, n: 7}", "switch.delay_s.n is no entry"),
        ("{value: [1]}", "switch.delay_s.value is a list"),
        ("{value: 1s, date: 2026-10-02}", "date is of a source, and there is none"),
        ("{value: 1s, source: x, date: soon}", "soon is no day; write it as"),
    ],
)
def test_a_file_whose_entry_cannot_be_is_refused(tmp_path: Path, entries: str, said: str) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(f"switch.delay_s: {entries}\n")
    with pytest.raises(ParameterError, match=re.escape(said)):
        load_parameters(path)
