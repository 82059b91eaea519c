"""Every code: a change of a stack of ours with which it is found, and without which it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from openline_stacks.preview import CODES, Preview, Side, preview_of
from openline_stacks.preview._examples import Example, examples
from openline_stacks.preview._side import understood
from openline_stacks.sources import find_sources, planned

STACKS = Path(__file__).parents[3] / "stacks"
TODAY = date(2027, 1, 1)
BY_ID = {code.id: code for code in CODES}
pytestmark = pytest.mark.slow

Looks = Callable[[Example, str | None], Side]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """A side of an example; the stack as it is committed is read once."""
    known: dict[tuple[object, ...], Side] = {}

    def seen(example: Example, now: str | None) -> Side:
        edits = [*example.first, *([(example.was, now)] if now is not None else [])]
        key = (example.file.rpartition("/")[0], *edits)
        if key not in known:
            source = STACKS / example.file
            folder = tmp_path_factory.mktemp("example") / source.parent.name
            shutil.copytree(source.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
            text = source.read_text(encoding="utf-8")
            for was, to in edits:
                assert text.count(was) == 1, f"{example.file} has not once: {was}"
                text = text.replace(was, to)
            (folder / source.name).write_text(text, encoding="utf-8")
            sources = find_sources(str(folder))
            known[key] = understood("shop", sources, planned(sources), {})
        return known[key]

    return seen


def previewed(look: Looks, example: Example, before: str | None, after: str | None) -> Preview:
    return preview_of(
        look(example, before), look(example, after), today=TODAY, trials=example.trials
    )


def test_every_code_has_an_example() -> None:
    assert list(examples()) == [code.id for code in CODES]


@pytest.mark.parametrize("code", [code.id for code in CODES])
def test_the_change_is_found(code: str, look: Looks) -> None:
    example = examples()[code]
    found = previewed(look, example, None, example.now)
    told = [one for one in found.findings if one.code.id == code]
    assert told, [one.code.id for one in found.findings]
    assert all(one.at is None or one.at.file.endswith(".py") for one in told)
    level = told[0].code.level
    assert found.exit_code == 10 or level != "error"


# A replacement is one in either direction.
BOTH_WAYS = ("OL517", "OL518")


@pytest.mark.parametrize(
    "code",
    [
        code
        for code, example in examples().items()
        if not example.trials and code not in BOTH_WAYS and BY_ID[code].level == "error"
    ],
)
def test_the_change_taken_back_is_no_finding_of_its_kind(code: str, look: Looks) -> None:
    example = examples()[code]
    found = previewed(look, example, example.now, None)
    assert code not in [one.code.id for one in found.findings]
