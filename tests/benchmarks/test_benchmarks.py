"""Every benchmark runs, in its tiny form. How long it takes is nobody's business here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "components",
    "drill",
    "engine",
    "forecast",
    "growth",
    "kernel",
    "preview",
    "reports",
    "starts",
    "world",
)
EVERY_TIME = ("engine", "kernel")  # seconds; the others stand stacks up and are left to the night


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], capture_output=True, text=True, cwd=ROOT
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in EVERY_TIME else [pytest.mark.nightly]) for n in NAMES],
)
def test_it_compares_with_an_alternative(name: str) -> None:
    done = bench(name, "--tiny")

    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")][1:]
    assert rows
    assert all(len(row) == 4 for row in rows)
    assert any(re.search(r"\d times", row[3]) for row in rows)


def test_the_page_has_a_place_for_each() -> None:
    page = (ROOT / "docs" / "reference" / "benchmarks.md").read_text(encoding="utf-8")
    assert tuple(sorted(re.findall(r"<!-- (\w+):begin -->", page))) == NAMES


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    done = bench("kernels")

    assert done.returncode == 2
    assert "no benchmark kernels" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_measures_nothing_is_not_written_down() -> None:
    done = bench("kernel", "--tiny", "--write")

    assert done.returncode == 2
    assert "--tiny" in done.stderr
