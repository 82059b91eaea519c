"""Service models are read from disk once a process, and nobody sees what another session added."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import botocore.loaders
import pytest
from botocore.loaders import JSONFileLoader

from openline_stacks.cloud import LocalAws


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are really read."""
    files: list[str] = []
    original = JSONFileLoader._load_file  # type: ignore[attr-defined]

    def load_file(loader: Any, path: str, opened: Any) -> Any:
        data = original(loader, path, opened)
        if data is not None:
            files.append(Path(path).name)
        return data

    monkeypatch.setattr(JSONFileLoader, "_load_file", load_file)
    return files


def client(session: boto3.Session) -> Any:
    return session.client("ec2", region_name="us-west-2")


def test_another_session_reads_no_model_again(aws: LocalAws, read: list[str]) -> None:
    assert client(boto3.Session()).describe_vpcs()["Vpcs"]
    read.clear()

    assert client(boto3.Session()).describe_vpcs()["Vpcs"]

    assert read == []


def test_a_folder_that_one_session_adds_is_its_own(aws: LocalAws, tmp_path: Path) -> None:
    model = tmp_path / "parcels" / "2026-01-01" / "service-2.json"
    model.parent.mkdir(parents=True)
    metadata = {"apiVersion": "2026-01-01", "endpointPrefix": "parcels", "protocol": "json"}
    model.write_text(json.dumps({"metadata": metadata, "operations": {}, "shapes": {}}))
    extended, plain = boto3.Session(), boto3.Session()

    extended._session.get_component("data_loader").search_paths.append(str(tmp_path))

    assert "parcels" in extended.get_available_services()
    assert "parcels" not in plain.get_available_services()
    assert "parcels" not in boto3.Session().get_available_services()


def test_outside_botocore_reads_as_it_always_does() -> None:
    before = botocore.loaders.Loader
    with LocalAws():
        assert botocore.loaders.Loader is not before
    assert botocore.loaders.Loader is before
