"""The reference says what the code says. `make reference` writes it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reference._experiments import with_figures_of
from benchmarks.reference._pages import FOLDER, PAGES
from openline.declaration import settable_paths
from openline_stacks.engine import Program, preview, reference_stack

ROOT = Path(__file__).parents[2]
MENDS = "`make reference` mends it"


@pytest.mark.parametrize("name", [name for name in PAGES if name != "experiments.md"])
def test_a_page_says_what_the_code_says(name: str) -> None:
    shown = (FOLDER / name).read_text(encoding="utf-8")
    assert PAGES[name](shown) == shown, f"docs/reference/{name} is stale; {MENDS}"


@pytest.mark.slow
def test_the_page_on_experiments_shows_what_a_dark_region_does() -> None:
    shown = _page("experiments.md")
    assert with_figures_of({"region-outage"}, shown) == shown, MENDS


@pytest.mark.nightly
def test_the_page_on_experiments_shows_what_they_do() -> None:
    done = _reference("--check", "experiments.md")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_page_is_told_with_what_mends_it(tmp_path: Path) -> None:
    other = "from benchmarks.reference import __main__ as m; from pathlib import Path; import sys\n"
    other += f"m.FOLDER = Path({str(tmp_path)!r})\nsys.argv = ['', '--check', 'command.md']\n"
    (tmp_path / "command.md").write_text("# The command\n")
    done = subprocess.run(
        [sys.executable, "-c", f"{other}sys.exit(m.main())"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert (
        "docs/reference/command.md is not what the code says now; `make reference`" in done.stdout
    )
    assert (tmp_path / "command.md").read_text() == "# The command\n"


def test_a_page_that_is_none_is_refused() -> None:
    done = _reference("rulez.md")
    assert done.returncode == 2
    assert "rules.md" in done.stderr


def test_every_command_has_its_part() -> None:
    asked = "from openline_drills.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", asked, "--help"], capture_output=True, text=True, check=True
    )
    _, _, commands = done.stdout.partition("Commands")
    names = set(re.findall(r"^│ ([a-z][a-z-]*)", commands, re.MULTILINE))
    assert len(names) >= 7
    assert names <= set(re.findall(r"^## openline ([a-z-]+)", _page("command.md"), re.MULTILINE))


def test_every_output_has_its_line() -> None:
    """What the components of the reference stack registered, and the texts that they have."""
    page = _page("components.md")
    registered = {
        (state.type, output)
        for state in preview(Program.find(reference_stack())).resources
        if state.type.startswith("openline:")
        for output in state.outputs
    }
    assert len(registered) > 40
    for type_, output in registered:
        _, found, part = page.partition(f"`{type_}`")
        assert found, type_
        outputs = part.partition("### Outputs of")[2].partition("\n## ")[0]
        assert f"| `{output}` |" in outputs, f"{type_} registers {output}"


def test_every_argument_and_output_of_a_component_says_what_it_is() -> None:
    empty = [line for line in _page("components.md").splitlines() if line.endswith("|  |")]
    assert empty == []


def test_the_page_of_the_declaration_names_every_key() -> None:
    spelled = re.findall(r"`[^`]+`|^```yaml$.*?^```$", _page("declaration.md"), re.M | re.S)
    words = set(re.findall(r"[a-z_]+", " ".join(spelled)))
    keys = {part for path in settable_paths() for part in path.split(".") if "<" not in part}
    assert keys - words == set()


def _page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _reference(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.reference", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
