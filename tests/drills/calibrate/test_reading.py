"""Only what was seen while a fault was injected is taken; all else is named, a line each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from openline_drills.calibrate import Drilled, read_drills
from openline_drills.result import KeptRun, UnreadableRun

if TYPE_CHECKING:
    from tests.drills.conftest import Keep

Inject = Callable[..., Path]


@pytest.fixture
def inject(keep: Keep, drills: tuple[Drilled, ...]) -> Inject:
    """The folder of an injected drill: a rehearsal's, labelled anew, with what was observed."""

    def make(folder: str = "game-day-1", number: int = 0) -> Path:
        kept = keep(folder=folder)
        _label(kept)
        seen = json.loads(drills[number].seen.to_json())
        seen |= {key: getattr(kept.result, key) for key in ("stack", "declaration_digest")}
        (kept.folder / "observations.json").write_text(json.dumps(seen))
        return kept.folder

    return make


def _label(kept: KeptRun) -> None:
    value = json.loads(kept.result_json)
    value["on"] = "aws"
    for system in value["systems"]:
        for each in (*system["operations"], *system["stores"]):
            each["evidence"] = {"control_plane": "injected", "world": "injected"}
    (kept.folder / "result.json").write_text(json.dumps(value))


def change(path: Path, changed: Callable[[Any], object]) -> None:
    value = json.loads(path.read_text())
    changed(value)
    path.write_text(json.dumps(value))


def refused(*names: Path | str) -> tuple[str, ...]:
    with pytest.raises(UnreadableRun) as said:
        read_drills([str(name) for name in names], Path("runs"))
    assert all(line.isprintable() for line in said.value.lines)
    return said.value.lines


def test_injected_drills_are_read(inject: Inject) -> None:
    read = read_drills([str(inject()), str(inject("game-day-2", 1))], Path("runs"))
    assert [each.name for each in read] == ["game-day-1", "game-day-2"]


def test_a_drill_is_found_by_the_beginning_of_its_name(inject: Inject) -> None:
    folder = inject()
    (read,) = read_drills(["game-da"], folder.parent)
    assert read.name == "game-day-1"


def test_observations_alone_are_a_drill(drills: tuple[Drilled, ...], tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_text(drills[0].seen.to_json())
    (read,) = read_drills([str(path)], Path("runs"))
    assert read.seen == drills[0].seen


def test_a_rehearsal_is_refused_by_name(keep: Keep) -> None:
    (line,) = refused(keep().folder)
    assert line.endswith(
        "region-outage-12345678: is a rehearsal, its evidence is modelled, not injected: only what "
        "was seen while a fault was injected for real says how the world answers"
    )


def test_a_rehearsal_with_observations_beside_it_is_still_one(inject: Inject) -> None:
    folder = inject()
    change(folder / "result.json", lambda value: value.update(on="rehearsal"))
    assert "is a rehearsal" in refused(folder)[0]
    assert "is a rehearsal" in refused(folder / "observations.json")[0]


def test_one_figure_that_is_modelled_is_enough(inject: Inject) -> None:
    folder = inject()
    change(
        folder / "result.json",
        lambda value: value["systems"][0]["operations"][0]["evidence"].update(world="modelled"),
    )
    assert "not all of it is injected" in refused(folder)[0]


def test_observations_that_are_modelled_are_refused(inject: Inject) -> None:
    folder = inject()
    change(folder / "observations.json", lambda value: value["evidence"].update(world="modelled"))
    (line,) = refused(folder)
    assert "observations.json: evidence: is control plane injected, world modelled" in line


def test_a_drill_without_observations_is_told(inject: Inject) -> None:
    folder = inject()
    (folder / "observations.json").unlink()
    assert "game-day-1: has no observations.json: nothing was observed" in refused(folder)[0]


def test_observations_of_another_drill_are_told(inject: Inject) -> None:
    folder = inject()
    change(folder / "observations.json", lambda value: value.update(experiment="gray-failure"))
    (line,) = refused(folder)
    assert "experiment: is gray-failure, and region-outage in result.json: of two drills" in line


@pytest.mark.parametrize("name", ["result.json", "observations.json", "details.json"])
@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", "[" * 50_000])
def test_a_truncated_file_is_named(inject: Inject, name: str, text: str) -> None:
    folder = inject()
    (folder / name).write_text(text)
    assert str(folder / name) in refused(folder)[0]


def test_a_version_that_is_not_known_is_told(inject: Inject) -> None:
    folder = inject()
    change(folder / "observations.json", lambda value: value.update(schema_version=9))
    assert "schema_version: is 9, this release reads 1" in refused(folder)[0]


@pytest.mark.parametrize(
    ("step", "wrong", "said"),
    [
        ("decisions", {"decided_s": -1.0}, "decided_s lies before detected_s"),
        ("switches", {"answered_s": 0.0}, "answered_s lies before flipped_s"),
        ("launches", {"in_service_s": 0.0}, "in_service_s lies before launched_s"),
        ("detections", {"every_s": 0.0}, "detections.0.every_s"),
        ("detections", {"detected_s": 1e300}, "detections.0.detected_s"),
        ("detections", {"speed": 7}, "detections.0.speed"),
        ("arrivals", {"shares": []}, "arrivals.0.shares"),
        ("arrivals", {"shares": [1.5]}, "arrivals.0.shares.0"),
        ("copies", {"seen_s": []}, "another number of writes"),
        ("copies", {"written_s": [0.0], "seen_s": [-1.0]}, "seen before it was acknowledged"),
        ("copies", {"written_s": [1.0, 0.0], "seen_s": [2.0, 2.0]}, "not in the order of time"),
    ],
)
def test_what_cannot_have_been_is_named_by_its_path(
    inject: Inject, step: str, wrong: dict[str, object], said: str
) -> None:
    folder = inject()
    change(folder / "observations.json", lambda value: value[step][0].update(wrong))
    assert any(said in line for line in refused(folder))


def test_every_run_that_is_wrong_is_told_at_once(inject: Inject, keep: Keep) -> None:
    lines = refused(keep().folder, inject(), "no-such-run")
    assert len(lines) == 2
    assert "is a rehearsal" in lines[0]
    assert lines[1].startswith("no-such-run: there is no such")
