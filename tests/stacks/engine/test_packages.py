"""pulumi_aws's packages, a module at a time: the same names, and only what is named is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine._packages import _homes

TOLD = """
import importlib, json, sys
from contextlib import nullcontext
from openline_stacks.engine._packages import bit_by_bit

with bit_by_bit() if sys.argv[1] == "lazily" else nullcontext():
    import pulumi_aws
    package = importlib.import_module("pulumi_aws." + sys.argv[2])
hasattr(package, "no such attribute")  # it is executed when first asked
names = [one for one in dir(package) if not one.startswith("_")]
names = [one for one in names if one not in ("builtins", "typing", "sys", "pulumi")]
said = {one: repr(getattr(package, one)).partition(" at 0x")[0] for one in names}
print(json.dumps(said))
"""


def asked(code: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("package", ["ec2", "lambda_", "config"])
def test_a_package_has_the_names_that_it_has_otherwise(package: str) -> None:
    lazily, otherwise = (asked(TOLD, how, package) for how in ("lazily", "eagerly"))
    assert lazily == otherwise
    assert len(otherwise) > (1 if package == "config" else 100)


def test_a_program_loads_the_modules_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import pulumi_aws as aws\naws.ec2.Eip('a')\n")
    code = """
import json, sys
from openline_stacks.engine import Program, preview
from pathlib import Path
preview(Program.find(Path(sys.argv[1])))
print(json.dumps([one for one in sys.modules if one.startswith("pulumi_aws.ec2.")]))
"""
    loaded = asked(code, str(tmp_path))
    assert "pulumi_aws.ec2.eip" in loaded
    assert "pulumi_aws.ec2.ami" not in loaded


def test_a_function_is_not_hidden_by_the_module_of_its_name() -> None:
    code = """
import json
from openline_stacks.engine._packages import bit_by_bit
with bit_by_bit():
    import pulumi_aws
    import pulumi_aws.ec2.get_ami
    from pulumi_aws.ec2 import *
    found = [callable(pulumi_aws.ec2.get_ami), callable(get_ami), hasattr(pulumi_aws.ec2, "b")]
print(json.dumps(found))
"""
    assert asked(code) == [True, True, False]


@pytest.mark.parametrize(
    ("init", "module"),
    [
        pytest.param("from .a import *\nprint()\n", "__all__ = ['A']\n", id="does something else"),
        pytest.param("from .a import *\n", "A = 1\n", id="says not what it exports"),
        pytest.param("from .a import *\n", "__all__ = ['A',\n", id="is cut off"),
        pytest.param("from .b import *\n", "__all__ = ['A']\n", id="lacks a module"),
    ],
)
def test_a_package_that_looks_otherwise_is_imported_as_it_is(
    tmp_path: Path, init: str, module: str
) -> None:
    (tmp_path / "__init__.py").write_text(init)
    (tmp_path / "a.py").write_text(module)
    assert _homes(tmp_path / "__init__.py") is None


def test_of_one_name_in_two_modules_the_last_counts(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("import typing\nfrom .a import *\nfrom .b import *\n")
    (tmp_path / "a.py").write_text("__all__ = ['One', 'Two']\n")
    (tmp_path / "b.py").write_text("__all__ = [\n    'Two',\n    'Three',\n]\n")
    homes = {"a": "", "One": "a", "b": "", "Two": "b", "Three": "b"}
    assert _homes(tmp_path / "__init__.py") == homes
