"""The README shows what the drill prints, and the drill that it shows meets its targets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import pictures

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_readme_shows_what_the_drill_prints() -> None:
    # where CI keeps `out` and `err` of the drill that it has just run: no other one then
    printed = os.environ.get("OPENLINE_PRINTED")
    command = [sys.executable, str(ROOT / "benchmarks" / "readme.py"), "--check"]
    command += ["--printed", printed] if printed else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_pictures_show_what_the_drill_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["pictures.py", "--check"])
    assert pictures.main() == 0


def test_a_picture_asks_nothing_of_the_network() -> None:
    for picture in (ROOT / "docs" / "images").glob("*.svg"):
        svg = picture.read_text(encoding="utf-8")
        assert "@font-face" not in svg
        assert set(re.findall(r"https?://[^\s\"')]+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "https://www.textualize.io",  # rich's comment on where it is from
        }


def test_the_readme_shows_targets_that_would_be_met() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "verdict: would meet" in readme
    assert "would miss │" not in readme


def test_every_link_of_readme_and_docs_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        local = [link for link in links if not link.startswith("http")]
        assert all((page.parent / link).exists() for link in local), page
