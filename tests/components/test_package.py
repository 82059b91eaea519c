"""The door of the package: light, complete, and open to hosts of other languages."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from pulumi.provider.experimental.component import ComponentProvider

import openline

COMPONENTS = (
    "Backups",
    "Certificates",
    "CustomerServiceStack",
    "CustomerStore",
    "EncryptionKeys",
    "FailoverRouting",
    "GlobalStack",
    "InteractionLog",
    "RegionalNetwork",
    "RegionalStack",
    "ReplicatedSecrets",
    "RoleBasedAccess",
    "ServiceAlarms",
    "ServiceFleet",
    "SharedStack",
)


def test_the_public_names_are_sorted_and_there() -> None:
    assert openline.__all__ == sorted(openline.__all__)
    assert all(getattr(openline, name) is not None for name in openline.__all__)
    assert set(openline.__all__) <= set(dir(openline))
    assert {*COMPONENTS, *(f"{name}Args" for name in COMPONENTS)} < set(openline.__all__)


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="RegionalNetworks"):
        _ = openline.RegionalNetworks


@pytest.mark.parametrize("module", ["openline", "openline.declaration", "openline.contract"])
def test_reading_a_declaration_costs_neither_pulumi_nor_moto(module: str) -> None:
    heavy = "{'moto', 'chaoslib', 'numpy', 'pulumi', 'pulumi_aws', 'boto3'}"
    code = f"import {module}, sys; print(sorted({heavy} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_other_languages_can_use_every_component() -> None:
    components = [getattr(openline, name) for name in COMPONENTS]
    schema = ComponentProvider(components, "openline", None, "0.1.0").schema
    assert schema is not None
    resources = json.loads(schema)["resources"]
    assert sorted(resources) == [f"openline:index:{name}" for name in COMPONENTS]
    stack = resources["openline:index:CustomerServiceStack"]
    assert stack["requiredInputs"] == ["declaration"]
    assert {"endpoints", "switches", "healthCheckIds", "fleets", "tables", "keyArns"} <= set(
        stack["properties"]
    )
    fleet = resources["openline:index:ServiceFleet"]
    assert "tableNames" not in fleet["requiredInputs"]
    assert fleet["inputProperties"]["minSize"]["type"] == "integer"
