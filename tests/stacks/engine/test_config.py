"""Configuration as the program sees it."""

from pathlib import Path

import pytest

from openline_stacks.engine import Program, ProgramError
from openline_stacks.engine._config import load


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "Pulumi.yaml").write_text(
        "name: shop\nruntime: python\nconfig:\n"
        "  size: 3\n  aws:region: us-east-1\n  pace: {type: string, default: slow}\n"
    )
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  shop:size: 4\n  flag: true\n  on: yes\n  zones: [a, b]\n"
        "  events:\n    - {ttl: 30}\n"
    )
    (tmp_path / "__main__.py").touch()
    return Program.find(tmp_path)


def test_the_stack_goes_over_the_project_and_the_caller_over_both(program: Program) -> None:
    assert load(program, "dev", {"pace": "fast"}).values == {
        "shop:size": "4",
        "aws:region": "us-east-1",
        "shop:pace": "fast",
        "shop:flag": "true",
        "shop:on": "yes",
        "shop:zones": '["a","b"]',
        "shop:events": '[{"ttl":30}]',
    }


def test_another_stack_has_the_projects_defaults(program: Program) -> None:
    assert load(program, "prod", None).values["shop:size"] == "3"


def test_a_packages_keys_configure_its_default_provider(program: Program) -> None:
    assert load(program, "dev", None).of_package("aws") == {"region": "us-east-1"}


def test_an_encrypted_value_is_a_secret_that_nobody_reads(program: Program) -> None:
    (program.root / "Pulumi.dev.yaml").write_text("config: {key: {secure: v1:abc}}\n")
    config = load(program, "dev", None)
    assert config.values["shop:key"] == "[secret]"
    assert config.secret_keys == {"shop:key"}
    given = load(program, "dev", {"key": "open"})
    assert given.values["shop:key"] == "open"
    assert not given.secret_keys


def test_a_config_that_is_no_mapping_is_refused(program: Program) -> None:
    (program.root / "Pulumi.dev.yaml").write_text("config: [a]\n")
    with pytest.raises(ProgramError, match=r"Pulumi\.dev\.yaml: config: holds no mapping"):
        load(program, "dev", None)


TYPED = "name: shop\nruntime: python\nconfig:\n  key: {schema}\n"


def typed(program: Program, schema: str) -> Program:
    (program.root / "Pulumi.yaml").write_text(TYPED.format(schema=schema))
    return program


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("string", ["", "a"], [3, True, ["a"]]),
        ("integer", [3, "-3"], ["three", 1.5, True, ""]),
        ("boolean", [True, "false"], ["yes", 1]),
        ("array, items: {type: integer}", [[], [1, "2"]], [["a"], 1]),
    ],
)
def test_a_value_is_of_the_type_that_the_project_says(
    program: Program, kind: str, right: list[object], wrong: list[object]
) -> None:
    project = typed(program, f"{{type: {kind}}}")
    for value in right:
        assert "shop:key" in load(project, "prod", {"key": value}).values
    for value in wrong:
        said = r"Pulumi\.yaml: config\.key: .* of stack 'prod' is not of the type "
        with pytest.raises(ProgramError, match=said + kind.partition(",")[0]):
            load(project, "prod", {"key": value})


def test_a_wrong_value_is_quoted_and_a_wrong_type_named(program: Program) -> None:
    empty = r'config\.key: "" of stack \'prod\' is not of the type integer'
    with pytest.raises(ProgramError, match=empty):
        load(typed(program, "{type: integer, default: ''}"), "prod", None)
    right = r"config\.key\.type: \"strnig\" is no type; write string, integer, boolean or array"
    with pytest.raises(ProgramError, match=right):
        load(typed(program, "{type: strnig, default: a}"), "prod", None)


def test_a_key_without_a_default_must_be_set(program: Program) -> None:
    project = typed(program, "{type: string, description: who}")
    with pytest.raises(ProgramError, match=r"config\.key: stack 'prod' has no value; set it"):
        load(project, "prod", None)


def test_an_encrypted_value_is_of_any_type(program: Program) -> None:
    project = typed(program, "{type: integer}")
    (program.root / "Pulumi.dev.yaml").write_text("config: {key: {secure: v1:abc}}\n")
    assert load(project, "dev", None).secret_keys == {"shop:key"}
