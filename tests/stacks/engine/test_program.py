"""Which program a path means."""

from pathlib import Path

import pytest

from openline_stacks.engine import Program, ProgramError, reference_stack


def test_a_folder_with_pulumi_yaml_is_a_project_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    program = Program.find(tmp_path)
    assert (program.name, program.root, program.folder) == ("shop", tmp_path, tmp_path)


@pytest.mark.parametrize("main", ["stacks/retail/", "stacks/retail", "stacks/retail/__main__.py"])
def test_main_moves_the_working_folder_and_not_the_project(tmp_path: Path, main: str) -> None:
    folder = tmp_path / "stacks" / "retail"
    folder.mkdir(parents=True)
    (folder / "__main__.py").touch()
    (tmp_path / "Pulumi.yaml").write_text(
        f"name: shop\nruntime: {{name: python, options: {{virtualenv: .venv}}}}\nmain: {main}\n"
    )
    program = Program.find(tmp_path / "Pulumi.yaml")
    assert (program.root, program.folder) == (tmp_path, folder)


def test_a_folder_with_a_main_module_is_named_after_itself(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "__main__.py").touch()
    assert Program.find(folder).name == "desk"
    assert Program.find(folder / "__main__.py") == Program.find(folder)


def test_a_file_is_a_program_named_after_itself(tmp_path: Path) -> None:
    (tmp_path / "edge.py").touch()
    program = Program.find(str(tmp_path / "edge.py"))
    assert (program.name, program.file) == ("edge", tmp_path / "edge.py")


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "edge.py").touch()
    monkeypatch.chdir(tmp_path)
    assert Program.find("edge.py").file == tmp_path / "edge.py"


@pytest.mark.parametrize(
    ("files", "path", "said"),
    [
        ({}, "nowhere", "no such file or folder"),
        ({}, ".", "neither Pulumi.yaml nor __main__.py"),
        ({"a.txt": ""}, "a.txt", "not a Pulumi program"),
        ({"Pulumi.yaml": "name: x\nruntime: nodejs\n"}, ".", "runtime: is nodejs; only python"),
        ({"Pulumi.yaml": "name: x\n"}, ".", "runtime: is missing"),
        ({"Pulumi.yaml": "runtime: python\n"}, ".", "name: is missing"),
        ({"Pulumi.yaml": "name: x\nruntime: python\nmain: gone\n"}, ".", "does not exist"),
        ({"Pulumi.yaml": "name: [x\n"}, ".", "not YAML"),
        ({"Pulumi.yaml": "- x\n"}, ".", "holds no mapping"),
    ],
)
def test_what_is_no_program_is_refused_with_the_reason(
    tmp_path: Path, files: dict[str, str], path: str, said: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ProgramError, match=said) as caught:
        Program.find(tmp_path / path)
    assert "\n" not in str(caught.value)


def test_the_reference_stack_is_beside_the_package() -> None:
    assert reference_stack().name == "retail"
