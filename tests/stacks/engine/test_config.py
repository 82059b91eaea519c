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
